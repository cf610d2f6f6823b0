"""What was written in one language: null where nobody wrote anything in it."""

from collections.abc import Mapping
from dataclasses import dataclass

import graphene

from marketplace.graphql.kit.ids import id_field
from marketplace.graphql.kit.scalars import JSONString
from marketplace.graphql.shop.languages import LanguageDisplay, display_of


@dataclass(slots=True)
class Translation:
    """The texts of one thing in one language."""

    id: int
    name: str | None
    slug: str | None
    description: str | None
    code: str

    @property
    def language(self) -> Mapping[str, str]:
        """The language."""
        return display_of(self.code)


class ProductTranslation(graphene.ObjectType):
    """Represents product translations."""

    id = id_field("ProductTranslation", description="The ID of the product translation.")
    language = graphene.Field(LanguageDisplay, required=True, description="Translation language.")
    slug = graphene.String(description="Slug, which is the same in every language.")
    name = graphene.String(description="Translated product name.")
    description = JSONString(description="Translated description, as EditorJS blocks.")


class CategoryTranslation(graphene.ObjectType):
    """Represents category translations."""

    id = id_field("CategoryTranslation", description="The ID of the category translation.")
    language = graphene.Field(LanguageDisplay, required=True, description="Translation language.")
    slug = graphene.String(description="Slug, which is the same in every language.")
    name = graphene.String(description="Translated category name.")
    description = JSONString(description="Translated description, as EditorJS blocks.")


class ProductVariantTranslation(graphene.ObjectType):
    """Represents product variant translations."""

    id = id_field("ProductVariantTranslation", description="The ID of the variant translation.")
    language = graphene.Field(LanguageDisplay, required=True, description="Translation language.")
    name = graphene.String(required=True, description="Translated variant name.")
