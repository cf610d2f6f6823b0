"""Payments as the contract's transactions: one for each basket or order, under the basket's key."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import graphene

from catalog.selectors.metadata import Kept, metadata_of
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import answered_later, late
from marketplace.graphql.kit.scalars import UUID, DateTime
from marketplace.graphql.orders.rows import OrderRow
from marketplace.graphql.orders.words import AUTHORISED
from marketplace.graphql.shop.kept import kept_with
from marketplace.graphql.shop.metadata import ObjectWithMetadata, rows_are
from marketplace.graphql.shop.money import Money
from marketplace.kernel.money import Money as Amount
from orders.models.checkout import Checkout
from orders.models.order import Order
from orders.models.payment import Payment
from orders.models.transaction import AMOUNTS, Transaction
from orders.models.transaction import TransactionEvent as TransactionEventModel
from orders.policies import may_see_order
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
    external_url: str = ""
    app_id: int | None = None
    user_id: int | None = None


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
    authorize_pending_minor: int = 0
    refund_pending_minor: int = 0
    cancel_pending_minor: int = 0
    psp_reference: str = ""
    events: list[EventRow] = field(default_factory=list)
    # What is done about our own payments is done by our own steps (packing, delivery, refund), not by a client's wish.
    actions: tuple[str, ...] = ()
    message: str = ""
    external_url: str = ""
    checkout_id: uuid.UUID | None = None
    app_id: int | None = None
    user_id: int | None = None
    means: dict[str, Any] = field(default_factory=dict)

    @property
    def payment_method_details(self) -> dict[str, Any] | None:
        """Which card or other means was used, as far as the app tells."""
        return self.means or None

    @property
    def token(self) -> uuid.UUID:
        """The id without its type."""
        return self.id

    @property
    def authorized_amount(self) -> Amount:
        """What is promised."""
        return Amount(self.authorized_minor, self.currency)

    @property
    def authorize_pending_amount(self) -> Amount:
        """What is to be promised."""
        return Amount(self.authorize_pending_minor, self.currency)

    @property
    def refund_pending_amount(self) -> Amount:
        """What is on its way back."""
        return Amount(self.refund_pending_minor, self.currency)

    @property
    def cancel_pending_amount(self) -> Amount:
        """What is to be given up."""
        return Amount(self.cancel_pending_minor, self.currency)

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


def app_transaction(row: Transaction, events: Sequence[TransactionEventModel]) -> TransactionRow:
    """Return what a payment app does, with what it reported, oldest first."""
    return TransactionRow(
        id=row.pk,
        created_at=row.created_at,
        modified_at=row.modified_at,
        name=row.name,
        currency=row.currency,
        **{f"{name}_minor": getattr(row, f"{name}_minor") for name in AMOUNTS},
        psp_reference=row.psp_reference,
        events=[event_row(each) for each in events],
        actions=tuple(each.upper() for each in row.available_actions),
        message=row.message,
        external_url=row.external_url,
        checkout_id=row.checkout_id,
        app_id=row.app_id,
        user_id=row.user_id,
        means=row.means,
    )


def event_row(event: TransactionEventModel) -> EventRow:
    """Return an event."""
    told = "" if event.psp_reference.startswith("answered-by:") else event.psp_reference
    return EventRow(
        str(event.pk),
        event.created_at,
        event.type.upper(),
        event.amount,
        told,
        event.message,
        event.external_url,
        event.app_id,
        event.user_id,
    )


def app_transactions(checkout_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[TransactionRow]]:
    """Return what payment apps do for baskets and their orders, by the basket's key, in two queries."""
    rows = list(Transaction.objects.filter(checkout_id__in=checkout_ids).order_by("created_at", "pk"))
    events: dict[uuid.UUID, list[TransactionEventModel]] = {}
    if rows:
        for event in TransactionEventModel.objects.filter(transaction__in=rows).order_by("id"):
            events.setdefault(event.transaction_id, []).append(event)
    found: dict[uuid.UUID, list[TransactionRow]] = {}
    for row in rows:
        found.setdefault(row.checkout_id, []).append(app_transaction(row, events.get(row.pk, [])))
    return found


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
        checkout_id=checkout.pk,
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
        checkout_id=order.checkout_id,
        charged_minor=payment.captured_minor - payment.refunded_minor,
        refunded_minor=payment.refunded_minor,
        psp_reference=payment.provider_reference or payment.transfer_reference,
    )
    open_minor = payment.at_the_door.minor
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

    class Meta:
        interfaces = (Node,)

    id = id_field("TransactionEvent", description="The ID of the event.")
    created_at = graphene.Field(DateTime, required=True, description="When it happened.")
    psp_reference = graphene.String(required=True, description="The processor's or the transfer's reference.")
    message = graphene.String(required=True, description="What is said about it.")
    external_url = graphene.String(
        required=True, description="A page of the processor about it; may be empty."
    )
    amount = graphene.Field(Money, required=True, description="The amount related to this event.")
    type = graphene.Field(TransactionEventTypeEnum, description="What happened.")
    created_by = graphene.Field(
        late("UserOrApp"),
        resolver=answered_later("TransactionEvent.createdBy"),
        description="Who asked or reported; null for what our own steps did.",
    )


class PaymentMethodDetails(graphene.Interface):
    """Which means of payment was used."""

    name = graphene.String(required=True, description="Name of the payment method.")

    @staticmethod
    def type_of(row: dict[str, Any]) -> str:
        """Say which kind it is."""
        return {"card": "CardPaymentMethodDetails", "gift_card": "GiftCardPaymentMethodDetails"}.get(
            row["kind"], "OtherPaymentMethodDetails"
        )


class CardPaymentMethodDetails(graphene.ObjectType):
    """A card."""

    class Meta:
        interfaces = (PaymentMethodDetails,)

    brand = graphene.String(description="Card brand.")
    first_digits = graphene.String(description="First digits of the card.")
    last_digits = graphene.String(description="Last digits of the card.")
    exp_month = graphene.Int(description="Two-digit number of the month in which it expires.")
    exp_year = graphene.Int(description="Four-digit number of the year in which it expires.")


class GiftCardPaymentMethodDetails(graphene.ObjectType):
    """A gift card."""

    class Meta:
        interfaces = (PaymentMethodDetails,)

    brand = graphene.String(description="Gift card brand.")
    last_chars = graphene.String(description="Last characters of its code.")


class OtherPaymentMethodDetails(graphene.ObjectType):
    """Something else."""

    class Meta:
        interfaces = (PaymentMethodDetails,)


MEANS_TYPES = [CardPaymentMethodDetails, GiftCardPaymentMethodDetails, OtherPaymentMethodDetails]


def transaction_metadata_of(keys: Sequence[uuid.UUID]) -> dict[uuid.UUID, Kept]:
    """Load what is kept with transactions of payment apps (our own payments carry nothing), in one query."""
    return metadata_of(Transaction, keys)


class TransactionItem(
    kept_with(transaction_metadata_of, lambda row: row.id, *Transaction.metadata_permissions),  # type: ignore[misc]
    graphene.ObjectType,
):
    """Represents a payment transaction."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

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
    authorize_pending_amount = graphene.Field(Money, required=True, description="What is to be promised.")
    refund_pending_amount = graphene.Field(Money, required=True, description="What is on its way back.")
    cancel_pending_amount = graphene.Field(Money, required=True, description="What is to be given up.")
    order = graphene.Field(late("Order"), description="The order, once there is one.")
    checkout = graphene.Field(
        late("Checkout"),
        resolver=answered_later("TransactionItem.checkout"),
        description="The checkout, until there is an order.",
    )
    payment_method_details = graphene.Field(PaymentMethodDetails, description="Which means was used.")
    created_by = graphene.Field(
        late("UserOrApp"), resolver=answered_later("TransactionItem.createdBy"), description="Who made it."
    )
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

    @staticmethod
    @batched
    def resolve_order(parents: Sequence[TransactionRow], info: Info) -> list[OrderRow | None]:
        """Return the orders."""
        found = info.context.load(orders_by_checkout, [each.checkout_id for each in parents])
        return [
            OrderRow(order, is_open=may_see_order(info.context.actor, order.user_id)) if order else None
            for order in found
        ]


def orders_by_checkout(checkout_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Order]:
    """Return the orders that baskets have become, in one query."""
    rows = Order.objects.select_related("channel").filter(checkout_id__in=checkout_ids)
    return {row.checkout_id: row for row in rows}


rows_are(TransactionRow, "TransactionItem")
