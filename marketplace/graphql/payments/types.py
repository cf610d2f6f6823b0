"""What payment apps are asked, and the unions that speak of both a basket and its order."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import graphene

from marketplace.accounts.models import User as Person
from marketplace.accounts.selectors import users_by_id
from marketplace.apps.selectors import apps_by_id
from marketplace.graphql.checkout.rows import CheckoutRow
from marketplace.graphql.checkout.types import Checkout
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.integrations.catalogue import EVENTS
from marketplace.graphql.integrations.events import event_type
from marketplace.graphql.integrations.rows import AppRow
from marketplace.graphql.integrations.types import App
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import answers, declared
from marketplace.graphql.kit.scalars import JSON, PositiveDecimal
from marketplace.graphql.orders.rows import OrderRow
from marketplace.graphql.orders.transactions import (
    EventRow,
    TransactionActionEnum,
    TransactionItem,
    TransactionRow,
)
from marketplace.graphql.orders.types import Order, User
from marketplace.kernel.actor import Actor
from orders.models.checkout import Checkout as CheckoutModel
from orders.models.order import Order as OrderModel
from orders.policies import may_see_order

TransactionFlowStrategyEnum = saleor_enum(
    "TransactionFlowStrategyEnum", "Whether to promise or to take money."
)


class OrderOrCheckout(graphene.Union):
    """What is paid: a basket, or the order that it has become."""

    class Meta:
        types = (Checkout, Order)

    @classmethod
    def type_of(cls, row: CheckoutRow | OrderRow) -> Any:
        """Say which it is."""
        return Checkout if isinstance(row, CheckoutRow) else Order


@declared
class UserOrApp(graphene.Union):
    """Who did something."""

    class Meta:
        types = (User, App)

    @classmethod
    def type_of(cls, row: Person | AppRow) -> Any:
        """Say which it is."""
        return App if isinstance(row, AppRow) else User


class TransactionAction(graphene.ObjectType):
    """What is to be done with money."""

    action_type = graphene.Field(TransactionActionEnum, required=True, description="What is to be done.")
    amount = PositiveDecimal(required=True, description="How much.")
    currency = graphene.String(required=True, description="Currency code.")


class TransactionProcessAction(graphene.ObjectType):
    """Whether money is to be promised or taken."""

    amount = PositiveDecimal(required=True, description="How much.")
    currency = graphene.String(required=True, description="Currency code.")
    action_type = graphene.Field(
        TransactionFlowStrategyEnum, required=True, description="Whether to promise or to take it."
    )


def _source() -> Any:
    return graphene.Field(OrderOrCheckout, required=True, description="What is paid.")


def _session(**more: Any) -> dict[str, Any]:
    return {
        "transaction": graphene.Field(TransactionItem, required=True, description="The transaction."),
        "source_object": _source(),
        "data": graphene.Field(JSON, description="What the customer's page says to the app."),
        "merchant_reference": graphene.String(required=True, description="The transaction's ID."),
        "customer_ip_address": graphene.String(description="Where the customer is."),
        "action": graphene.Field(TransactionProcessAction, required=True, description="What is wanted."),
        **more,
    }


def _request() -> dict[str, Any]:
    return {
        "transaction": graphene.Field(TransactionItem, description="The transaction."),
        "action": graphene.Field(TransactionAction, required=True, description="What is wanted."),
    }


_KEY = graphene.String(required=True, description="The same for the same wish, however often it is asked.")
PAYMENT_EVENT_TYPES = [
    event_type(
        EVENTS["payment_gateway_initialize_session"],
        source_object=_source(),
        data=graphene.Field(JSON, description="What the customer's page says to the app."),
        amount=PositiveDecimal(description="How much may be paid."),
    ),
    event_type(EVENTS["transaction_initialize_session"], **_session(idempotency_key=_KEY)),
    event_type(EVENTS["transaction_process_session"], **_session()),
    event_type(EVENTS["transaction_charge_requested"], **_request()),
    event_type(EVENTS["transaction_refund_requested"], **_request()),
    event_type(EVENTS["transaction_cancelation_requested"], **_request()),
]


def source_row(checkout_id: uuid.UUID, actor: Actor, now: datetime) -> CheckoutRow | OrderRow | None:
    """Return what is paid: the order if the basket has become one, else the basket."""
    order = OrderModel.objects.select_related("channel").filter(checkout_id=checkout_id).first()
    if order is not None:
        return OrderRow(order, is_open=may_see_order(actor, order.user_id))
    basket = CheckoutModel.objects.select_related("channel").filter(pk=checkout_id).first()
    return CheckoutRow(basket, now) if basket is not None else None


@answers("TransactionItem.createdBy")
@answers("TransactionEvent.createdBy")
def creators(parents: Sequence[TransactionRow | EventRow], info: Info) -> list[Person | AppRow | None]:
    """Return who made each transaction, or each event of one."""
    apps = info.context.load(apps_by_id, [each.app_id for each in parents])
    people = info.context.load(users_by_id, [each.user_id for each in parents])
    return [AppRow(app) if app is not None else person for app, person in zip(apps, people, strict=True)]
