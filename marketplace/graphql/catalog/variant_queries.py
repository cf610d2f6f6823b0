"""Lists of variants."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import graphene
from django.db.models import QuerySet

from catalog.models.product import Variant
from catalog.selectors.variant_lists import VariantFilters, variant_condition, variants_reached
from marketplace.channels.models import Channel
from marketplace.graphql.catalog import loads
from marketplace.graphql.catalog.categories import NOTHING
from marketplace.graphql.catalog.pages import moment_read
from marketplace.graphql.catalog.reached import reached
from marketplace.graphql.catalog.rows import VariantRow
from marketplace.graphql.catalog.types import VariantConnection
from marketplace.graphql.catalog.variant_inputs import sorts_down, variant_filters, variant_list_args
from marketplace.graphql.kit.batching import costs
from marketplace.graphql.kit.connection import Page, connect, connection_field
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.keyset import Column, Key
from marketplace.graphql.kit.pages import QuerySetPages

Given = Mapping[str, Any] | None


class VariantPages:
    """Variants as they stand in a channel: their keys in order, and what is offered of those of a page."""

    def __init__(
        self, info: Info, channel: Channel, rows: "QuerySet[Variant]", newest_first: bool | None
    ) -> None:
        self._info = info
        self._channel = channel
        down = bool(newest_first)
        changed = () if newest_first is None else (Column("updated_at", down, read=moment_read),)
        self._pages = QuerySetPages(rows.values("id", "updated_at"), (*changed, Column("id", down, read=int)))
        self.order: Sequence[Column] = self._pages.order
        self._moments: dict[int, datetime] = {}

    def rows(self, *, limit: int, after: Key | None, backward: bool) -> list[VariantRow]:
        """Return up to `limit` variants after a key, in the direction walked."""
        found = self._pages.rows(limit=limit, after=after, backward=backward)
        self._moments |= {each["id"]: each["updated_at"] for each in found}
        stands = [(self._channel, self._info.context.now, each["id"]) for each in found]
        offers = self._info.context.load(loads.offers_by_variant, stands)
        return [VariantRow.of(offer, self._channel) for offer in offers if offer is not None]

    def key(self, row: VariantRow) -> Key:
        """Return a row's place in the order."""
        return self._pages.key({"id": row.id, "updated_at": self._moments[row.id]})

    def count(self) -> int:
        """Count all rows."""
        return self._pages.count()


class VariantQueries(graphene.ObjectType):
    """Lists of variants."""

    product_variants = connection_field(
        VariantConnection,
        ids=graphene.List(graphene.NonNull(graphene.ID), description="Filter product variants by given IDs."),
        channel=graphene.String(description="Slug of a channel for which the data should be returned."),
        search=graphene.String(description="Search product variants."),
        **variant_list_args(),
        description="List of product variants: on the shelves of a channel, to the staff in any state.",
    )

    @staticmethod
    @costs(2)
    def resolve_product_variants(
        _root: object,
        info: Info,
        *,
        ids: list[str] | None = None,
        channel: str | None = None,
        search: str | None = None,
        filter: Given = None,
        where: Given = None,
        sort_by: Given = None,
        **_page: object,
    ) -> Page:
        """Return a page of what everybody may see in a channel; to the staff, of variants in any state."""
        found, reach = reached(info, channel)
        if found is None:
            return connect(NOTHING, info)
        rows = variants_reached(found, reach)
        if (filters := variant_filters(filter, where)) is not None:
            rows = rows.filter(variant_condition(filters))
        if search or ids is not None:
            keys = None if ids is None else tuple(keys_of(ids, "ProductVariant"))
            rows = rows.filter(variant_condition(VariantFilters(search=search, ids=keys)))
        return connect(VariantPages(info, found, rows, sorts_down(sort_by)), info)
