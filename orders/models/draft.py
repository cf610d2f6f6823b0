"""A basket that the staff fill for a customer: a draft order."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.promotions.states import ValueType
from orders.models.checkout import Checkout, CheckoutLine


class Draft(models.Model):
    """
    What makes a basket a draft order.

    It has its number from the start, and its basket's key becomes the order's, so that what was sent to the
    customer or written down stays true.
    """

    checkout = models.OneToOneField(
        Checkout, primary_key=True, on_delete=models.CASCADE, related_name="draft"
    )
    number = models.BigIntegerField(unique=True)
    external_reference = models.CharField(max_length=250, unique=True, null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"draft {self.number}"


class DraftDiscount(models.Model):
    """What the staff take off a draft, or with a line off each piece of it; the marketplace bears it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="discounts")
    line = models.OneToOneField(
        CheckoutLine, on_delete=models.CASCADE, null=True, blank=True, related_name="manual_discount"
    )
    value_type = models.CharField(max_length=10, choices=ValueType.choices)
    # Major units of the currency, or per cent
    value = models.DecimalField(max_digits=12, decimal_places=3)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft"], condition=Q(line=None), name="orders_draft_discounted_once"
            ),
            models.CheckConstraint(
                condition=Q(value_type=ValueType.FIXED, value__gte=0)
                | Q(value_type=ValueType.PERCENTAGE, value__gte=0, value__lte=100),
                name="orders_draft_discount_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.value_type} off {self.draft_id}"
