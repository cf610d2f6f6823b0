"""What can be asked of orders and of oneself."""

import uuid
from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.accounts.models import User as UserModel
from marketplace.accounts.selectors import users_by_id
from marketplace.graphql.guards import one_of, require_permission
from marketplace.graphql.kit.connection import Page, connect, connection_field
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import UUID
from marketplace.graphql.orders.inputs import (
    DraftOrderWhereInput,
    OrderDraftFilterInput,
    OrderFilterInput,
    OrderSortingInput,
    OrderWhereInput,
)
from marketplace.graphql.orders.lookups import (
    drafts_asked,
    found_by_reference,
    found_order,
    orders_asked,
    sorting,
)
from marketplace.graphql.orders.pages import DraftPages, OrderPages
from marketplace.graphql.orders.rows import OrderRow
from marketplace.graphql.orders.types import Order, OrderConnection, User
from marketplace.kernel.actor import Permission


class OrderQueries(graphene.ObjectType):
    """What can be asked of orders and of oneself."""

    order = graphene.Field(
        Order,
        id=graphene.ID(description="ID of an order."),
        external_reference=graphene.String(description="What another system calls it; for staff."),
        description="Look up an order. Whose it is, only the customer and the staff see.",
    )
    order_by_token = graphene.Field(
        Order,
        token=graphene.Argument(UUID, required=True, description="The order's token."),
        description="Look up an order by token.",
        deprecation_reason="Use `order` instead.",
    )
    orders = connection_field(
        OrderConnection,
        sort_by=graphene.Argument(OrderSortingInput, description="Sort orders."),
        filter=graphene.Argument(OrderFilterInput, description="Filtering options for orders."),
        where=graphene.Argument(OrderWhereInput, description="Where filtering options for orders."),
        channel=graphene.String(description="Slug of a channel for which the data should be returned."),
        search=graphene.String(description="Search orders."),
        description="List of orders, newest first; drafts are not among them. Requires MANAGE_ORDERS.",
    )
    draft_orders = connection_field(
        OrderConnection,
        sort_by=graphene.Argument(OrderSortingInput, description="Sort draft orders."),
        filter=graphene.Argument(OrderDraftFilterInput, description="Filtering options for draft orders."),
        where=graphene.Argument(
            DraftOrderWhereInput, description="Where filtering options for draft orders."
        ),
        search=graphene.String(description="Search draft orders."),
        description="List of draft orders, newest first. Requires MANAGE_ORDERS.",
    )
    me = graphene.Field(User, description="Return the currently authenticated user.")

    @staticmethod
    def resolve_order(
        _root: object, info: Info, id: str | None = None, external_reference: str | None = None
    ) -> OrderRow | None:
        """Return one order, or a draft to the staff."""
        one_of(id=id, external_reference=external_reference)
        if id is None:
            require_permission(info, Permission.MANAGE_ORDERS)
            return found_by_reference(info, external_reference or "")
        key = key_of(id, "Order", uuid.UUID)
        return found_order(info, key) if key is not None else None

    @staticmethod
    def resolve_order_by_token(_root: object, info: Info, token: uuid.UUID) -> OrderRow | None:
        """Return one order."""
        return found_order(info, token)

    @staticmethod
    def resolve_orders(
        _root: object,
        info: Info,
        *,
        sort_by: Mapping[str, Any] | None = None,
        channel: str | None = None,
        **asked: Any,
    ) -> Page:
        """Return a page of all orders, for staff."""
        require_permission(info, Permission.MANAGE_ORDERS)
        rows = orders_asked(asked.get("filter"), asked.get("where"), asked.get("search"))
        if channel is not None:
            rows = rows.filter(channel__slug=channel)
        field, ascending = sorting(sort_by)
        return connect(OrderPages(rows, by=field, ascending=ascending), info)

    @staticmethod
    def resolve_draft_orders(
        _root: object, info: Info, *, sort_by: Mapping[str, Any] | None = None, **asked: Any
    ) -> Page:
        """Return a page of all drafts, for staff."""
        require_permission(info, Permission.MANAGE_ORDERS)
        rows = drafts_asked(asked.get("filter"), asked.get("where"), asked.get("search"))
        field, ascending = sorting(sort_by)
        return connect(DraftPages(rows, now=info.context.now, by=field, ascending=ascending), info)

    @staticmethod
    def resolve_me(_root: object, info: Info) -> UserModel | None:
        """Return who asks."""
        (user,) = info.context.load(users_by_id, [info.context.actor.user_id])
        return user
