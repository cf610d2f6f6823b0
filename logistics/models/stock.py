"""What can be sold, what is promised, and what was promised but cannot be kept."""

from django.db import models
from django.db.models import F, Q

from catalog.models.preorder import Preorder
from catalog.models.product import Variant
from logistics.models.warehouse import Warehouse


class Stock(models.Model):
    """
    What of a variant may be sold from a warehouse: the sum of its sellable lots there.

    The database refuses to promise more than there is, whatever the code does.
    """

    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="stocks")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="stocks")
    quantity = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variant", "warehouse"], name="logistics_stock_once"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, quantity__gte=F("reserved")), name="logistics_stock_not_oversold"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} in {self.warehouse_id}: {self.quantity - self.reserved} free"


class Reservation(models.Model):
    """Units of a stock promised to a basket line (until it expires) or to an order line (firm)."""

    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, related_name="reservations")
    # "checkout-line:…" while shopping, "order-line:…" once ordered
    key = models.CharField(max_length=80)
    quantity = models.PositiveIntegerField()
    # Null: firm
    expires_at = models.DateTimeField(null=True, blank=True)
    # When the promise was made; the newest promises are the first to fall if goods must be taken back
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stock", "key"], name="logistics_reservation_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="logistics_reservation_of_something"),
        ]
        indexes = [
            models.Index(fields=["key"], name="logistics_reservation_key"),
            models.Index(
                fields=["expires_at", "id"],
                condition=Q(expires_at__isnull=False),
                name="logistics_reservation_expiry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.quantity}"


class Shortage(models.Model):
    """A firm promise that can no longer be kept; goods that come in go to the oldest shortage first."""

    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, related_name="shortages")
    key = models.CharField(max_length=80)
    quantity = models.PositiveIntegerField()
    # When the promise was made: who waits longest is served first
    promised_at = models.DateTimeField()
    created_at = models.DateTimeField()
    # A pre-order: it waits for the harvest, and is short of nothing before this day is over
    expected_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stock", "key"], name="logistics_shortage_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="logistics_shortage_of_something"),
        ]
        indexes = [
            models.Index(fields=["key"], name="logistics_shortage_key"),
            models.Index(
                fields=["expected_date"],
                condition=Q(expected_date__isnull=False),
                name="logistics_shortage_expected",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.quantity} short"


class PreorderBooking(models.Model):
    """What an order line takes of a pre-order."""

    preorder = models.ForeignKey(Preorder, on_delete=models.PROTECT, related_name="bookings")
    # "order-line:…", as in Reservation
    key = models.CharField(max_length=80, unique=True)
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0), name="logistics_preorder_booking_of_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.quantity} of {self.preorder_id}"
