"""Write down a transaction that was made elsewhere."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.orders.transactions import TransactionItem, app_transaction
from marketplace.graphql.payments.frame import (
    TransactionCreateInput,
    TransactionEventInput,
    details_given,
    paid_key,
)
from orders.services.transaction_save import transaction_create

TransactionCreateError = error_type(
    "TransactionCreateError",
    saleor_enum("TransactionCreateErrorCode", "Why nothing was written."),
    description="Why nothing was written.",
)


class TransactionCreate(ServiceMutation):
    """Write down a transaction of a checkout or an order that was made elsewhere."""

    class Arguments:
        id = graphene.ID(required=True, description="The ID of the checkout or order.")
        transaction = graphene.Argument(TransactionCreateInput, required=True, description="The transaction.")
        transaction_event = graphene.Argument(
            TransactionEventInput, description="What to note in its history."
        )

    class Meta:
        error_type = TransactionCreateError
        permissions = ("HANDLE_PAYMENTS",)

    transaction = graphene.Field(TransactionItem, description="The transaction.")

    @classmethod
    def perform(
        cls,
        info: Info,
        *,
        id: str,
        transaction: Mapping[str, Any],
        transaction_event: Mapping[str, Any] | None = None,
    ) -> Any:
        """Write it down."""
        row = transaction_create(
            actor=info.context.actor,
            checkout_id=paid_key(id),
            details=details_given(transaction, transaction_event),
            now=info.context.now,
        )
        return cls(transaction=app_transaction(row, list(row.events.order_by("id"))))
