"""Attributes: what tells the variants of a product apart."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.ids import global_id
from marketplace.graphql.kit.info import Info
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE, LanguageCodeEnum, language_of
from marketplace.kernel.texts import text_in

AttributeInputTypeEnum = saleor_enum("AttributeInputTypeEnum", "How an attribute's values are entered.")
VariantAttributeScope = saleor_enum("VariantAttributeScope", "Which attributes of a variant to show.")

# The one attribute that every variant has: how much or how large, in the words of its label.
SIZE: Mapping[str, Any] = {
    "key": "size",
    "slug": "size",
    "input_type": "DROPDOWN",
    "names": {"fr": "Format", "ar": "الحجم", "en": "Size", "es": "Tamaño"},
}


class AttributeTranslation(graphene.ObjectType):
    """The name of an attribute in a language."""

    name = graphene.String(required=True, description="Translated attribute name.")


class AttributeValueTranslation(graphene.ObjectType):
    """The name of an attribute's value in a language."""

    name = graphene.String(required=True, description="Translated attribute value name.")


class Attribute(graphene.ObjectType):
    """Custom attribute of a product."""

    id = graphene.ID(required=True, description="The ID of the attribute.")
    input_type = graphene.Field(AttributeInputTypeEnum, description="How its values are entered.")
    name = graphene.String(required=True, description="Name of the attribute.")
    slug = graphene.String(required=True, description="Internal representation of the attribute.")
    translation = graphene.Field(
        AttributeTranslation,
        language_code=graphene.Argument(LanguageCodeEnum, required=True, description="A language."),
        description="Its name in a language, null if nobody wrote one.",
    )

    @staticmethod
    def resolve_id(root: Mapping[str, Any], _info: Info) -> str:
        """Return the ID."""
        return global_id("Attribute", root["key"])

    @staticmethod
    def resolve_name(root: Mapping[str, Any], _info: Info) -> str:
        """Return the name in the shop's first language."""
        return text_in(root["names"], DEFAULT_LANGUAGE)

    @staticmethod
    def resolve_translation(
        root: Mapping[str, Any], _info: Info, language_code: Any
    ) -> dict[str, str] | None:
        """Return the name in just this language."""
        name = root["names"].get(language_of(language_code))
        return {"name": name} if name else None


class AttributeValue(graphene.ObjectType):
    """Represents a value of an attribute."""

    id = graphene.ID(required=True, description="The ID of the attribute value.")
    name = graphene.String(description="Name of the value.")
    slug = graphene.String(description="Internal representation of the value.")
    translation = graphene.Field(
        AttributeValueTranslation,
        language_code=graphene.Argument(LanguageCodeEnum, required=True, description="A language."),
        description="Its name in a language, null if nobody wrote one.",
    )

    @staticmethod
    def resolve_name(root: Mapping[str, Any], _info: Info) -> str:
        """Return the name in the shop's first language."""
        return text_in(root["names"], DEFAULT_LANGUAGE)

    @staticmethod
    def resolve_translation(
        root: Mapping[str, Any], _info: Info, language_code: Any
    ) -> dict[str, str] | None:
        """Return the name in just this language."""
        name = root["names"].get(language_of(language_code))
        return {"name": name} if name else None


class SelectedAttribute(graphene.ObjectType):
    """Represents a custom attribute with its values."""

    attribute = graphene.Field(Attribute, required=True, description="The attribute.")
    values = graphene.List(graphene.NonNull(AttributeValue), required=True, description="Its values here.")


def selected(
    attribute: Mapping[str, Any], *, key: str, slug: str, names: Mapping[str, str]
) -> dict[str, Any]:
    """Return the row of an attribute with its one value; texts are language code -> text."""
    value = {"id": global_id("AttributeValue", f"{attribute['key']}-{key}"), "slug": slug, "names": names}
    return {"attribute": attribute, "values": [value]}
