"""Payouts that the card processor makes: one call each, and what came of it."""

from django.db import models
from django.db.models import Q

from marketplace.kernel.fields import MoneyAttr
from marketplace.payouts.models.payout import Payout
from orders.states import WorkState


class PayoutTransfer(models.Model):
    """A transfer to an organisation's account at the processor; made outside any transaction, once per payout."""

    payout = models.OneToOneField(Payout, on_delete=models.PROTECT, related_name="transfer")
    state = models.CharField(max_length=10, choices=WorkState.choices, default=WorkState.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    # The processor's name of the transfer, once it was made
    provider_reference = models.CharField(max_length=120, blank=True, db_index=True)
    # What the processor says was taken back of it
    reversed_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    reversed = MoneyAttr("reversed_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=WorkState.values), name="orders_transfer_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | ~Q(provider_reference=""), name="orders_transfer_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(reversed_minor__gte=0), name="orders_transfer_reversed_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="due"), name="orders_transfer_due")
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """Under which the processor is asked: again under the same key, it answers the same."""
        return f"payout:{self.payout.end_to_end_id}"
