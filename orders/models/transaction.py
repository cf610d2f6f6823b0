"""What a payment app does for a basket or its order, as it reports it."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from catalog.models.described import WithMetadata
from marketplace.apps.models.app import App
from marketplace.kernel.actor import Permission
from marketplace.kernel.fields import MoneyAttr
from orders.states import WorkState

AMOUNTS = (
    "authorized",
    "authorize_pending",
    "charged",
    "charge_pending",
    "refunded",
    "refund_pending",
    "canceled",
    "cancel_pending",
)


class Transaction(WithMetadata):
    """Money that a payment app promises, takes and gives back; its amounts are sums over its events."""

    metadata_permissions = (Permission.HANDLE_PAYMENTS,)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The basket; its order bears the same key (orders.Order.checkout_id)
    checkout_id = models.UUIDField(db_index=True)
    app = models.ForeignKey(App, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # How the app was called, which stays when it is sent away
    gateway = models.CharField(max_length=256, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=256, blank=True)
    message = models.CharField(max_length=512, blank=True)
    psp_reference = models.CharField(max_length=512, blank=True, db_index=True)
    external_url = models.URLField(max_length=2000, blank=True)
    # Which card or other means, as far as the app tells: kind, name, brand, last digits
    means = models.JSONField(default=dict, blank=True)
    # Of a client that asks twice because the first answer was lost
    idempotency_key = models.CharField(max_length=512, blank=True)
    available_actions = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    currency = models.CharField(max_length=3)
    authorized_minor = models.BigIntegerField(default=0)
    authorize_pending_minor = models.BigIntegerField(default=0)
    charged_minor = models.BigIntegerField(default=0)
    charge_pending_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    refund_pending_minor = models.BigIntegerField(default=0)
    canceled_minor = models.BigIntegerField(default=0)
    cancel_pending_minor = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="orders_transaction_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    authorized_minor__gte=0,
                    authorize_pending_minor__gte=0,
                    charge_pending_minor__gte=0,
                    refunded_minor__gte=0,
                    refund_pending_minor__gte=0,
                    canceled_minor__gte=0,
                    cancel_pending_minor__gte=0,
                ),
                name="orders_transaction_amounts_positive",
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="orders_transaction_newest")]

    def __str__(self) -> str:
        return f"transaction {self.pk}"


class TransactionEvent(models.Model):
    """Something that was asked of a payment app, or that it reported."""

    transaction = models.ForeignKey(Transaction, on_delete=models.PROTECT, related_name="events")
    # As the contract's TransactionEventTypeEnum, in small letters
    type = models.CharField(max_length=32)
    amount_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    psp_reference = models.CharField(max_length=512, blank=True)
    message = models.CharField(max_length=512, blank=True)
    external_url = models.URLField(max_length=2000, blank=True)
    # Who asked or reported: an app, or one of the staff
    app = models.ForeignKey(App, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    amount = MoneyAttr("amount_minor")

    class Meta:
        constraints = [
            # The same report twice is one event.
            models.UniqueConstraint(
                fields=["transaction", "type", "psp_reference"],
                condition=~Q(psp_reference=""),
                name="orders_transaction_event_once",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0), name="orders_transaction_event_positive"
            ),
        ]
        indexes = [models.Index(fields=["transaction", "id"], name="orders_transaction_events")]

    def __str__(self) -> str:
        return f"{self.type} of {self.transaction_id}"


class TransactionRequest(models.Model):
    """A call to a payment app that is due: take promised money, give it up, or give it back."""

    event = models.OneToOneField(TransactionEvent, on_delete=models.PROTECT, related_name="request")
    # charge, cancel, refund
    action = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=WorkState.choices, default=WorkState.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["due_at", "id"], condition=Q(state="due"), name="orders_request_due")]

    def __str__(self) -> str:
        return f"{self.action} {self.state}"
