"""Have a payment app give back what a decided refund says."""

import uuid
from typing import Any

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.kit.scalars import UUID
from marketplace.graphql.orders.transactions import TransactionItem, app_transactions
from marketplace.graphql.payments.frame import transaction_key
from marketplace.kernel.errors import NotFound
from orders.services.refund_by_app import refund_by_app

TransactionRequestRefundForGrantedRefundError = error_type(
    "TransactionRequestRefundForGrantedRefundError",
    saleor_enum("TransactionRequestRefundForGrantedRefundErrorCode", "Why nothing was asked."),
    description="Why nothing was asked.",
)


class TransactionRequestRefundForGrantedRefund(ServiceMutation):
    """Have a payment app give back what a decided refund says; a worker asks it."""

    class Arguments:
        id = graphene.ID(description="The ID of the transaction.")
        granted_refund_id = graphene.ID(required=True, description="The ID of the granted refund.")
        token = UUID(description="The token of the transaction.")

    class Meta:
        error_type = TransactionRequestRefundForGrantedRefundError
        permissions = ("MANAGE_ORDERS", "HANDLE_PAYMENTS")

    transaction = graphene.Field(TransactionItem, description="The transaction.")

    @classmethod
    def perform(
        cls, info: Info, *, granted_refund_id: str, id: str | None = None, token: uuid.UUID | None = None
    ) -> Any:
        """
        Ask for it.

        :raises NotFound: if there is no such transaction or refund
        """
        refund_key = key_of(granted_refund_id, "OrderGrantedRefund", uuid.UUID)
        if refund_key is None:
            raise NotFound(f"Couldn't resolve to a node: {granted_refund_id}", field="granted_refund_id")
        key = transaction_key(id, token)
        refund = refund_by_app(
            actor=info.context.actor, refund_id=refund_key, transaction_id=key, now=info.context.now
        )
        info.context.forget()
        (known,) = info.context.load(app_transactions, [refund.order.checkout_id])
        return cls(transaction=next((row for row in known or () if row.id == key), None))
