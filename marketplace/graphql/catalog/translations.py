"""What was written in one language: null where nobody wrote anything in it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import graphene

from marketplace.graphql.catalog.texts import rich_text_in
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.scalars import JSONString
from marketplace.graphql.shop.languages import LanguageDisplay, display_of


@dataclass(slots=True, kw_only=True)
class Translation:
    """The texts of one thing in one language; which of them there are depends on the thing."""

    id: int | uuid.UUID
    code: str
    name: str | None = None
    slug: str | None = None
    description: str | None = None
    seo_title: str | None = None
    seo_description: str | None = None
    rich_text: str | None = None
    plain_text: str | None = None

    @property
    def language(self) -> Mapping[str, str]:
        """The language."""
        return display_of(self.code)

    @property
    def title(self) -> str | None:
        """What a page calls its name."""
        return self.name

    @property
    def content(self) -> str | None:
        """What a page calls its description."""
        return self.description


class Described(Protocol):
    """A row with texts by language."""

    @property
    def documents(self) -> Mapping[str, Mapping[str, Any]]:
        """Rich texts."""

    @property
    def seo_titles(self) -> Mapping[str, str]:
        """Titles for search engines."""

    @property
    def seo_descriptions(self) -> Mapping[str, str]:
        """Descriptions for search engines."""

    @property
    def slugs(self) -> Mapping[str, str]:
        """Addresses of its own in some languages."""


def name_translation(key: int | uuid.UUID, names: Mapping[str, str], language: str) -> Translation | None:
    """Return the name in just this language."""
    name = names.get(language)
    return Translation(id=key, code=language, name=name) if name else None


def full_translation(
    key: int,
    language: str,
    names: Mapping[str, str],
    descriptions: Mapping[str, str],
    described: Described | None,
) -> Translation | None:
    """Return everything that was written in just this language."""
    made = Translation(id=key, code=language, name=names.get(language) or None)
    if described is not None:
        made.slug = described.slugs.get(language) or None
        made.description = rich_text_in(described.documents, descriptions, language)
        made.seo_title = described.seo_titles.get(language) or None
        made.seo_description = described.seo_descriptions.get(language) or None
    texts = (made.name, made.slug, made.description, made.seo_title, made.seo_description)
    return made if any(texts) else None


def _seo() -> dict[str, Any]:
    return {
        "seo_title": graphene.String(description="Translated SEO title."),
        "seo_description": graphene.String(description="Translated SEO description."),
        "slug": graphene.String(description="Translated slug, null if it has none of its own."),
    }


def _translation(type_name: str, what: str, /, **fields: Any) -> type[graphene.ObjectType]:
    description = f"Represents {what} translations."
    meta = type("Meta", (), {"name": type_name, "description": description, "interfaces": (Node,)})
    own = {
        "id": id_field(type_name, description=f"The ID of the {what} translation."),
        "language": graphene.Field(LanguageDisplay, required=True, description="Translation language."),
    }
    made: type[graphene.ObjectType] = type(type_name, (graphene.ObjectType,), {**own, **fields, "Meta": meta})
    return made


def _described(type_name: str, what: str) -> type[graphene.ObjectType]:
    return _translation(
        type_name,
        what,
        **_seo(),
        name=graphene.String(description=f"Translated {what} name."),
        description=JSONString(description="Translated description, as EditorJS blocks."),
    )


def _named(type_name: str, what: str, **more: Any) -> type[graphene.ObjectType]:
    name = graphene.String(required=True, description=f"Translated {what} name.")
    return _translation(type_name, what, name=name, **more)


ProductTranslation = _described("ProductTranslation", "product")
CategoryTranslation = _described("CategoryTranslation", "category")
CollectionTranslation = _described("CollectionTranslation", "collection")
ProductVariantTranslation = _named("ProductVariantTranslation", "product variant")
MenuItemTranslation = _named("MenuItemTranslation", "menu item")
AttributeTranslation = _named("AttributeTranslation", "attribute")
AttributeValueTranslation = _named(
    "AttributeValueTranslation",
    "attribute value",
    rich_text=JSONString(description="Translated rich text, as EditorJS blocks."),
    plain_text=graphene.String(description="Translated plain text."),
)
VoucherTranslation = _translation(
    "VoucherTranslation", "voucher", name=graphene.String(description="Translated voucher name.")
)
SaleTranslation = _translation(
    "SaleTranslation", "sale", name=graphene.String(description="Translated sale name.")
)
PromotionTranslation = _translation(
    "PromotionTranslation",
    "promotion",
    name=graphene.String(description="Translated promotion name."),
    description=JSONString(description="Translated description, as EditorJS blocks."),
)
PromotionRuleTranslation = _translation(
    "PromotionRuleTranslation",
    "promotion rule",
    name=graphene.String(description="Translated promotion rule name."),
    description=JSONString(description="Translated description, as EditorJS blocks."),
)
PageTranslation = _translation(
    "PageTranslation",
    "page",
    **_seo(),
    title=graphene.String(description="Translated page title."),
    content=JSONString(description="Translated content, as EditorJS blocks."),
)
