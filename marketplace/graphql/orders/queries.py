"""What can be asked of orders and of oneself."""

import uuid
from collections.abc import Mapping
from typing import Any

import graphene
from django.db.models import QuerySet

from marketplace.accounts.models import User as UserModel
from marketplace.accounts.selectors import users_by_id
from marketplace.graphql.catalog.input_types import OrderDirection
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.guards import require_permission
from marketplace.graphql.kit.connection import Page, connect, connection_field
from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.ids import key_of, keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.pages import OrderPages
from marketplace.graphql.orders.rows import OrderRow
from marketplace.graphql.orders.types import Order, OrderConnection, User
from marketplace.kernel.actor import Permission
from orders.models.order import Order as OrderModel
from orders.policies import may_see_order

OrderSortField = saleor_enum("OrderSortField", "By what orders can be sorted.")
_DATES = frozenset({"CREATED_AT", "CREATION_DATE"})


class OrderFilterInput(graphene.InputObjectType):
    """Which orders to keep."""

    ids = graphene.List(graphene.NonNull(graphene.ID), description="Orders by ID.")
    numbers = graphene.List(graphene.NonNull(graphene.String), description="Orders by number.")
    checkout_ids = graphene.List(graphene.NonNull(graphene.ID), description="Orders by their checkouts.")


class OrderSortingInput(graphene.InputObjectType):
    """How to sort orders."""

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    field = graphene.Argument(OrderSortField, required=True, description="By what to sort.")


class OrderQueries(graphene.ObjectType):
    """What can be asked of orders and of oneself."""

    order = graphene.Field(
        Order,
        id=graphene.ID(description="ID of an order."),
        description="Look up an order by ID. Whose it is, only the customer and the staff see.",
    )
    orders = connection_field(
        OrderConnection,
        sort_by=graphene.Argument(OrderSortingInput, description="Sort orders."),
        filter=graphene.Argument(OrderFilterInput, description="Filtering options for orders."),
        channel=graphene.String(description="Slug of a channel for which the data should be returned."),
        description="List of orders, newest first. Requires MANAGE_ORDERS.",
    )
    me = graphene.Field(User, description="Return the currently authenticated user.")

    @staticmethod
    def resolve_order(_root: object, info: Info, id: str | None = None) -> OrderRow | None:
        """Return one order."""
        if id is None:
            raise ApiError("At least one of arguments is required: 'id'.")
        key = key_of(id, "Order", uuid.UUID)
        order = OrderModel.objects.select_related("channel").filter(pk=key).first() if key else None
        if order is None:
            return None
        return OrderRow(order, is_open=may_see_order(info.context.actor, order.user_id))

    @staticmethod
    def resolve_orders(
        _root: object,
        info: Info,
        *,
        sort_by: Mapping[str, Any] | None = None,
        filter: Mapping[str, Any] | None = None,
        channel: str | None = None,
        **_page: object,
    ) -> Page:
        """Return a page of all orders, for staff."""
        require_permission(info, Permission.MANAGE_ORDERS)
        rows = OrderModel.objects.all()
        if channel is not None:
            rows = rows.filter(channel__slug=channel)
        field, direction = (
            [getattr(sort_by[name], "value", sort_by[name]) for name in ("field", "direction")]
            if sort_by
            else ("CREATED_AT", "DESC")
        )
        if field not in {*_DATES, "NUMBER"}:
            raise ApiError(f"Sorting by {field} is not supported.")
        pages = OrderPages(
            _filtered(rows, filter or {}), by_number=field == "NUMBER", ascending=direction == "ASC"
        )
        return connect(pages, info)

    @staticmethod
    def resolve_me(_root: object, info: Info) -> UserModel | None:
        """Return who asks."""
        (user,) = info.context.load(users_by_id, [info.context.actor.user_id])
        return user


def _filtered(rows: QuerySet[OrderModel], given: Mapping[str, Any]) -> QuerySet[OrderModel]:
    if (ids := given.get("ids")) is not None:
        rows = rows.filter(pk__in=keys_of(ids, "Order", uuid.UUID))
    if (ids := given.get("checkout_ids")) is not None:
        rows = rows.filter(checkout_id__in=keys_of(ids, "Checkout", uuid.UUID))
    if (numbers := given.get("numbers")) is not None:
        plain = [int(each) for each in numbers if each.isascii() and each.isdigit() and len(each) < 19]
        rows = rows.filter(number__in=plain)
    return rows
