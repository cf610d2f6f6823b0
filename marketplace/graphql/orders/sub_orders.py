"""Cooperatives' parts of orders, as their members see them."""

import uuid
from collections.abc import Sequence
from typing import Any

import graphene
from django.db.models import QuerySet

from marketplace.graphql.guards import refusals_told
from marketplace.graphql.kit.connection import Page, connect, connection_field, connection_of
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.keyset import Column, Key
from marketplace.graphql.kit.pages import QuerySetPages
from marketplace.graphql.orders.pages import moment
from marketplace.graphql.orders.rows import OrderRow
from marketplace.graphql.orders.types import SubOrder, SubOrderStatus
from orders.models.order import SubOrder as SubOrderModel
from orders.selectors.orders import SubOrderView, sub_orders_seen, sub_orders_with_lines
from orders.states import SubOrderState

NOBODY = 0
Part = tuple[OrderRow, SubOrderView]
SubOrderConnection = connection_of("SubOrder", lambda: SubOrder)


def parts_of(rows: Sequence[SubOrderModel]) -> list[Part]:
    """Return parts with their own lines alone; whose the order is stays veiled for them: two statements at most."""
    views = sub_orders_with_lines(rows)
    return [(OrderRow(view.row.order, is_open=False), view) for view in views]


def sub_order_row(key: uuid.UUID) -> Part:
    """Return one part as it stands after a change."""
    rows = SubOrderModel.objects.select_related("organisation", "order__channel").filter(pk=key)
    return parts_of(list(rows))[0]


class SubOrderPages:
    """Parts of one cooperative, newest first."""

    order = (
        Column("placed_at", descending=True, read=moment),
        Column("id", descending=True, read=uuid.UUID),
    )

    def __init__(self, rows: QuerySet[SubOrderModel]) -> None:
        self.pages = QuerySetPages(rows.select_related("organisation", "order__channel"), self.order)

    def rows(self, *, limit: int, after: Key | None, backward: bool) -> list[Part]:
        """Return up to `limit` rows after a key, in the direction walked."""
        return parts_of(self.pages.rows(limit=limit, after=after, backward=backward))

    def key(self, row: Part) -> Key:
        """Return a part's place."""
        return (row[1].row.placed_at, row[1].row.pk)

    def count(self) -> int:
        """Count all rows."""
        return self.pages.count()


class SubOrderQueries(graphene.ObjectType):
    """What a cooperative can ask of its parts of orders."""

    sub_orders = connection_field(
        SubOrderConnection,
        cooperative=graphene.ID(
            required=True, description="Whose parts; a member sees her own cooperative's."
        ),
        status=graphene.List(graphene.NonNull(SubOrderStatus), description="Those that stand so."),
        description="A cooperative's parts of orders, newest first; for its members and MANAGE_ORDERS.",
    )

    @staticmethod
    def resolve_sub_orders(
        _root: object, info: Info, cooperative: str, status: Sequence[Any] | None = None, **_page: object
    ) -> Page:
        """Return a page of parts."""
        key = key_of(cooperative, "Cooperative") or NOBODY
        with refusals_told():
            rows = sub_orders_seen(actor=info.context.actor, organisation_id=key)
        if status is not None:
            rows = rows.filter(state__in=[SubOrderState[getattr(each, "value", each)] for each in status])
        return connect(SubOrderPages(rows), info)
