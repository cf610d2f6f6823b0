"""How a parcel may travel and what that costs the customer; all of it data that people edit."""

import uuid

from django.db import models
from django.db.models import F, Q

from logistics.models.warehouse import Warehouse
from logistics.states import DeliveryKind
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.fields import MoneyAttr
from marketplace.kernel.texts import text_in


class DeliveryMethod(models.Model):
    """A way to receive a parcel: a carrier to the door, or a counter where it waits."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=50, unique=True)
    names = models.JSONField(default=dict)
    kind = models.CharField(max_length=8, choices=DeliveryKind.choices)
    # Who carries it and holds the cash; for a pickup, who runs the counter
    carrier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="delivery_methods")
    # Where a pickup waits
    warehouse = models.ForeignKey(
        Warehouse, on_delete=models.PROTECT, null=True, blank=True, related_name="delivery_methods"
    )
    min_days = models.PositiveSmallIntegerField()
    max_days = models.PositiveSmallIntegerField()
    # Whether the carrier takes cash at the door
    takes_cash = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DeliveryKind.values), name="logistics_method_kind"),
            models.CheckConstraint(condition=Q(max_days__gte=F("min_days")), name="logistics_method_days"),
            models.CheckConstraint(
                condition=~Q(kind="pickup") | Q(warehouse__isnull=False), name="logistics_pickup_has_a_place"
            ),
        ]

    def __str__(self) -> str:
        return self.name("fr") or self.code

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


class DeliveryRate(models.Model):
    """A price up to a weight, for one region or (empty) for all; the newest that has begun counts."""

    method = models.ForeignKey(DeliveryMethod, on_delete=models.CASCADE, related_name="rates")
    # ISO 3166-2 code of a region; empty: everywhere that has no rate of its own
    region = models.CharField(max_length=6, blank=True)
    up_to_weight_g = models.PositiveIntegerField()
    # What the customer pays, and what the carrier charges us
    price_minor = models.BigIntegerField()
    cost_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="MAD")
    from_date = models.DateField()
    # Where the figure comes from and how sure it is (H, M, L)
    source = models.CharField(max_length=200, blank=True)
    confidence = models.CharField(max_length=1, blank=True)

    price = MoneyAttr("price_minor")
    cost = MoneyAttr("cost_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["method", "region", "up_to_weight_g", "from_date"], name="logistics_rate_once"
            ),
            models.CheckConstraint(
                condition=Q(price_minor__gte=0, cost_minor__gte=0), name="logistics_rate_not_negative"
            ),
            models.CheckConstraint(condition=Q(up_to_weight_g__gt=0), name="logistics_rate_weighs"),
        ]

    def __str__(self) -> str:
        return f"{self.region or '*'} ≤ {self.up_to_weight_g} g: {self.price_minor} {self.currency}"


class TrackingRange(models.Model):
    """The numbers that a postal carrier has given us for our parcels (UPU S10: LD 00000001 4 MA)."""

    carrier = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="tracking_range")
    service = models.CharField(max_length=2)
    country = models.CharField(max_length=2, default="MA")
    next_serial = models.PositiveIntegerField()
    last_serial = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(next_serial__lte=F("last_serial") + 1, last_serial__lt=10**8),
                name="logistics_tracking_range_in_order",
            ),
            models.CheckConstraint(
                condition=Q(service__regex=r"^[A-Z]{2}$"), name="logistics_tracking_service"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.next_serial}-{self.last_serial} {self.country}"
