"""What can be asked of transactions."""

import uuid

import graphene

from marketplace.graphql.guards import one_of, require_permission
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import UUID
from marketplace.graphql.orders.transactions import TransactionItem, TransactionRow, app_transaction
from marketplace.kernel.actor import Permission
from orders.models.transaction import Transaction


class PaymentQueries(graphene.ObjectType):
    """What can be asked of transactions."""

    transaction = graphene.Field(
        TransactionItem,
        id=graphene.ID(description="ID of a transaction."),
        token=UUID(description="Token of a transaction."),
        description="Look up what a payment app does. Requires HANDLE_PAYMENTS or MANAGE_ORDERS.",
    )

    @staticmethod
    def resolve_transaction(
        _root: object, info: Info, id: str | None = None, token: uuid.UUID | None = None
    ) -> TransactionRow | None:
        """Return one transaction."""
        require_permission(info, Permission.HANDLE_PAYMENTS, Permission.MANAGE_ORDERS)
        one_of(id=id, token=token)
        key = key_of(id, "TransactionItem", uuid.UUID) if id is not None else token
        row = Transaction.objects.filter(pk=key).first() if key is not None else None
        return app_transaction(row, list(row.events.order_by("id"))) if row is not None else None
