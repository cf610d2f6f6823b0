"""A cardholder's bank takes money back until somebody proves that it was owed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.kernel.fields import MoneyAttr
from orders.models.payment import Payment
from orders.refund_states import DisputeState, RefundCause


class Dispute(models.Model):
    """One dispute, as the processor tells of it, and what was answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="disputes")
    provider_reference = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=14, choices=DisputeState.choices)
    # In the processor's words: fraudulent, product_not_received, ...
    reason = models.CharField(max_length=60)
    # Who answers for it if it is lost; follows from the reason, and may be corrected by a person until then
    cause = models.CharField(max_length=16, choices=RefundCause.choices)
    amount_minor = models.BigIntegerField()
    # What the processor keeps for its trouble; comes back with a won dispute
    fee_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    # Of money that a card paid beside the order's own (orders.services.payment_surplus): no cooperative answers for it
    is_beside = models.BooleanField(default=False)
    deadline_at = models.DateTimeField(null=True, blank=True)
    # The answer as it was sent, word for word
    evidence = models.JSONField(default=dict, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    amount = MoneyAttr("amount_minor")
    fee = MoneyAttr("fee_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DisputeState.values), name="orders_dispute_state_known"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, fee_minor__gte=0), name="orders_dispute_of_something"
            ),
            models.CheckConstraint(
                condition=Q(cause__in=RefundCause.values), name="orders_dispute_cause_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["deadline_at", "id"],
                condition=Q(state="needs_response"),
                name="orders_dispute_to_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider_reference}: {self.state}"

    @property
    def subject(self) -> str:
        """How the ledger calls it."""
        return f"dispute:{self.pk}"
