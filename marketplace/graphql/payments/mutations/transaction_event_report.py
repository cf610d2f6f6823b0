"""A payment app reports what it did."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.kit.scalars import UUID, DateTime, PositiveDecimal
from marketplace.graphql.orders.transactions import (
    TransactionActionEnum,
    TransactionEvent,
    TransactionEventTypeEnum,
    TransactionItem,
    app_transaction,
    event_row,
)
from marketplace.graphql.payments.frame import (
    PaymentMethodDetailsInput,
    actions_given,
    means_given,
    transaction_key,
)
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money
from orders.models.transaction import Transaction
from orders.services.transaction_report import Report, transaction_report

TransactionEventReportError = error_type(
    "TransactionEventReportError",
    saleor_enum("TransactionEventReportErrorCode", "Why the report was not taken."),
    description="Why the report was not taken.",
)


class TransactionEventReport(ServiceMutation):
    """Report what a payment app did; the same report twice is taken once."""

    class Arguments:
        id = graphene.ID(description="The ID of the transaction.")
        token = UUID(description="The token of the transaction.")
        type = graphene.Argument(TransactionEventTypeEnum, required=True, description="What happened.")
        amount = PositiveDecimal(description="How much; without it, what was asked for.")
        psp_reference = graphene.String(required=True, description="The processor's reference.")
        time = DateTime(description="When it happened.")
        external_url = graphene.String(description="A page of the processor about it.")
        message = graphene.String(description="What is said about it.")
        available_actions = graphene.List(
            graphene.NonNull(TransactionActionEnum), description="What can be asked from now on."
        )
        payment_method_details = graphene.Argument(
            PaymentMethodDetailsInput, description="Which means was used."
        )

    class Meta:
        error_type = TransactionEventReportError
        permissions = ("HANDLE_PAYMENTS",)

    already_processed = graphene.Boolean(description="Whether it was reported before.")
    transaction = graphene.Field(TransactionItem, description="The transaction.")
    transaction_event = graphene.Field(TransactionEvent, description="The event.")

    @classmethod
    def perform(
        cls,
        info: Info,
        *,
        type: Any,
        psp_reference: str,
        id: str | None = None,
        token: uuid.UUID | None = None,
        amount: Decimal | None = None,
        **given: Any,
    ) -> Any:
        """
        Take it.

        :raises NotFound: if there is no such transaction
        """
        key = transaction_key(id, token)
        currency = Transaction.objects.filter(pk=key).values_list("currency", flat=True).first()
        if currency is None:
            raise NotFound(f"Couldn't resolve to a node: {id}", field="id")
        report = _report(
            type, psp_reference, None if amount is None else Money.from_decimal(amount, currency), given
        )
        found = transaction_report(
            actor=info.context.actor, transaction_id=key, report=report, now=info.context.now
        )
        events: Sequence[Any] = list(found.transaction.events.order_by("id"))
        return cls(
            already_processed=not found.is_new,
            transaction=app_transaction(found.transaction, events),
            transaction_event=event_row(found.event),
        )


def _report(type: Any, psp_reference: str, amount: Money | None, given: Mapping[str, Any]) -> Report:
    happened_at: datetime | None = given.get("time")
    return Report(
        type=str(getattr(type, "value", type)).lower(),
        psp_reference=psp_reference,
        amount=amount,
        message=given.get("message") or "",
        external_url=given.get("external_url") or "",
        actions=actions_given(given.get("available_actions")),
        happened_at=happened_at,
        means=means_given(given.get("payment_method_details")),
    )
