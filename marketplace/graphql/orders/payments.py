"""Payments as older clients know them: one for each order, under the key of its basket."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import connection_of
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import late
from marketplace.graphql.kit.scalars import DateTime, JSONString
from marketplace.graphql.orders import words
from marketplace.graphql.orders.rows import OrderRow
from marketplace.graphql.shop.metadata import ObjectWithMetadata
from marketplace.graphql.shop.money import Money
from marketplace.kernel.actor import Permission
from marketplace.kernel.money import Money as Amount
from orders.models.checkout import Checkout
from orders.models.payment import Payment as PaymentModel
from orders.states import PaymentState

TransactionKind = saleor_enum("TransactionKind", "What was done about a payment.")
OrderAction = saleor_enum("OrderAction", "What can be done about the payment of an order.")


@dataclass(slots=True)
class StepRow:
    """One thing that was done about a payment."""

    id: str
    created: datetime
    kind: str
    amount: Amount
    token: str
    is_success: bool = True
    error: str | None = None
    gateway_response: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class PaymentRow:
    """A payment, of an order or (agreed to, not made) of a basket."""

    id: uuid.UUID
    gateway: str
    token: str
    charge_status: str
    created: datetime
    modified: datetime
    total: Amount
    captured_amount: Amount
    is_active: bool
    method: str
    order: OrderRow | None = None
    checkout: Checkout | None = None
    steps: list[StepRow] = field(default_factory=list)
    psp_reference: str | None = None
    refunded: Amount | None = None
    authorised: bool = False

    api_type: ClassVar[str] = "Payment"
    private_permissions: ClassVar[tuple[Permission, ...]] = (Permission.MANAGE_ORDERS,)
    metadata_public: ClassVar[dict[str, str]] = {}
    metadata_private: ClassVar[dict[str, str]] = {}
    customer_ip_address: ClassVar[None] = None

    @property
    def payment_method_type(self) -> str:
        """How it is paid."""
        return self.method

    @property
    def available_capture_amount(self) -> Amount:
        """What can be taken by a click."""
        return self.total - self.captured_amount if self.authorised else Amount.zero(self.total.currency)

    @property
    def available_refund_amount(self) -> Amount:
        """What could be given back."""
        return self.captured_amount - self.refunded if self.refunded else self.captured_amount


def payment_of_order(row: OrderRow, payment: PaymentModel) -> PaymentRow:
    """Return the payment of an order."""
    found = PaymentRow(
        id=row.order.checkout_id,
        gateway=words.gateway_of_payment(payment, row.order.channel.cash_gateway_id),
        token=payment.provider_reference or payment.transfer_reference,
        charge_status=words.charge_status(payment),
        created=payment.created_at,
        modified=payment.paid_at or payment.created_at,
        total=payment.amount,
        captured_amount=payment.captured,
        is_active=payment.state not in (PaymentState.CANCELLED, PaymentState.FAILED),
        method=payment.method,
        order=row,
        psp_reference=payment.provider_reference or None,
        refunded=payment.refunded,
        authorised=payment.state == PaymentState.AUTHORISED,
    )
    found.steps = _steps(found, payment)
    return found


def _steps(row: PaymentRow, payment: PaymentModel) -> list[StepRow]:
    done: list[tuple[str, datetime, Amount]] = []
    if payment.state in words.AUTHORISED:
        done.append(("AUTH", payment.created_at, payment.amount))
    if payment.state == PaymentState.PENDING:
        done.append(("PENDING", payment.created_at, payment.amount))
    if payment.captured_minor:
        done.append(("CAPTURE", row.modified, payment.captured))
    if payment.refunded_minor:
        done.append(("REFUND", row.modified, payment.refunded))
    if payment.state == PaymentState.CANCELLED:
        done.append(("VOID", row.modified, payment.amount - payment.captured))
    return [
        StepRow(f"{row.id}-{place}", at, kind, amount, row.token)
        for place, (kind, at, amount) in enumerate(done, start=1)
    ]


def payment_of_checkout(checkout: Checkout) -> PaymentRow | None:
    """Return the payment to which the customer of a basket agreed."""
    if checkout.agreed_minor is None:
        return None
    currency = checkout.channel.currency
    return PaymentRow(
        id=checkout.pk,
        gateway=words.gateway_of(checkout.payment_method, checkout.channel.cash_gateway_id),
        token=checkout.test_token,
        charge_status="NOT_CHARGED",
        created=checkout.updated_at,
        modified=checkout.updated_at,
        total=Amount(checkout.agreed_minor, currency),
        captured_amount=Amount.zero(currency),
        is_active=True,
        method=checkout.payment_method,
        checkout=checkout,
    )


class Transaction(graphene.ObjectType):
    """One thing that was done about a payment."""

    class Meta:
        interfaces = (Node,)

    id = id_field("Transaction", description="ID of the transaction.")
    created = graphene.Field(DateTime, required=True, description="When it was done.")
    token = graphene.String(required=True, description="The processor's or the transfer's reference.")
    kind = graphene.Field(TransactionKind, required=True, description="What was done.")
    is_success = graphene.Boolean(required=True, description="Whether it succeeded.")
    error = graphene.String(description="Why it did not.")
    gateway_response = JSONString(required=True, description="What the gateway said beside.")
    amount = graphene.Field(Money, description="The sum.")


class Payment(graphene.ObjectType):
    """Represents a payment of a given type."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("Payment", description="ID of the payment.")
    gateway = graphene.String(required=True, description="Payment gateway used for the payment.")
    is_active = graphene.Boolean(required=True, description="Whether the payment counts.")
    created = graphene.Field(DateTime, required=True, description="When the payment was created.")
    modified = graphene.Field(DateTime, required=True, description="When the payment was last changed.")
    token = graphene.String(required=True, description="The processor's or the transfer's reference.")
    checkout = graphene.Field(late("Checkout"), description="The basket, while it is no order yet.")
    order = graphene.Field(late("Order"), description="The order.")
    payment_method_type = graphene.String(required=True, description="How it is paid.")
    customer_ip_address = graphene.String(description="Null: we do not keep it.")
    charge_status = graphene.Field(
        words.PaymentChargeStatusEnum, required=True, description="Where the payment stands."
    )
    actions = graphene.List(
        graphene.NonNull(OrderAction), required=True, description="What can be done about it."
    )
    total = graphene.Field(Money, description="What is to be paid.")
    captured_amount = graphene.Field(Money, description="What is paid.")
    transactions = graphene.List(
        graphene.NonNull(Transaction), source="steps", description="What was done about it."
    )
    available_capture_amount = graphene.Field(Money, description="What can be taken by a click.")
    available_refund_amount = graphene.Field(Money, description="What could be given back.")
    psp_reference = graphene.String(description="The processor's reference.")

    @staticmethod
    @batched
    def resolve_actions(parents: Sequence[PaymentRow], _info: Info) -> list[list[str]]:
        """Return what can be done about the payments."""
        return [_actions(each) for each in parents]


def _actions(row: PaymentRow) -> list[str]:
    actions = ["CAPTURE", "VOID"] if row.authorised else []
    return [*actions, "REFUND"] if row.available_refund_amount.minor else actions


PaymentConnection = connection_of("Payment", lambda: Payment)
