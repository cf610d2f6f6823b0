"""Begin to pay for a checkout."""

import uuid
from decimal import Decimal
from typing import Any

import graphene

from marketplace.apps.selectors import payment_apps
from marketplace.graphql.checkout.frame import checkout_row
from marketplace.graphql.checkout.rows import gateways_of
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.kit.scalars import JSON, PositiveDecimal
from marketplace.graphql.orders.transactions import (
    TransactionEvent,
    TransactionItem,
    agreed_transaction,
    app_transaction,
    event_row,
)
from marketplace.graphql.payments.door import WebhookDoor
from marketplace.graphql.payments.frame import PaymentGatewayToInitialize
from marketplace.graphql.payments.types import TransactionFlowStrategyEnum
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money
from orders.models.checkout import Checkout
from orders.services.checkout_payment_agree import checkout_payment_agree
from orders.services.transaction_begin import transaction_begin

TransactionInitializeError = error_type(
    "TransactionInitializeError",
    saleor_enum("TransactionInitializeErrorCode", "Why the payment could not be begun."),
    description="Why the payment could not be begun.",
)


class TransactionInitialize(ServiceMutation):
    """
    Begin to pay for a checkout.

    Cash at the door is authorised, a bank transfer is awaited, a payment app is asked at once.
    """

    class Arguments:
        id = graphene.ID(required=True, description="The ID of the checkout.")
        payment_gateway = graphene.Argument(
            PaymentGatewayToInitialize, required=True, description="The payment gateway."
        )
        amount = PositiveDecimal(description="The sum that the customer saw; without it, what it costs now.")
        action = graphene.Argument(
            TransactionFlowStrategyEnum,
            description="Whether a payment app promises or takes the money; by default it takes it.",
        )
        customer_ip_address = graphene.String(description="The customer's IP address, for the app.")
        idempotency_key = graphene.String(
            description="The same for the same wish, however often it is asked."
        )

    class Meta:
        error_type = TransactionInitializeError
        error_fields = {"checkout": "id", "payment_method": "paymentGateway"}

    transaction = graphene.Field(TransactionItem, description="The transaction.")
    transaction_event = graphene.Field(TransactionEvent, description="What happened.")
    data = graphene.Field(JSON, description="What the gateway says to the customer's page.")

    @classmethod
    def perform(
        cls,
        info: Info,
        *,
        id: str,
        payment_gateway: dict[str, Any],
        amount: Decimal | None = None,
        **wish: Any,
    ) -> Any:
        """
        Begin it.

        :raises NotFound: if there is no such checkout or gateway
        """
        key = key_of(id, "Checkout", uuid.UUID)
        if key is None:
            raise NotFound(f"Couldn't resolve to a node: {id}", field="id")
        checkout = checkout_row(info, key).checkout
        sum_ = None if amount is None else Money.from_decimal(amount, checkout.channel.currency)
        method = gateways_of(checkout).get(payment_gateway["id"])
        if method is None:
            return cls(**_asked_of_app(info, checkout, payment_gateway, sum_, wish))
        agreed = checkout_payment_agree(
            actor=info.context.actor, checkout_id=key, method=method, amount=sum_, now=info.context.now
        )
        transaction = agreed_transaction(agreed)
        event = transaction.events[-1] if transaction is not None else None
        return cls(transaction=transaction, transaction_event=event, data={"method": method})


def _asked_of_app(
    info: Info, checkout: Checkout, gateway: dict[str, Any], amount: Money | None, wish: dict[str, Any]
) -> dict[str, Any]:
    apps = payment_apps(identifiers=[gateway["id"]])
    if not apps:
        raise NotFound("App with provided identifier not found.", field="payment_gateway")
    action = wish.get("action")
    begun = transaction_begin(
        actor=info.context.actor,
        checkout_id=checkout.pk,
        app=apps[0],
        amount=amount,
        action=getattr(action, "value", action) or "CHARGE",
        data=gateway.get("data"),
        idempotency_key=wish.get("idempotency_key") or "",
        customer_ip_address=wish.get("customer_ip_address") or "",
        door=WebhookDoor(info.context.now),
        now=info.context.now,
    )
    events = list(begun.transaction.events.order_by("id"))
    return {
        "transaction": app_transaction(begun.transaction, events),
        "transaction_event": event_row(begun.event),
        "data": begun.data,
    }
