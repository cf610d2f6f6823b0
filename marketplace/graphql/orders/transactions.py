"""Payments as the contract's transactions: one for each basket or order, under the basket's key."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.ids import id_field
from marketplace.graphql.kit.scalars import UUID, DateTime
from marketplace.graphql.orders.words import AUTHORISED
from marketplace.graphql.shop.money import Money
from marketplace.kernel.money import Money as Amount
from orders.models.checkout import Checkout
from orders.models.order import Order
from orders.models.payment import Payment
from orders.states import PaymentMethod, PaymentState

TransactionActionEnum = saleor_enum("TransactionActionEnum", "What can be asked for a transaction.")
TransactionEventTypeEnum = saleor_enum("TransactionEventTypeEnum", "What happened to a transaction.")


@dataclass(slots=True)
class EventRow:
    """Something that happened to a transaction; its id is the transaction's with a letter."""

    id: str
    created_at: datetime
    type: str
    amount: Amount
    psp_reference: str = ""
    message: str = ""


@dataclass(slots=True)
class TransactionRow:
    """A payment or a pledge. Amounts that nothing was said of are zero."""

    id: uuid.UUID
    created_at: datetime
    modified_at: datetime
    name: str
    currency: str
    authorized_minor: int = 0
    charge_pending_minor: int = 0
    charged_minor: int = 0
    refunded_minor: int = 0
    canceled_minor: int = 0
    psp_reference: str = ""
    events: list[EventRow] = field(default_factory=list)

    # What is done about a payment is done by our own steps (packing, delivery, refund), not by a client's wish.
    actions = ()
    message = ""
    external_url = ""

    @property
    def token(self) -> uuid.UUID:
        """The id without its type."""
        return self.id

    @property
    def authorized_amount(self) -> Amount:
        """What is promised."""
        return Amount(self.authorized_minor, self.currency)

    @property
    def charge_pending_amount(self) -> Amount:
        """What is on its way."""
        return Amount(self.charge_pending_minor, self.currency)

    @property
    def charged_amount(self) -> Amount:
        """What is paid and not given back."""
        return Amount(self.charged_minor, self.currency)

    @property
    def refunded_amount(self) -> Amount:
        """What was given back."""
        return Amount(self.refunded_minor, self.currency)

    @property
    def canceled_amount(self) -> Amount:
        """What was promised and given up."""
        return Amount(self.canceled_minor, self.currency)

    def happened(self, type_: str, minor: int, at: datetime) -> None:
        """Note an event."""
        key = f"{self.id}-{len(self.events) + 1}"
        self.events.append(EventRow(key, at, type_, Amount(minor, self.currency), self.psp_reference))


def agreed_transaction(checkout: Checkout) -> TransactionRow | None:
    """Return what a customer agreed to pay for a basket: cash is authorised, a bank transfer is awaited."""
    if checkout.agreed_minor is None:
        return None
    row = TransactionRow(
        id=checkout.pk,
        created_at=checkout.updated_at,
        modified_at=checkout.updated_at,
        name=PaymentMethod(checkout.payment_method).name,
        currency=checkout.channel.currency,
    )
    if checkout.payment_method == PaymentMethod.CASH:
        row.authorized_minor = checkout.agreed_minor
        row.happened("AUTHORIZATION_SUCCESS", checkout.agreed_minor, checkout.updated_at)
    else:
        row.charge_pending_minor = checkout.agreed_minor
        row.happened("CHARGE_REQUEST", checkout.agreed_minor, checkout.updated_at)
    return row


def order_transaction(order: Order, payment: Payment) -> TransactionRow:
    """Return the payment of an order."""
    at = payment.paid_at or payment.created_at
    row = TransactionRow(
        id=order.checkout_id,
        created_at=payment.created_at,
        modified_at=at,
        name=PaymentMethod(payment.method).name,
        currency=payment.currency,
        charged_minor=payment.captured_minor - payment.refunded_minor,
        refunded_minor=payment.refunded_minor,
        psp_reference=payment.provider_reference or payment.transfer_reference,
    )
    open_minor = payment.amount_minor - payment.captured_minor
    if payment.state in AUTHORISED:
        row.authorized_minor = open_minor
        row.happened("AUTHORIZATION_SUCCESS", payment.amount_minor, payment.created_at)
    elif payment.state == PaymentState.PENDING:
        row.charge_pending_minor = open_minor
        row.happened("CHARGE_REQUEST", payment.amount_minor, payment.created_at)
    elif payment.state == PaymentState.CANCELLED:
        row.canceled_minor = open_minor
        row.happened("CANCEL_SUCCESS", open_minor, at)
    elif payment.state == PaymentState.FAILED:
        row.happened("CHARGE_FAILURE", open_minor, at)
    if payment.captured_minor:
        row.happened("CHARGE_SUCCESS", payment.captured_minor, at)
    if payment.refunded_minor:
        row.happened("REFUND_SUCCESS", payment.refunded_minor, at)
    return row


class TransactionEvent(graphene.ObjectType):
    """Represents transaction's event."""

    id = id_field("TransactionEvent", description="The ID of the event.")
    created_at = graphene.Field(DateTime, required=True, description="When it happened.")
    psp_reference = graphene.String(required=True, description="The processor's or the transfer's reference.")
    message = graphene.String(required=True, description="What is said about it.")
    amount = graphene.Field(Money, required=True, description="The amount related to this event.")
    type = graphene.Field(TransactionEventTypeEnum, description="What happened.")


class TransactionItem(graphene.ObjectType):
    """Represents a payment transaction."""

    id = id_field("TransactionItem", description="The ID of the transaction.")
    token = graphene.Field(UUID, required=True, description="The transaction token.")
    created_at = graphene.Field(DateTime, required=True, description="When the transaction was created.")
    modified_at = graphene.Field(
        DateTime, required=True, description="When the transaction was last changed."
    )
    actions = graphene.List(
        graphene.NonNull(TransactionActionEnum), required=True, description="What a client can ask for."
    )
    authorized_amount = graphene.Field(Money, required=True, description="What is promised.")
    charge_pending_amount = graphene.Field(Money, required=True, description="What is on its way.")
    charged_amount = graphene.Field(Money, required=True, description="What is paid.")
    refunded_amount = graphene.Field(Money, required=True, description="What was given back.")
    canceled_amount = graphene.Field(Money, required=True, description="What was given up.")
    name = graphene.String(required=True, description="Name of the way to pay.")
    message = graphene.String(required=True, description="What is said about it.")
    psp_reference = graphene.String(required=True, description="The processor's or the transfer's reference.")
    external_url = graphene.String(
        required=True, description="A page of the processor about it; may be empty."
    )
    events = graphene.List(
        graphene.NonNull(TransactionEvent), required=True, description="List of all transaction's events."
    )
