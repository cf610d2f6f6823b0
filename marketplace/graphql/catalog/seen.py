"""Things that others lead to, by id: each as the actor may see it where it was asked for, or nothing."""

from collections.abc import Callable, Sequence
from typing import Any

from catalog.policies import may_see, may_write_collections, may_write_pages
from catalog.selectors.categories import Shelf
from catalog.selectors.collections import CollectionRow
from catalog.selectors.product_rows import ProductRow
from catalog.selectors.written_pages import WrittenPage
from marketplace.graphql.catalog import loads
from marketplace.graphql.catalog.loads import Place
from marketplace.graphql.catalog.rows import VariantRow
from marketplace.graphql.kit.info import Info

Seen = Callable[[Sequence[Place], Info], Sequence[Any]]


def products_seen(keys: Sequence[Place], info: Info) -> list[ProductRow | None]:
    """Return products on the shelves, or in any state to their makers and the staff."""
    return [_product_if_seen(row, info) for row in info.context.load(loads.products, keys)]


def variants_seen(keys: Sequence[Place], info: Info) -> list[VariantRow | None]:
    """Return the variants of such products."""
    now = info.context.now
    offers = info.context.load(
        loads.offers_by_variant, [None if channel is None else (channel, now, key) for channel, key in keys]
    )
    places = [
        (channel, offer.product_id) if offer else None
        for (channel, _), offer in zip(keys, offers, strict=True)
    ]
    products = info.context.load(loads.products, places)
    return [
        VariantRow.of(offer, channel)
        if offer is not None and channel is not None and _product_if_seen(product, info) is not None
        else None
        for (channel, _key), offer, product in zip(keys, offers, products, strict=True)
    ]


def categories_seen(keys: Sequence[Place], info: Info) -> list[Shelf | None]:
    """Return shelves; everybody sees all of them."""
    shelves = loads.tree_of(info).shelves
    return [shelves.get(key) for _channel, key in keys]


def collections_seen(keys: Sequence[Place], info: Info) -> list[CollectionRow | None]:
    """Return collections that are shown in the channel, or any to the staff."""
    now = info.context.now
    found = info.context.load(loads.collections, [(channel, now, key) for channel, key in keys])
    return [collection_if_seen(row, info) for row in found]


def pages_seen(keys: Sequence[Place], info: Info) -> list[WrittenPage | None]:
    """Return pages that are shown, or any to the staff."""
    return [
        page_if_seen(row, info) for row in info.context.load(loads.pages, [key for _channel, key in keys])
    ]


def collection_if_seen(row: CollectionRow | None, info: Info) -> CollectionRow | None:
    """Return a collection if the actor may see it."""
    if row is None or row.is_visible or may_write_collections(info.context.actor):
        return row
    return None


def page_if_seen(row: WrittenPage | None, info: Info) -> WrittenPage | None:
    """Return a page if the actor may read it."""
    if row is None or row.is_shown(info.context.now) or may_write_pages(info.context.actor):
        return row
    return None


def _product_if_seen(row: ProductRow | None, info: Info) -> ProductRow | None:
    if row is None or row.is_visible or may_see(info.context.actor, row.organisation_id):
        return row
    return None
