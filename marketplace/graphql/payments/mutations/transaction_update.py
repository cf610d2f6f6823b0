"""Change what is written of a transaction."""

import uuid
from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.kit.scalars import UUID
from marketplace.graphql.orders.transactions import TransactionItem, app_transaction
from marketplace.graphql.payments.frame import (
    TransactionEventInput,
    TransactionUpdateInput,
    details_given,
    transaction_key,
)
from orders.services.transaction_save import transaction_update

TransactionUpdateError = error_type(
    "TransactionUpdateError",
    saleor_enum("TransactionUpdateErrorCode", "Why nothing was changed."),
    description="Why nothing was changed.",
)


class TransactionUpdate(ServiceMutation):
    """Change what is written of a transaction."""

    class Arguments:
        id = graphene.ID(description="The ID of the transaction.")
        token = UUID(description="The token of the transaction.")
        transaction = graphene.Argument(TransactionUpdateInput, description="What changes.")
        transaction_event = graphene.Argument(
            TransactionEventInput, description="What to note in its history."
        )

    class Meta:
        error_type = TransactionUpdateError
        permissions = ("HANDLE_PAYMENTS",)

    transaction = graphene.Field(TransactionItem, description="The transaction.")

    @classmethod
    def perform(
        cls,
        info: Info,
        *,
        id: str | None = None,
        token: uuid.UUID | None = None,
        transaction: Mapping[str, Any] | None = None,
        transaction_event: Mapping[str, Any] | None = None,
    ) -> Any:
        """Change it."""
        row = transaction_update(
            actor=info.context.actor,
            transaction_id=transaction_key(id, token),
            details=details_given(transaction or {}, transaction_event),
            now=info.context.now,
        )
        return cls(transaction=app_transaction(row, list(row.events.order_by("id"))))
