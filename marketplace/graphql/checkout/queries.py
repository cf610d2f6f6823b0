"""What can be asked of checkouts."""

import uuid
from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.checkout.lists import (
    CheckoutFilterInput,
    CheckoutLinePages,
    CheckoutPages,
    CheckoutSortingInput,
    PaymentFilterInput,
    PaymentPages,
    checkout_sorting,
    checkouts_asked,
    payment_found,
    payments_asked,
)
from marketplace.graphql.checkout.rows import CheckoutRow
from marketplace.graphql.checkout.types import Checkout, CheckoutConnection, CheckoutLineConnection
from marketplace.graphql.guards import one_of, require_permission
from marketplace.graphql.kit.connection import Page, connect, connection_field
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import UUID
from marketplace.graphql.orders.payments import Payment, PaymentConnection, PaymentRow
from marketplace.kernel.actor import Permission
from orders.policies import may_use_checkout
from orders.selectors.checkouts import checkout_by_id


class CheckoutQueries(graphene.ObjectType):
    """What can be asked of checkouts."""

    checkout = graphene.Field(
        Checkout,
        id=graphene.ID(description="The checkout's ID."),
        token=UUID(description="The checkout's token."),
        description="Look up an open checkout: a visitor's by whoever knows its ID, a person's by that person.",
    )

    checkouts = connection_field(
        CheckoutConnection,
        sort_by=graphene.Argument(CheckoutSortingInput, description="Sort checkouts."),
        filter=graphene.Argument(CheckoutFilterInput, description="Filtering options for checkouts."),
        channel=graphene.String(description="Slug of a channel for which the data should be returned."),
        description="List of open checkouts, newest first. Requires MANAGE_CHECKOUTS or HANDLE_PAYMENTS.",
    )
    checkout_lines = connection_field(
        CheckoutLineConnection,
        description="List of lines of open checkouts. Requires MANAGE_CHECKOUTS.",
    )
    payment = graphene.Field(
        Payment,
        id=graphene.ID(required=True, description="ID of the payment."),
        description="Look up a payment. Requires MANAGE_ORDERS.",
        deprecation_reason="Use the Transactions API instead.",
    )
    payments = connection_field(
        PaymentConnection,
        filter=graphene.Argument(PaymentFilterInput, description="Filtering options for payments."),
        description="List of payments of orders, newest first. Requires MANAGE_ORDERS.",
        deprecation_reason="Use the Transactions API instead.",
    )

    @staticmethod
    def resolve_checkouts(
        _root: object,
        info: Info,
        *,
        sort_by: Mapping[str, Any] | None = None,
        filter: Mapping[str, Any] | None = None,
        channel: str | None = None,
        **_page: object,
    ) -> Page:
        """Return a page of open baskets, for whoever looks after them."""
        require_permission(info, Permission.MANAGE_CHECKOUTS, Permission.HANDLE_PAYMENTS)
        rows = checkouts_asked(filter or {}, channel)
        field, ascending = checkout_sorting(sort_by)
        return connect(CheckoutPages(rows, now=info.context.now, by=field, ascending=ascending), info)

    @staticmethod
    def resolve_checkout_lines(_root: object, info: Info, **_page: object) -> Page:
        """Return a page of lines, for whoever looks after baskets."""
        require_permission(info, Permission.MANAGE_CHECKOUTS)
        return connect(CheckoutLinePages(now=info.context.now), info)

    @staticmethod
    def resolve_payment(_root: object, info: Info, id: str) -> PaymentRow | None:
        """Return one payment."""
        require_permission(info, Permission.MANAGE_ORDERS)
        key = key_of(id, "Payment", uuid.UUID)
        return payment_found(key) if key is not None else None

    @staticmethod
    def resolve_payments(
        _root: object, info: Info, filter: Mapping[str, Any] | None = None, **_page: object
    ) -> Page:
        """Return a page of payments."""
        require_permission(info, Permission.MANAGE_ORDERS)
        return connect(PaymentPages(payments_asked(filter or {})), info)

    @staticmethod
    def resolve_checkout(
        _root: object, info: Info, id: str | None = None, token: uuid.UUID | None = None
    ) -> CheckoutRow | None:
        """Return one checkout; one that became an order is gone."""
        one_of(id=id, token=token)
        key = key_of(id, "Checkout", uuid.UUID) if id is not None else token
        checkout = checkout_by_id(key) if key is not None else None
        if checkout is None or checkout.completed_at is not None:
            return None
        if checkout.user_id is not None and not may_use_checkout(info.context.actor, checkout.user_id):
            return None
        return CheckoutRow(checkout, info.context.now)
