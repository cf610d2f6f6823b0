"""What the catalogue's resolvers load in batches; each function is remembered for the request (`context.load`)."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from catalog.models.media import Media
from catalog.models.product import Product, Variant
from catalog.models.taxonomy import Category, ProductType
from catalog.selectors.assigned import Assigned, assigned_of_products, assigned_of_variants
from catalog.selectors.categories import CategoryTree
from catalog.selectors.certificates import certificates_of
from catalog.selectors.collections import CollectionRow, collections_of, collections_of_products
from catalog.selectors.gallery import Picture, galleries_of
from catalog.selectors.metadata import Kept, metadata_of
from catalog.selectors.offers import Offer, offers, offers_of_products
from catalog.selectors.other_offers import twins_of
from catalog.selectors.price_ranges import PriceRange, price_ranges
from catalog.selectors.product_page import CertificateCard
from catalog.selectors.product_rows import ProductRow, product_rows_of
from catalog.selectors.product_texts import product_texts
from catalog.selectors.thumbnails import ThumbnailRow, thumbnails_of
from catalog.selectors.written_pages import WrittenPage, pages_of
from logistics.selectors.stock import available
from marketplace.channels.models import Channel
from marketplace.cooperatives.selectors import organisations_named
from marketplace.graphql.catalog.kept_tree import current_tree
from marketplace.graphql.kit.info import Info

V = TypeVar("V")

# Something as it stands in one channel at one moment.
Stand = tuple[Channel, datetime, int]
# Something as it stands in one channel, or as it was asked for without one.
Place = tuple[Channel | None, int]
PlaceInTime = tuple[Channel | None, datetime, int]

__all__ = ["organisations_named", "product_texts"]


def _by_channel(
    keys: Sequence[Stand], read: Callable[[Sequence[int], Channel, datetime], dict[int, V]]
) -> dict[Stand, V]:
    """Read for each channel at once (there is one, but for a staff member who compares)."""
    wanted: defaultdict[tuple[Channel, datetime], list[int]] = defaultdict(list)
    for channel, now, key in keys:
        wanted[channel, now].append(key)
    return {
        (channel, now, key): value
        for (channel, now), ids in wanted.items()
        for key, value in read(ids, channel, now).items()
    }


def ranges(keys: Sequence[Stand]) -> dict[Stand, PriceRange]:
    """Load price ranges by (channel, now, product id)."""
    return _by_channel(keys, price_ranges)


def offers_by_product(keys: Sequence[Stand]) -> dict[Stand, list[Offer]]:
    """Load the offers of products by (channel, now, product id)."""
    return _by_channel(keys, offers_of_products)


def twins_by_product(keys: Sequence[tuple[Channel, int]]) -> dict[tuple[Channel, int], list[int]]:
    """Load the products of other sellers on the same article by (channel, product id), in today's turn."""
    wanted: defaultdict[Channel, list[int]] = defaultdict(list)
    for channel, key in keys:
        wanted[channel].append(key)
    return {
        (channel, key): twins
        for channel, ids in wanted.items()
        for key, twins in twins_of(ids, channel).items()
    }


def offers_by_variant(keys: Sequence[Stand]) -> dict[Stand, Offer]:
    """Load offers by (channel, now, variant id)."""
    return _by_channel(keys, offers)


def thumbnails(keys: Sequence[tuple[int, str, int]]) -> dict[tuple[int, str, int], ThumbnailRow]:
    """Load small pictures by (size, format, product id); one statement for each size that is asked for."""
    wanted: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for size, kind, key in keys:
        wanted[size, kind].append(key)
    return {
        (size, kind, key): row
        for (size, kind), ids in wanted.items()
        for key, row in thumbnails_of(ids, size=size, kind=kind).items()
    }


def galleries(keys: Sequence[int]) -> dict[int, list[Picture]]:
    """Load all pictures of products."""
    return galleries_of(keys)


def stock(keys: Sequence[int]) -> dict[int, int]:
    """Load how much of each variant is left."""
    return available(keys)


def products(keys: Sequence[Place]) -> dict[Place, ProductRow]:
    """Load products in any state by (channel, id)."""
    wanted: defaultdict[Channel | None, list[int]] = defaultdict(list)
    for channel, key in keys:
        wanted[channel].append(key)
    return {
        (channel, key): row
        for channel, ids in wanted.items()
        for key, row in product_rows_of(product_ids=ids, channel=channel).items()
    }


def collections(
    keys: Sequence[PlaceInTime],
) -> dict[PlaceInTime, CollectionRow]:
    """Load collections, shown or not, by (channel, now, id)."""
    wanted: defaultdict[tuple[Channel | None, datetime], list[int]] = defaultdict(list)
    for channel, now, key in keys:
        wanted[channel, now].append(key)
    return {
        (channel, now, key): row
        for (channel, now), ids in wanted.items()
        for key, row in collections_of(keys=ids, channel=channel, now=now).items()
    }


def collections_by_product(
    keys: Sequence[PlaceInTime],
) -> dict[PlaceInTime, list[CollectionRow]]:
    """Load the collections of products by (channel, now, product id)."""
    wanted: defaultdict[tuple[Channel | None, datetime], list[int]] = defaultdict(list)
    for channel, now, key in keys:
        wanted[channel, now].append(key)
    return {
        (channel, now, key): rows
        for (channel, now), ids in wanted.items()
        for key, rows in collections_of_products(ids, channel, now).items()
    }


def certificates(keys: Sequence[tuple[date, int]]) -> dict[tuple[date, int], list[CertificateCard]]:
    """Load the signs of quality that products may show, by (day, product id)."""
    wanted: defaultdict[date, list[int]] = defaultdict(list)
    for day, key in keys:
        wanted[day].append(key)
    return {
        (day, key): cards for day, ids in wanted.items() for key, cards in certificates_of(ids, day).items()
    }


def pages(keys: Sequence[int]) -> dict[int, WrittenPage]:
    """Load written pages, shown or not."""
    return pages_of(keys=keys)


def product_attributes(keys: Sequence[int]) -> dict[int, list[Assigned]]:
    """Load the attributes of products."""
    return assigned_of_products(keys)


def variant_attributes(keys: Sequence[int]) -> dict[int, list[Assigned]]:
    """Load the attributes of variants."""
    return assigned_of_variants(keys)


def kept_with_products(keys: Sequence[int]) -> dict[int, Kept]:
    """Load the metadata of products."""
    return metadata_of(Product, keys)


def kept_with_variants(keys: Sequence[int]) -> dict[int, Kept]:
    """Load the metadata of variants."""
    return metadata_of(Variant, keys)


def kept_with_categories(keys: Sequence[int]) -> dict[int, Kept]:
    """Load the metadata of categories."""
    return metadata_of(Category, keys)


def kept_with_product_types(keys: Sequence[int]) -> dict[int, Kept]:
    """Load the metadata of families."""
    return metadata_of(ProductType, keys)


def kept_with_media(keys: Sequence[int]) -> dict[int, Kept]:
    """Load the metadata of pictures."""
    return metadata_of(Media, keys)


def _trees(keys: Sequence[str]) -> dict[str, CategoryTree]:
    return {key: current_tree() for key in keys}


def tree_of(info: Info) -> CategoryTree:
    """Return the tree of categories, read once for a request."""
    (tree,) = info.context.load(_trees, ["whole"])
    if tree is None:
        raise LookupError("The tree of categories was not loaded.")
    return tree


def stands(parents: Sequence[Any], info: Info) -> list[Stand | None]:
    """Return each product's key in its channel; None for one that was read without a channel."""
    now = info.context.now
    return [None if each.channel is None else (each.channel, now, each.id) for each in parents]
