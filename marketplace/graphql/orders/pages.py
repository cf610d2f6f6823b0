"""Lists of orders as sources of pages."""

import uuid
from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Lower

from marketplace.channels.selectors import channels_by_id
from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.keyset import Column, Key
from marketplace.graphql.kit.pages import NestedQuerySet, QuerySetPages
from marketplace.graphql.orders.rows import OrderRow
from orders.models.checkout import Checkout
from orders.models.draft import Draft
from orders.models.order import Order
from orders.selectors.drafts import drafts_viewed
from orders.selectors.order_states import with_status


def moment(value: Any) -> datetime:
    """
    Read a moment as a cursor holds it.

    :raises ValueError: if it names no time zone, or is no moment
    """
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError(value)
    return found


_BY_ID = Column("id", read=uuid.UUID)
# By what orders are sorted; a column that is not unique is followed by one that is.
_SORTS: Mapping[str, tuple[Column, ...]] = {
    "NUMBER": (Column("number", read=int),),
    "CREATED_AT": (Column("placed_at", read=moment), _BY_ID),
    "LAST_MODIFIED_AT": (Column("updated_at", read=moment), _BY_ID),
    "CUSTOMER": (Column("customer_key"), _BY_ID),
    "PAYMENT": (Column("payment__state"), _BY_ID),
    "STATUS": (Column("status_word"), _BY_ID),
}
_SAME = {"CREATION_DATE": "CREATED_AT", "RANK": "CREATED_AT", "FULFILLMENT_STATUS": "STATUS"}
_BY_DRAFT = Column("pk", read=uuid.UUID)
_DRAFT_SORTS: Mapping[str, tuple[Column, ...]] = {
    "NUMBER": (Column("number", read=int),),
    "CREATED_AT": (Column("checkout__created_at", read=moment), _BY_DRAFT),
    "LAST_MODIFIED_AT": (Column("checkout__updated_at", read=moment), _BY_DRAFT),
    "CUSTOMER": (Column("customer_key"), _BY_DRAFT),
}


def _sorted(table: Mapping[str, tuple[Column, ...]], field: str, *, ascending: bool) -> tuple[Column, ...]:
    chosen = table.get(_SAME.get(field, field))
    if chosen is None:
        raise ApiError(f"Sorting by {field} is not supported.")
    return chosen if ascending else tuple(column.reversed for column in chosen)


def _customer_key(path: str) -> Lower:
    name = Coalesce(KeyTextTransform("recipient", path), Value(""), output_field=TextField())
    return Lower(name)


class OrderPages:
    """Orders that who asks may see in full, newest first unless said otherwise."""

    def __init__(self, orders: QuerySet[Order], *, by: str = "CREATED_AT", ascending: bool = False) -> None:
        self.order = _sorted(_SORTS, by, ascending=ascending)
        names = {column.name for column in self.order}
        if "customer_key" in names:
            orders = orders.annotate(customer_key=_customer_key("address"))
        if "status_word" in names:
            orders = with_status(orders)
        self.pages = QuerySetPages(orders.select_related("payment"), self.order)

    def rows(self, *, limit: int, after: Key | None, backward: bool) -> list[OrderRow]:
        """Return up to `limit` rows after a key, in the direction walked."""
        found: list[Order] = self.pages.rows(limit=limit, after=after, backward=backward)
        channels = channels_by_id({order.channel_id for order in found})
        for order in found:
            order.channel = channels[order.channel_id]
        return [OrderRow(order, is_open=True) for order in found]

    def key(self, row: OrderRow) -> Key:
        """Return a row's place in the order."""
        return self.pages.key(row.order)

    def count(self) -> int:
        """Count all rows."""
        return self.pages.count()


class DraftPages:
    """Open drafts, shown as the orders that they would become."""

    def __init__(
        self, drafts: QuerySet[Draft], *, now: datetime, by: str = "CREATED_AT", ascending: bool = False
    ) -> None:
        self.now = now
        self.order = _sorted(_DRAFT_SORTS, by, ascending=ascending)
        if self.order[0].name == "customer_key":
            drafts = drafts.annotate(customer_key=_customer_key("checkout__address"))
        self.pages = QuerySetPages(drafts, self.order)
        self.places: dict[uuid.UUID, Key] = {}

    def rows(self, *, limit: int, after: Key | None, backward: bool) -> list[OrderRow]:
        """Return up to `limit` rows after a key, in the direction walked."""
        found = self.pages.rows(limit=limit, after=after, backward=backward)
        self.places |= {draft.pk: self.pages.key(draft) for draft in found}
        return [OrderRow.of_draft(view) for view in drafts_viewed(found, now=self.now)]

    def key(self, row: OrderRow) -> Key:
        """Return a row's place in the order."""
        return self.places[row.id]

    def count(self) -> int:
        """Count all rows."""
        return self.pages.count()


class OrdersOfUsers:
    """The orders of each of several people, newest first."""

    def __init__(self, orders: QuerySet[Order] | None = None) -> None:
        single = OrderPages(Order.objects.none())
        self.order = single.order
        self.key = single.key
        rows = Order.objects.all() if orders is None else orders
        self.pages = NestedQuerySet(
            rows.select_related("payment").prefetch_related("channel"), "user_id", self.order
        )

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
