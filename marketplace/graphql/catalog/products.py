"""How the fields of a product are answered."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from catalog.models.product import Product
from catalog.selectors.assigned import Assigned
from catalog.selectors.categories import Family, Shelf, families
from catalog.selectors.collections import CollectionRow
from catalog.selectors.offers import Offer
from catalog.selectors.product_page import CertificateCard
from catalog.selectors.product_rows import ProductRow
from catalog.selectors.product_texts import ProductTexts, product_texts
from marketplace.cooperatives.selectors import OrganisationCard, organisations_named
from marketplace.graphql.catalog import loads
from marketplace.graphql.catalog.assigned import with_attributes
from marketplace.graphql.catalog.pricing import Pricing
from marketplace.graphql.catalog.rows import VariantRow
from marketplace.graphql.catalog.seen import collection_if_seen
from marketplace.graphql.catalog.texts import rich_text
from marketplace.graphql.catalog.translations import Translation, full_translation, name_translation
from marketplace.graphql.catalog.variant_inputs import narrowed
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import Page, connect_each
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.pages import ListPages
from marketplace.graphql.shop.kept import kept_with
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE, language_of
from marketplace.graphql.shop.pictures import DEFAULT_SIZE, absolute, format_of
from marketplace.kernel.texts import text_in

# What a translation can say without the long texts
_OF_NAMES = frozenset({"id", "name", "language", "language.code", "language.language", "__typename"})


def _texts(parents: Sequence[ProductRow], info: Info) -> list[ProductTexts | None]:
    return info.context.load(product_texts, [each.id for each in parents])


def variant_rows(parents: Sequence[ProductRow], info: Info) -> list[list[VariantRow]]:
    """Return the variants of each product, none for a product that was read without a channel."""
    found = info.context.load(loads.offers_by_product, loads.stands(parents, info))
    return [
        [VariantRow.of(offer, each.channel) for offer in offers or []] if each.channel is not None else []
        for each, offers in zip(parents, found, strict=True)
    ]


class VariantLists:
    """The variants of each product, in memory, as pages."""

    def __init__(self, lists: dict[int, list[VariantRow]]) -> None:
        self.lists = lists
        self.places = {id(row): place for rows in lists.values() for place, row in enumerate(rows)}
        self.order = ListPages(()).order

    def key(self, row: VariantRow) -> tuple[int]:
        """Return a variant's place among those of its product."""
        return (self.places[id(row)],)

    def rows_of(
        self, parents: Sequence[Any], *, limit: int, after: Any, backward: bool
    ) -> dict[Any, list[Any]]:
        """Return up to `limit` variants of each product."""
        return {
            parent: ListPages(self.lists[parent]).rows(limit=limit, after=after, backward=backward)
            for parent in parents
        }

    def counts_of(self, parents: Sequence[Any]) -> dict[Any, int]:
        """Count the variants of each product."""
        return {parent: len(self.lists[parent]) for parent in parents}


def _assigned(parents: Sequence[ProductRow], info: Info) -> list[list[Assigned] | None]:
    return info.context.load(loads.product_attributes, [each.id for each in parents])


class ProductResolvers(
    kept_with(loads.kept_with_products, lambda row: row.id, *Product.metadata_permissions),  # type: ignore[misc]
    with_attributes(_assigned),  # type: ignore[misc]
):
    """How the fields of Product are answered; its rows are `ProductRow`s."""

    @staticmethod
    @batched
    def resolve_name(parents: Sequence[ProductRow], _info: Info) -> list[str]:
        """Return the names in the shop's first language."""
        return [text_in(each.names, DEFAULT_LANGUAGE) for each in parents]

    @staticmethod
    @batched
    def resolve_description(parents: Sequence[ProductRow], info: Info) -> list[str | None]:
        """Return the descriptions as EditorJS blocks."""
        return [
            rich_text(each.documents, each.descriptions, DEFAULT_LANGUAGE) if each else None
            for each in _texts(parents, info)
        ]

    @staticmethod
    @batched
    def resolve_product_type(parents: Sequence[ProductRow], info: Info) -> list[Family | None]:
        """Return the families."""
        return info.context.load(_families, [each.product_type_id for each in parents])

    @staticmethod
    @batched
    def resolve_category(parents: Sequence[ProductRow], info: Info) -> list[Shelf]:
        """Return the shelves."""
        shelves = loads.tree_of(info).shelves
        return [shelves[each.category_id] for each in parents]

    @staticmethod
    @batched
    def resolve_channel(parents: Sequence[ProductRow], _info: Info) -> list[str | None]:
        """Return the slugs of the channels in which they were read."""
        return [each.channel.slug if each.channel else None for each in parents]

    @staticmethod
    @batched
    def resolve_thumbnail(
        parents: Sequence[ProductRow], info: Info, size: int | None = None, format: Any = None
    ) -> list[dict[str, str] | None]:
        """Return the first picture of each in about the size asked for."""
        kind, wanted = format_of(format), size or DEFAULT_SIZE
        found = info.context.load(loads.thumbnails, [(wanted, kind, each.id) for each in parents])
        return [
            {"url": absolute(row.path), "alt": row.alt(DEFAULT_LANGUAGE)} if row is not None else None
            for row in found
        ]

    @staticmethod
    @batched
    def resolve_pricing(
        parents: Sequence[ProductRow], info: Info, **_address: object
    ) -> list[Pricing | None]:
        """Return from how much to how much they cost; null without a channel or a price."""
        found = info.context.load(loads.ranges, loads.stands(parents, info))
        return [Pricing(each) if each is not None else None for each in found]

    @staticmethod
    @batched
    def resolve_is_available(
        parents: Sequence[ProductRow], info: Info, **_address: object
    ) -> list[bool | None]:
        """Say whether any variant can be bought and is there; null without a channel."""
        lists = variant_rows(parents, info)
        ids = [row.id for rows in lists for row in rows]
        left = dict(zip(ids, info.context.load(loads.stock, ids), strict=True))
        return [
            any(row.offer.is_buyable and row.offer.left(left[row.id] or 0) > 0 for row in rows)
            if each.channel
            else None
            for each, rows in zip(parents, lists, strict=True)
        ]

    @staticmethod
    @batched
    def resolve_is_available_for_purchase(parents: Sequence[ProductRow], info: Info) -> list[bool | None]:
        """Say whether any variant may be bought, in stock or not; null without a channel."""
        return [
            any(row.offer.is_buyable for row in rows) if each.channel else None
            for each, rows in zip(parents, variant_rows(parents, info), strict=True)
        ]

    @staticmethod
    @batched
    def resolve_available_for_purchase_at(
        parents: Sequence[ProductRow], _info: Info
    ) -> list[datetime | None]:
        """Return since when they are on the shelves."""
        return [each.published_at if each.is_visible else None for each in parents]

    @staticmethod
    @batched
    def resolve_available_for_purchase(parents: Sequence[ProductRow], _info: Info) -> list[date | None]:
        """Return since which day they are on the shelves."""
        return [
            timezone.localdate(each.published_at) if each.is_visible and each.published_at else None
            for each in parents
        ]

    @staticmethod
    @batched
    def resolve_variants(parents: Sequence[ProductRow], info: Info) -> list[list[VariantRow]]:
        """Return the variants."""
        return variant_rows(parents, info)

    @staticmethod
    @batched
    def resolve_product_variants(
        parents: Sequence[ProductRow],
        info: Info,
        *,
        filter: Any = None,
        where: Any = None,
        sort_by: Any = None,
        **_page: object,
    ) -> list[Page]:
        """Return a page of variants of each."""
        ids = [each.id for each in parents]
        lists = dict(zip(ids, variant_rows(parents, info), strict=True))
        return connect_each(VariantLists(narrowed(lists, filter, where, sort_by)), info, ids)

    @staticmethod
    @batched
    def resolve_default_variant(parents: Sequence[ProductRow], info: Info) -> list[VariantRow | None]:
        """Return the cheapest variant that can be bought, or the first."""
        return [_cheapest(rows) for rows in variant_rows(parents, info)]

    @staticmethod
    @batched
    def resolve_translation(
        parents: Sequence[ProductRow], info: Info, language_code: Any
    ) -> list[Translation | None]:
        """Return what was written in just this language."""
        language = language_of(language_code)
        if info.fields <= _OF_NAMES:
            return [name_translation(each.id, each.names, language) for each in parents]
        return [
            full_translation(each.id, language, each.names, texts.descriptions if texts else {}, texts)
            for each, texts in zip(parents, _texts(parents, info), strict=True)
        ]

    @staticmethod
    @batched
    def resolve_seo_title(parents: Sequence[ProductRow], info: Info) -> list[str | None]:
        """Return what search engines are told, in the shop's first language."""
        return [
            (text_in(each.seo_titles, DEFAULT_LANGUAGE) or None) if each else None
            for each in _texts(parents, info)
        ]

    @staticmethod
    @batched
    def resolve_seo_description(parents: Sequence[ProductRow], info: Info) -> list[str | None]:
        """Return what search engines are told, in the shop's first language."""
        return [
            (text_in(each.seo_descriptions, DEFAULT_LANGUAGE) or None) if each else None
            for each in _texts(parents, info)
        ]

    @staticmethod
    @batched
    def resolve_collections(parents: Sequence[ProductRow], info: Info) -> list[list[CollectionRow]]:
        """Return the collections in which they stand and that the actor may see."""
        now = info.context.now
        found = info.context.load(
            loads.collections_by_product, [(each.channel, now, each.id) for each in parents]
        )
        return [[row for row in rows or () if collection_if_seen(row, info) is not None] for rows in found]

    @staticmethod
    @batched
    def resolve_cooperative(parents: Sequence[ProductRow], info: Info) -> list[OrganisationCard | None]:
        """Return who makes them."""
        return info.context.load(organisations_named, [each.organisation_id for each in parents])

    @staticmethod
    @batched
    def resolve_origin(parents: Sequence[ProductRow], info: Info) -> list[ProductTexts | None]:
        """Return where they come from."""
        return _texts(parents, info)

    @staticmethod
    @batched
    def resolve_certificates(parents: Sequence[ProductRow], info: Info) -> list[list[CertificateCard]]:
        """Return the signs of quality that they may show today."""
        today = timezone.localdate(info.context.now)
        found = info.context.load(loads.certificates, [(today, each.id) for each in parents])
        return [each or [] for each in found]

    @staticmethod
    @batched
    def resolve_season_months(parents: Sequence[ProductRow], info: Info) -> list[tuple[int, ...]]:
        """Return in which months they are harvested or made."""
        return [each.season_months if each else () for each in _texts(parents, info)]

    @staticmethod
    @batched
    def resolve_allergens(parents: Sequence[ProductRow], info: Info) -> list[tuple[str, ...]]:
        """Return what must be declared."""
        return [each.allergens if each else () for each in _texts(parents, info)]


def _cheapest(rows: Sequence[VariantRow]) -> VariantRow | None:
    def rank(row: VariantRow) -> tuple[bool, bool, int]:
        offer: Offer = row.offer
        return (not offer.is_buyable, offer.price is None, offer.price.minor if offer.price else 0)

    return min(rows, key=rank, default=None)


def _families(_keys: Sequence[int]) -> dict[int, Family]:
    return {family.product_type_id: family for family in families()}
