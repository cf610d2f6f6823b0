"""Agree to pay for a checkout."""

import uuid
from decimal import Decimal
from typing import Any

import graphene

from marketplace.graphql.checkout.frame import checkout_row
from marketplace.graphql.checkout.rows import gateways_of
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.kit.scalars import JSON, PositiveDecimal
from marketplace.graphql.orders.transactions import TransactionEvent, TransactionItem, agreed_transaction
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money
from orders.services.checkout_payment_agree import checkout_payment_agree

TransactionInitializeError = error_type(
    "TransactionInitializeError",
    saleor_enum("TransactionInitializeErrorCode", "Why the payment could not be begun."),
    description="Why the payment could not be begun.",
)
TransactionFlowStrategyEnum = saleor_enum(
    "TransactionFlowStrategyEnum", "Whether to promise or to take money."
)


class PaymentGatewayToInitialize(graphene.InputObjectType):
    """A gateway and what it is told."""

    id = graphene.String(required=True, description="The identifier of the payment gateway.")
    data = JSON(description="What the gateway is told; cash and bank transfer need nothing.")


class TransactionInitialize(ServiceMutation):
    """Agree to pay for a checkout: cash at the door is authorised, a bank transfer is awaited."""

    class Arguments:
        id = graphene.ID(required=True, description="The ID of the checkout.")
        payment_gateway = graphene.Argument(
            PaymentGatewayToInitialize, required=True, description="The payment gateway."
        )
        amount = PositiveDecimal(description="The sum that the customer saw; without it, what it costs now.")
        action = graphene.Argument(
            TransactionFlowStrategyEnum,
            description="Cash and transfers know one way only; what is asked is noted.",
        )
        customer_ip_address = graphene.String(description="The customer's IP address; not needed here.")
        idempotency_key = graphene.String(
            description="Agreeing again to the same sum changes nothing, with or without a key."
        )

    class Meta:
        error_type = TransactionInitializeError
        error_fields = {"checkout": "id", "payment_method": "paymentGateway"}

    transaction = graphene.Field(TransactionItem, description="The transaction.")
    transaction_event = graphene.Field(TransactionEvent, description="What happened.")
    data = graphene.Field(
        JSON, description="What the gateway says: for a transfer, that the order tells where to."
    )

    @classmethod
    def perform(
        cls,
        info: Info,
        *,
        id: str,
        payment_gateway: dict[str, Any],
        amount: Decimal | None = None,
        **_noted: Any,
    ) -> Any:
        """
        Agree to it.

        :raises NotFound: if there is no such checkout or gateway
        """
        key = key_of(id, "Checkout", uuid.UUID)
        if key is None:
            raise NotFound(f"Couldn't resolve to a node: {id}", field="id")
        checkout = checkout_row(info, key).checkout
        method = gateways_of(checkout).get(payment_gateway["id"])
        if method is None:
            raise NotFound("App with provided identifier not found.", field="payment_gateway")
        currency = checkout.channel.currency
        agreed = checkout_payment_agree(
            actor=info.context.actor,
            checkout_id=key,
            method=method,
            amount=None if amount is None else Money.from_decimal(amount, currency),
            now=info.context.now,
        )
        transaction = agreed_transaction(agreed)
        event = transaction.events[-1] if transaction is not None else None
        return cls(transaction=transaction, transaction_event=event, data={"method": method})
