"""A basket that the staff fill for a customer: a draft order."""

from django.conf import settings
from django.db import models

from orders.models.checkout import Checkout


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
