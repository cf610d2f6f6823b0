"""How an order is paid: the payment, its split, and what is asked of or heard from a processor."""

import uuid

from django.db import models
from django.db.models import Q

from marketplace.kernel.fields import MoneyAttr
from marketplace.kernel.money import Money
from orders.models.order import Order, SubOrder
from orders.states import OperationKind, PaymentMethod, PaymentState, WorkState


class Payment(models.Model):
    """The one payment of an order group."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="payment")
    method = models.CharField(max_length=10, choices=PaymentMethod.choices)
    state = models.CharField(max_length=12, choices=PaymentState.choices)
    amount_minor = models.BigIntegerField()
    captured_minor = models.BigIntegerField(default=0)
    # What of an order paid at the door must be there before it is prepared; captured already, once it is
    deposit_minor = models.BigIntegerField(default=0)
    # Decided to go back, and gone back
    owed_back_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    # What is not collected at the door, or not taken from the card, because goods are missing
    # (orders.services.shortages_pay, orders.services.payment_capture)
    deducted_minor = models.BigIntegerField(default=0)
    # What gift cards had paid of the order, and is theirs again
    gift_back_minor = models.BigIntegerField(default=0)
    # What a card paid beside all this, when another way had been there first: it goes back by refunds of its own
    surplus_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    # The processor's names: payment intent and hosted page; a transfer's reference for the bank statement
    provider_reference = models.CharField(max_length=120, blank=True, db_index=True)
    session_reference = models.CharField(max_length=120, blank=True, db_index=True)
    session_url = models.URLField(max_length=600, blank=True)
    transfer_reference = models.CharField(max_length=20, blank=True, db_index=True)
    # How often it was to be paid by card: after a payment that failed for good there is another page (payment_fail)
    attempt = models.PositiveSmallIntegerField(default=1)
    # Until when a card's authorised money can be taken
    authorised_until = models.DateTimeField(null=True, blank=True)
    # An unpaid order is cancelled after this time
    expires_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    amount = MoneyAttr("amount_minor")
    captured = MoneyAttr("captured_minor")
    deposit = MoneyAttr("deposit_minor")
    owed_back = MoneyAttr("owed_back_minor")
    refunded = MoneyAttr("refunded_minor")
    gift_back = MoneyAttr("gift_back_minor")
    surplus = MoneyAttr("surplus_minor")
    deducted = MoneyAttr("deducted_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(captured_minor__gte=0, captured_minor__lte=models.F("amount_minor")),
                name="orders_payment_capture_within",
            ),
            models.CheckConstraint(
                condition=Q(
                    refunded_minor__gte=0,
                    refunded_minor__lte=models.F("owed_back_minor"),
                    owed_back_minor__lte=models.F("captured_minor"),
                ),
                name="orders_payment_refund_within",
            ),
            models.CheckConstraint(
                condition=Q(gift_back_minor__gte=0), name="orders_payment_gift_back_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(surplus_minor__gte=0), name="orders_payment_surplus_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(deducted_minor__gte=0)
                & Q(captured_minor__lte=models.F("amount_minor") - models.F("deducted_minor")),
                name="orders_payment_deducted_within",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PaymentState.values), name="orders_payment_state_known"
            ),
            models.CheckConstraint(
                condition=Q(deposit_minor=0)
                | Q(deposit_minor__gt=0, deposit_minor__lt=models.F("amount_minor")),
                name="orders_payment_deposit_within",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=Q(state__in=("pending", "failed")),
                name="orders_payment_unpaid",
            ),
            models.Index(
                fields=["authorised_until"],
                condition=Q(state="authorised"),
                name="orders_payment_authorised",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} of {self.order_id}: {self.state}"

    @property
    def at_the_door(self) -> Money:
        """What the carrier collects of an order paid at the door: neither the deposit, nor what is missing."""
        return self.amount - self.captured - self.deducted

    @property
    def by_card(self) -> Money:
        """What is taken from a card: all but what is missing, or the deposit of an order paid at the door."""
        return self.deposit if self.method == PaymentMethod.CASH else self.amount - self.deducted

    def call_key(self, what: str) -> str:
        """Return under which key the processor is asked for something of this payment, once per attempt."""
        return f"{what}:{self.pk}" if self.attempt == 1 else f"{what}:{self.pk}:{self.attempt}"


class PaymentSplit(models.Model):
    """A sub-order's part of the payment: its goods, and its share of delivery by largest remainder."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="splits")
    sub_order = models.OneToOneField(SubOrder, on_delete=models.PROTECT, related_name="split")
    items_minor = models.BigIntegerField()
    delivery_minor = models.BigIntegerField()
    delivery_refunded_minor = models.BigIntegerField(default=0)
    # Of both: what gift cards pay
    gift_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)

    items = MoneyAttr("items_minor")
    delivery = MoneyAttr("delivery_minor")
    gift = MoneyAttr("gift_minor")
    delivery_refunded = MoneyAttr("delivery_refunded_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    delivery_refunded_minor__gte=0, delivery_refunded_minor__lte=models.F("delivery_minor")
                ),
                name="orders_split_refund_within",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.items_minor} + {self.delivery_minor} {self.currency}"


class PaymentOperation(models.Model):
    """A call to the card processor that is due; made outside any transaction, under its idempotency key."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="operations")
    kind = models.CharField(max_length=10, choices=OperationKind.choices)
    key = models.CharField(max_length=120, unique=True)
    amount_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=WorkState.choices, default=WorkState.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    # The processor's name of what it acts on; empty: the payment that the row belongs to
    target_reference = models.CharField(max_length=120, blank=True)
    provider_reference = models.CharField(max_length=120, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    amount = MoneyAttr("amount_minor")

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="due"), name="orders_operation_due")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def target(self) -> str:
        """How the processor calls the payment that it acts on."""
        return self.target_reference or self.payment.provider_reference


class ProviderEvent(models.Model):
    """A processor's event as it came, once; handled by a task that is due until it succeeds."""

    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=80)
    payload = models.JSONField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=WorkState.choices, default=WorkState.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="orders_provider_event_once")
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="due"), name="orders_provider_event_due")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
