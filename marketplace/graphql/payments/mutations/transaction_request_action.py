"""Have a payment app take, give up or give back money."""

import uuid
from decimal import Decimal
from typing import Any

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.kit.scalars import UUID, PositiveDecimal
from marketplace.graphql.orders.transactions import TransactionActionEnum, TransactionItem, app_transaction
from marketplace.graphql.payments.frame import transaction_key
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money
from orders.models.transaction import Transaction
from orders.services.transaction_ask import transaction_ask

TransactionRequestActionError = error_type(
    "TransactionRequestActionError",
    saleor_enum("TransactionRequestActionErrorCode", "Why nothing was asked."),
    description="Why nothing was asked.",
)


class TransactionRequestAction(ServiceMutation):
    """Have a payment app take, give up or give back money; a worker asks it."""

    class Arguments:
        id = graphene.ID(description="The ID of the transaction.")
        token = UUID(description="The token of the transaction.")
        action_type = graphene.Argument(TransactionActionEnum, required=True, description="What to do.")
        amount = PositiveDecimal(description="How much; by default all that can be.")

    class Meta:
        error_type = TransactionRequestActionError
        permissions = ("MANAGE_ORDERS", "HANDLE_PAYMENTS")

    transaction = graphene.Field(TransactionItem, description="The transaction.")

    @classmethod
    def perform(
        cls,
        info: Info,
        *,
        action_type: Any,
        id: str | None = None,
        token: uuid.UUID | None = None,
        amount: Decimal | None = None,
    ) -> Any:
        """
        Ask for it.

        :raises NotFound: if there is no such transaction
        """
        key = transaction_key(id, token)
        currency = Transaction.objects.filter(pk=key).values_list("currency", flat=True).first()
        if currency is None:
            raise NotFound(f"Couldn't resolve to a node: {id}", field="id")
        row = transaction_ask(
            actor=info.context.actor,
            transaction_id=key,
            action=str(getattr(action_type, "value", action_type)).lower(),
            amount=None if amount is None else Money.from_decimal(amount, currency),
            now=info.context.now,
        )
        return cls(transaction=app_transaction(row, list(row.events.order_by("id"))))
