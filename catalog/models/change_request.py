"""What a cooperative wants changed of a product that was approved: a diff that the staff decide on."""

from django.db import models
from django.db.models import F, Q

from catalog.models.product import Product
from catalog.states import ChangeState
from marketplace.accounts.models import User


class ChangeRequest(models.Model):
    """
    One asked-for change; the product stays on the shelves as it was until somebody of the staff has agreed.

    `before` and `after` hold the same keys: columns of the product, and `price:<variant>` in minor units of the
    channel's currency. A decided request is never changed again, so that the product's history can be read.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="change_requests")
    # Where the prices hold
    channel_id = models.BigIntegerField()
    before = models.JSONField()
    after = models.JSONField()
    state = models.CharField(max_length=10, choices=ChangeState.choices, default=ChangeState.WAITING)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    # Why it was refused
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ChangeState.values), name="catalog_change_state_known"
            ),
            models.UniqueConstraint(
                fields=["product"], condition=Q(state="waiting"), name="catalog_change_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "withdrawn"])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="catalog_change_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="catalog_change_refused_with_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at", "id"], condition=Q(state="waiting"), name="catalog_change_waiting"
            ),
            models.Index(fields=["product", "-id"], name="catalog_change_of_product"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {', '.join(self.after)}"
