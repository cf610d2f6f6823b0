"""Go on paying for a checkout."""

import uuid
from typing import Any

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.kit.scalars import JSON, UUID
from marketplace.graphql.orders.transactions import (
    TransactionEvent,
    TransactionItem,
    app_transaction,
    event_row,
)
from marketplace.graphql.payments.door import WebhookDoor
from marketplace.graphql.payments.frame import transaction_key
from orders.services.transaction_begin import transaction_go_on

TransactionProcessError = error_type(
    "TransactionProcessError",
    saleor_enum("TransactionProcessErrorCode", "Why the payment does not go on."),
    description="Why the payment does not go on.",
)


class TransactionProcess(ServiceMutation):
    """Ask a payment app to go on with a payment that is not finished."""

    class Arguments:
        id = graphene.ID(description="The ID of the transaction.")
        token = UUID(description="The token of the transaction.")
        data = JSON(description="What the customer's page says to the app.")
        customer_ip_address = graphene.String(description="The customer's IP address, for the app.")

    class Meta:
        error_type = TransactionProcessError

    transaction = graphene.Field(TransactionItem, description="The transaction.")
    transaction_event = graphene.Field(TransactionEvent, description="What happened.")
    data = graphene.Field(JSON, description="What the app says to the customer's page.")

    @classmethod
    def perform(
        cls,
        info: Info,
        *,
        id: str | None = None,
        token: uuid.UUID | None = None,
        data: Any = None,
        customer_ip_address: str | None = None,
    ) -> Any:
        """Go on."""
        begun = transaction_go_on(
            actor=info.context.actor,
            transaction_id=transaction_key(id, token),
            data=data,
            customer_ip_address=customer_ip_address or "",
            door=WebhookDoor(info.context.now),
            now=info.context.now,
        )
        events = list(begun.transaction.events.order_by("id"))
        return cls(
            transaction=app_transaction(begun.transaction, events),
            transaction_event=event_row(begun.event),
            data=begun.data,
        )
