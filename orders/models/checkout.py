"""A basket on its way to becoming an order."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models.product import Variant
from logistics.models.delivery import DeliveryMethod
from marketplace.channels.models import Channel
from orders.states import PaymentMethod

MAX_QUANTITY = 999


class Checkout(models.Model):
    """One customer's basket, with what has been said so far about where it goes and how it is paid."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="checkouts"
    )
    phone = models.CharField(max_length=16, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=5, default="fr")
    # recipient, phone, street, quarter, landmark, city, province, postcode
    address = models.JSONField(default=dict, blank=True)
    # Who is named on the bill, in the same fields; empty: as the parcel
    billing_address = models.JSONField(default=dict, blank=True)
    delivery_method = models.ForeignKey(
        DeliveryMethod, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    payment_method = models.CharField(max_length=10, choices=PaymentMethod.choices, blank=True)
    # The sum to which the customer agreed when choosing how to pay (API clients do both in one step)
    agreed_minor = models.BigIntegerField(null=True, blank=True)
    # The voucher's code as its customer gave it; what it is worth is worked out with the basket
    voucher_code = models.CharField(max_length=255, blank=True)
    note = models.CharField(max_length=500, blank=True)
    # A gift for whoever receives the parcel; the phone above is then its giver's (orders.gifting)
    is_gift = models.BooleanField(default=False)
    hides_prices = models.BooleanField(default=False)
    gift_sender = models.CharField(max_length=100, blank=True)
    gift_message = models.CharField(max_length=300, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    # For the staff and their apps only
    private_metadata = models.JSONField(default=dict, blank=True)
    # What a client told the test gateway to do (see `PaymentMethod.TEST`)
    test_token = models.CharField(max_length=64, blank=True)
    # Set once its goods are reserved; the reservation ends then
    reserved_until = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_gift=True) | Q(hides_prices=False, gift_sender="", gift_message=""),
                name="orders_checkout_gift_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["updated_at"], condition=Q(completed_at=None), name="orders_checkout_open"),
        ]

    def __str__(self) -> str:
        return f"checkout {self.pk}"


class CheckoutLine(models.Model):
    """So many of one variant, at the price that the customer has seen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    checkout = models.ForeignKey(Checkout, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()
    seen_price_minor = models.BigIntegerField()
    position = models.PositiveIntegerField(default=0)
    metadata = models.JSONField(default=dict, blank=True)
    # What an app agreed with the customer for one piece instead of the shelf's price, and why
    override_minor = models.BigIntegerField(null=True, blank=True)
    override_reason = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["checkout", "variant"], name="orders_checkout_line_once"),
            models.CheckConstraint(
                condition=Q(override_minor__isnull=False, override_minor__gte=0)
                | Q(override_minor=None, override_reason=""),
                name="orders_checkout_override_sane",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MAX_QUANTITY), name="orders_checkout_quantity_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"

    def price_of(self, shelf_minor: int) -> int:
        """Return what one piece costs here, in minor units: what was agreed, or else the shelf's price."""
        return shelf_minor if self.override_minor is None else self.override_minor
