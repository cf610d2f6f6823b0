"""Gift boxes in a basket and in an order: a layer over its lines that says which pieces lie in which box."""

import uuid

from django.db import models
from django.db.models import F, Q

from catalog.models.product import Variant
from logistics.models.kit import Kit
from marketplace.kernel.fields import MoneyAttr
from orders.models.checkout import Checkout
from orders.models.order import Order, OrderLine

MOST_BOXES = 50


class CheckoutBox(models.Model):
    """So many equal boxes in a basket; their pieces are among those of the basket's lines."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    checkout = models.ForeignKey(Checkout, on_delete=models.CASCADE, related_name="boxes")
    kit = models.ForeignKey(Kit, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MOST_BOXES), name="orders_checkout_box_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.kit_id} in {self.checkout_id}"


class CheckoutBoxItem(models.Model):
    """So many pieces of a variant in each of the boxes."""

    box = models.ForeignKey(CheckoutBox, on_delete=models.CASCADE, related_name="items")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["box", "variant"], name="orders_checkout_box_item_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="orders_checkout_box_item_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id} in {self.box_id}"


class OrderBox(models.Model):
    """So many equal boxes of an order, as they were when it was placed."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="boxes")
    kit = models.ForeignKey(Kit, on_delete=models.PROTECT, related_name="+")
    names = models.JSONField()
    quantity = models.PositiveSmallIntegerField()
    # What the contents of all of them cost by themselves, and what was taken off
    full_minor = models.BigIntegerField()
    off_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)

    full = MoneyAttr("full_minor")
    off = MoneyAttr("off_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1, off_minor__gte=0, off_minor__lte=F("full_minor")),
                name="orders_box_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.kit_id} in {self.order_id}"

    @property
    def reference(self) -> str:
        """How the hub calls it."""
        return f"order-box:{self.pk}"


class OrderBoxItem(models.Model):
    """So many pieces of an order's line in each of the boxes."""

    box = models.ForeignKey(OrderBox, on_delete=models.PROTECT, related_name="items")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="box_items")
    quantity = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["box", "line"], name="orders_box_item_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="orders_box_item_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.line_id} in {self.box_id}"
