"""Lists of orders as sources of pages."""

import uuid
from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from marketplace.graphql.kit.keyset import Column, Key
from marketplace.graphql.kit.pages import NestedQuerySet, QuerySetPages
from marketplace.graphql.orders.rows import OrderRow
from orders.models.checkout import Checkout
from orders.models.order import Order


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment


class OrderPages:
    """Orders that who asks may see in full, newest first unless said otherwise."""

    def __init__(self, orders: QuerySet[Order], *, by_number: bool = False, ascending: bool = False) -> None:
        down = not ascending
        self.order: tuple[Column, ...] = (
            (Column("number", down, read=int),)
            if by_number
            else (Column("placed_at", down, read=_moment), Column("id", down, read=uuid.UUID))
        )
        self.pages = QuerySetPages(orders.select_related("channel"), self.order)

    def rows(self, *, limit: int, after: Key | None, backward: bool) -> list[OrderRow]:
        """Return up to `limit` rows after a key, in the direction walked."""
        found = self.pages.rows(limit=limit, after=after, backward=backward)
        return [OrderRow(order, is_open=True) for order in found]

    def key(self, row: OrderRow) -> Key:
        """Return a row's place in the order."""
        return self.pages.key(row.order)

    def count(self) -> int:
        """Count all rows."""
        return self.pages.count()


class OrdersOfUsers:
    """The orders of each of several people, newest first."""

    def __init__(self) -> None:
        single = OrderPages(Order.objects.none())
        self.order = single.order
        self.key = single.key
        self.pages = NestedQuerySet(Order.objects.select_related("channel"), "user_id", self.order)

    def rows_of(
        self, parents: Sequence[Hashable], *, limit: int, after: Key | None, backward: bool
    ) -> Mapping[Any, list[OrderRow]]:
        """Return up to `limit` orders of each person."""
        found = self.pages.rows_of(parents, limit=limit, after=after, backward=backward)
        return {key: [OrderRow(order, is_open=True) for order in orders] for key, orders in found.items()}

    def counts_of(self, parents: Sequence[Hashable]) -> Mapping[Any, int]:
        """Count the orders of each person."""
        return self.pages.counts_of(parents)


def open_checkouts(user_ids: Sequence[int]) -> dict[int, list[tuple[uuid.UUID, str]]]:
    """Return people's open baskets (id and channel slug), the one changed last first, in one statement."""
    found: dict[int, list[tuple[uuid.UUID, str]]] = {}
    rows = Checkout.objects.filter(user_id__in=user_ids, completed_at=None, draft=None).order_by(
        "-updated_at", "id"
    )
    for user_id, key, slug in rows.values_list("user_id", "pk", "channel__slug"):
        if user_id is not None:
            found.setdefault(user_id, []).append((key, slug))
    return found
