"""What vouchers and sales are limited to: lists of ids, shown page by page as the things they name."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from catalog.selectors.collections import collections_of
from catalog.selectors.product_rows import product_rows_of
from marketplace.channels.selectors import default_channel
from marketplace.graphql.catalog import loads
from marketplace.graphql.catalog.types import CategoryConnection, ProductConnection, VariantConnection
from marketplace.graphql.catalog.variants import variants_anywhere
from marketplace.graphql.content.collections import CollectionConnection
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import Page, connect, connection_field
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.pages import ListPages
from marketplace.graphql.shop.metadata import FORBIDDEN
from marketplace.kernel.actor import Permission

Scopes = Mapping[str, Sequence[int]]
Read = Callable[[Info, Sequence[int]], Mapping[int, Any]]


def _products(info: Info, ids: Sequence[int]) -> Mapping[int, Any]:
    return product_rows_of(product_ids=ids, channel=default_channel())


def _variants(info: Info, ids: Sequence[int]) -> Mapping[int, Any]:
    return {key: row for key, row in zip(ids, variants_anywhere(info, ids), strict=True) if row is not None}


def _categories(info: Info, _ids: Sequence[int]) -> Mapping[int, Any]:
    return loads.tree_of(info).shelves


def _collections(info: Info, ids: Sequence[int]) -> Mapping[int, Any]:
    return collections_of(keys=ids, channel=default_channel(), now=info.context.now)


_KINDS: Mapping[str, tuple[Any, Read]] = {
    "products": (ProductConnection, _products),
    "variants": (VariantConnection, _variants),
    "categories": (CategoryConnection, _categories),
    "collections": (CollectionConnection, _collections),
}


def scoped_fields(scopes_of: Callable[[Sequence[Any], Info], Sequence[Scopes]]) -> type:
    """
    Return the fields `products`, `variants`, `categories` and `collections` of what is limited to them.

    Two statements for all parents, whatever is listed. Requires MANAGE_DISCOUNTS.

    :param scopes_of: what each parent is limited to: kind -> ids
    """
    return type("ScopedFields", (), {name: _field(name, scopes_of) for name in _KINDS})


def _field(name: str, scopes_of: Callable[[Sequence[Any], Info], Sequence[Scopes]]) -> Any:
    connection, read = _KINDS[name]

    @batched
    def resolve(parents: Sequence[Any], info: Info, **_page: object) -> list[Page] | list[PermissionDenied]:
        if not info.context.actor.may(Permission.MANAGE_DISCOUNTS):
            return [PermissionDenied(FORBIDDEN) for _each in parents]
        pages = [connect(ListPages(list(scopes[name])), info) for scopes in scopes_of(parents, info)]
        wanted = list(dict.fromkeys(edge.node for page in pages for edge in page.edges))
        rows = read(info, wanted) if wanted else {}
        for page in pages:
            # What was taken from the catalogue since is not shown
            page.edges = [edge.showing(rows[edge.node]) for edge in page.edges if edge.node in rows]
        return pages

    return connection_field(
        connection,
        resolver=resolve,
        description=f"The {name} to which it is limited. Requires MANAGE_DISCOUNTS.",
    )
