"""What there is to translate: the texts of a thing in the shop's first language, and in any other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import graphene

from catalog.selectors.menus import menu_items_of
from catalog.states import AttributeInput
from logistics.models.zone import ZoneMethod
from marketplace.graphql.catalog import loads
from marketplace.graphql.catalog.attributes import (
    Attribute,
    AttributeValue,
    attributes_named,
    language_argument,
)
from marketplace.graphql.catalog.texts import rich_text_in
from marketplace.graphql.catalog.translations import (
    AttributeTranslation,
    AttributeValueTranslation,
    CategoryTranslation,
    CollectionTranslation,
    MenuItemTranslation,
    PageTranslation,
    ProductTranslation,
    ProductVariantTranslation,
    PromotionRuleTranslation,
    PromotionTranslation,
    Translation,
    VoucherTranslation,
    full_translation,
    name_translation,
)
from marketplace.graphql.catalog.types import Category, Product, ProductVariant
from marketplace.graphql.catalog.variants import variants_anywhere
from marketplace.graphql.content.collections import Collection
from marketplace.graphql.content.loads import page_attributes
from marketplace.graphql.content.menus import ItemInChannel, MenuItem
from marketplace.graphql.content.pages import Page
from marketplace.graphql.discounts.promotions import campaign_translation
from marketplace.graphql.discounts.types import Voucher
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.ids import Node, global_id, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import JSONString
from marketplace.graphql.shipping.types import (
    ShippingMethodTranslation,
    ShippingMethodType,
    method_translation,
)
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE, language_of
from marketplace.kernel.texts import text_in

# The thing itself, for each of several rows
Things = Callable[[Sequence[Any], Info], Sequence[Any]]
# What was written of a row in a language
Written = Callable[[Any, str], Any]
_TEXT_INPUTS = (AttributeInput.PLAIN_TEXT, AttributeInput.RICH_TEXT)
_IN_FULL = "Get model fields from the root level queries."


@dataclass(frozen=True, slots=True)
class Translated:
    """A kind of thing that can be translated: its type, how its translation is read, how the thing itself."""

    name: str
    of: type[graphene.ObjectType] | None
    field: str
    translation: type[graphene.ObjectType]
    written: Written
    things: Things | None = None
    # The attribute that is its key
    key: str = "id"


def content_type(
    kind: Translated, /, *, fields: Mapping[str, Any] | None = None
) -> type[graphene.ObjectType]:
    """Return the type of what there is to translate of a kind; its rows are the models' own."""

    @batched
    def resolve_key(parents: Sequence[Any], _info: Info) -> list[str]:
        return [global_id(kind.name, getattr(each, kind.key)) for each in parents]

    @batched
    def resolve_translation(parents: Sequence[Any], _info: Info, *, language_code: Any) -> list[Any]:
        language = language_of(language_code)
        return [kind.written(each, language) for each in parents]

    @batched
    def resolve_thing(parents: Sequence[Any], info: Info) -> Sequence[Any]:
        return parents if kind.things is None else kind.things(parents, info)

    title = f"{kind.name}TranslatableContent".replace("ShippingMethodType", "ShippingMethod")
    about = f"What there is to translate of a {kind.field}."
    own = {
        "Meta": type("Meta", (), {"name": title, "description": about, "interfaces": (Node,)}),
        "id": id_field(title, attribute=kind.key, description="The ID of the translatable content."),
        f"{kind.field}_id": graphene.ID(
            required=True, resolver=resolve_key, description="The ID of what is translated."
        ),
        **(fields or {"name": name_field()}),
        "translation": graphene.Field(
            kind.translation,
            language_code=language_argument(),
            resolver=resolve_translation,
            description="What was written in a language; null for nothing.",
        ),
    }
    if kind.of is not None:
        own[kind.field] = graphene.Field(
            kind.of,
            resolver=resolve_thing,
            description="What is translated.",
            deprecation_reason=_IN_FULL,
        )
    made: type[graphene.ObjectType] = type(title, (graphene.ObjectType,), own)
    return made


def name_field(column: str = "names", *, required: bool = True) -> graphene.String:
    """Return the field of a name in the shop's first language."""

    @batched
    def resolve(parents: Sequence[Any], _info: Info) -> list[str]:
        return [text_in(getattr(each, column), DEFAULT_LANGUAGE) for each in parents]

    return graphene.String(required=required, resolver=resolve, description="Its name, to be translated.")


def text_field(column: str, what: str) -> graphene.String:
    """Return the field of a text that may not be there."""

    @batched
    def resolve(parents: Sequence[Any], _info: Info) -> list[str | None]:
        return [getattr(each, column).get(DEFAULT_LANGUAGE) or None for each in parents]

    return graphene.String(resolver=resolve, description=f"{what}, to be translated.")


def document_field(column: str = "documents", *, is_old: bool = False) -> JSONString:
    """Return the field of a rich text."""

    @batched
    def resolve(parents: Sequence[Any], _info: Info) -> list[str | None]:
        found = ((getattr(each, column), getattr(each, "descriptions", {})) for each in parents)
        # A method keeps its rich texts where others keep their plain words.
        return [
            rich_text_in(documents, {} if column == "descriptions" else plain, DEFAULT_LANGUAGE)
            for documents, plain in found
        ]

    return JSONString(
        resolver=resolve,
        description="A rich text to be translated, as EditorJS blocks.",
        deprecation_reason="Use the other field instead." if is_old else None,
    )


def _described_fields(name: str = "name", text: str = "description", column: str = "names") -> dict[str, Any]:
    return {
        "seo_title": text_field("seo_titles", "Title for search engines"),
        "seo_description": text_field("seo_descriptions", "Description for search engines"),
        "slug": graphene.String(description="The slug, to be translated."),
        name: name_field(column),
        text: document_field(),
        f"{text}_json": document_field(is_old=True),
    }


def _described(row: Any, language: str) -> Translation | None:
    return full_translation(row.id, language, row.names, row.descriptions, row)


def _page_written(row: Any, language: str) -> Translation | None:
    return full_translation(row.id, language, row.titles, {}, row)


def _named(row: Any, language: str) -> Translation | None:
    return name_translation(row.id, row.names, language)


def _value_written(row: Any, language: str) -> Translation | None:
    texts = {
        "name": row.names.get(language) or None,
        "rich_text": rich_text_in(row.documents, {}, language),
        "plain_text": row.plain_texts.get(language) or None,
    }
    return Translation(id=row.id, code=language, **texts) if any(texts.values()) else None


def _method_written(row: ZoneMethod, language: str) -> Mapping[str, Any] | None:
    return method_translation(row, language)


def _method_name(root: ZoneMethod, _info: Info) -> str:
    return root.method.name(DEFAULT_LANGUAGE)


def _products(parents: Sequence[Any], info: Info) -> Sequence[Any]:
    wanted: list[loads.Place] = [(None, each.id) for each in parents]
    return info.context.load(loads.products, wanted)


def _shelves(parents: Sequence[Any], info: Info) -> Sequence[Any]:
    shelves = loads.tree_of(info).shelves
    return [shelves.get(each.id) for each in parents]


def _collections(parents: Sequence[Any], info: Info) -> Sequence[Any]:
    keys: list[loads.PlaceInTime] = [(None, info.context.now, each.id) for each in parents]
    return info.context.load(loads.collections, keys)


def _items(parents: Sequence[Any], info: Info) -> Sequence[Any]:
    found = info.context.load(menu_items_of, [each.id for each in parents])
    return [ItemInChannel(row, None) if row is not None else None for row in found]


def assigned_values(load: Callable[[Sequence[int]], Mapping[int, Any]]) -> graphene.List:
    """Return the field of the texts that are a thing's attributes: plain and rich ones."""

    @batched
    def resolve(parents: Sequence[Any], info: Info) -> list[list[Any]]:
        found = info.context.load(load, [each.id for each in parents])
        return [
            [
                value
                for each in assigned or ()
                if each.attribute.input_type in _TEXT_INPUTS
                for value in each.values
            ]
            for assigned in found
        ]

    return graphene.List(
        graphene.NonNull(lambda: AttributeValueTranslatableContent),
        required=True,
        resolver=resolve,
        description="Texts that are its attributes.",
    )


@batched
def _attribute_of_value(parents: Sequence[Any], info: Info) -> Sequence[Any]:
    return info.context.load(attributes_named, [each.attribute_id for each in parents])


ProductTranslatableContent = content_type(
    Translated("Product", Product, "product", ProductTranslation, _described, _products),
    fields={**_described_fields(), "attribute_values": assigned_values(loads.product_attributes)},
)
CategoryTranslatableContent = content_type(
    Translated("Category", Category, "category", CategoryTranslation, _described, _shelves),
    fields=_described_fields(),
)
CollectionTranslatableContent = content_type(
    Translated("Collection", Collection, "collection", CollectionTranslation, _described, _collections),
    fields=_described_fields(),
)
PageTranslatableContent = content_type(
    Translated(
        "Page",
        Page,
        "page",
        PageTranslation,
        _page_written,
        lambda parents, info: info.context.load(loads.pages, [each.id for each in parents]),
    ),
    fields={
        **_described_fields("title", "content", "titles"),
        "attribute_values": assigned_values(page_attributes),
    },
)
ProductVariantTranslatableContent = content_type(
    Translated(
        "ProductVariant",
        ProductVariant,
        "product_variant",
        ProductVariantTranslation,
        _named,
        lambda parents, info: variants_anywhere(info, [each.id for each in parents]),
    ),
    fields={"name": name_field(), "attribute_values": assigned_values(loads.variant_attributes)},
)
MenuItemTranslatableContent = content_type(
    Translated("MenuItem", MenuItem, "menu_item", MenuItemTranslation, _named, _items)
)
AttributeTranslatableContent = content_type(
    Translated(
        "Attribute",
        Attribute,
        "attribute",
        AttributeTranslation,
        _named,
        lambda parents, info: info.context.load(attributes_named, [each.id for each in parents]),
    )
)
AttributeValueTranslatableContent = content_type(
    Translated(
        "AttributeValue", AttributeValue, "attribute_value", AttributeValueTranslation, _value_written
    ),
    fields={
        "name": name_field(),
        "rich_text": document_field(),
        "plain_text": text_field("plain_texts", "A plain text"),
        "attribute": graphene.Field(
            AttributeTranslatableContent, resolver=_attribute_of_value, description="Its attribute."
        ),
    },
)
ShippingMethodTranslatableContent = content_type(
    Translated(
        "ShippingMethodType",
        ShippingMethodType,
        "shipping_method",
        ShippingMethodTranslation,
        _method_written,
        key="method_id",
    ),
    fields={
        "name": graphene.String(
            required=True, resolver=_method_name, description="Its name, to be translated."
        ),
        "description": document_field("descriptions"),
    },
)
VoucherTranslatableContent = content_type(
    Translated("Voucher", Voucher, "voucher", VoucherTranslation, _named),
    fields={"name": graphene.String(description="Its name, to be translated.")},
)


def _campaign_fields(*, is_named: bool) -> dict[str, Any]:
    return {
        "name": graphene.String(required=is_named, description="Its name, to be translated."),
        "description": JSONString(description="Its description, to be translated, as EditorJS blocks."),
    }


PromotionTranslatableContent = content_type(
    Translated("Promotion", None, "promotion", PromotionTranslation, campaign_translation),
    fields=_campaign_fields(is_named=True),
)
PromotionRuleTranslatableContent = content_type(
    Translated("PromotionRule", None, "promotion_rule", PromotionRuleTranslation, campaign_translation),
    fields=_campaign_fields(is_named=False),
)
