"""How a parcel may travel and what that costs the customer; all of it data that people edit."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from logistics.models.warehouse import Warehouse
from logistics.states import DeliveryKind, SharedBy
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.fields import MoneyAttr
from marketplace.kernel.texts import text_in


class DeliveryZone(models.Model):
    """Places that cost the same: ISO 3166-2 codes of regions and provinces."""

    code = models.SlugField(max_length=50, unique=True)
    names = models.JSONField(default=dict)
    places = ArrayField(models.CharField(max_length=6), default=list)
    # Far from the carrier's rounds: its surcharge is told apart from the price
    is_remote = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name("fr") or self.code

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


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
    # Cubic centimetres that count as one kilogram (carriers say 5000 or 6000); 0: only the weight counts
    volumetric_divisor = models.PositiveIntegerField(default=0)
    # How the price is shared between the cooperatives of one parcel
    shared_by = models.CharField(max_length=6, choices=SharedBy.choices, default=SharedBy.WEIGHT)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DeliveryKind.values), name="logistics_method_kind"),
            models.CheckConstraint(
                condition=Q(shared_by__in=SharedBy.values), name="logistics_method_shared_by"
            ),
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
    """
    A price up to a weight, for a province, a zone, a region or (empty) for all; the newest that has begun counts.

    The nearest place wins: the province before the zone before the region before everywhere else.
    """

    method = models.ForeignKey(DeliveryMethod, on_delete=models.CASCADE, related_name="rates")
    # ISO 3166-2 code of a region or a province; empty: a zone, or everywhere that has no rate of its own
    region = models.CharField(max_length=6, blank=True)
    zone = models.ForeignKey(
        DeliveryZone, on_delete=models.PROTECT, null=True, blank=True, related_name="rates"
    )
    up_to_weight_g = models.PositiveIntegerField()
    # What the customer pays, and what the carrier charges us
    price_minor = models.BigIntegerField()
    cost_minor = models.BigIntegerField(default=0)
    # What comes on top because the place is remote
    remote_minor = models.BigIntegerField(default=0)
    # From this value of the goods on, delivery costs the customer nothing
    free_from_minor = models.BigIntegerField(null=True, blank=True)
    # Cubic centimetres that this table counts as a kilogram (0: none); empty: as its method says
    volumetric_divisor = models.PositiveIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="MAD")
    from_date = models.DateField()
    # Where the figure comes from and how sure it is (H, M, L)
    source = models.CharField(max_length=200, blank=True)
    confidence = models.CharField(max_length=1, blank=True)

    price = MoneyAttr("price_minor")
    cost = MoneyAttr("cost_minor")
    remote = MoneyAttr("remote_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["method", "region", "zone", "up_to_weight_g", "from_date"],
                name="logistics_rate_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(price_minor__gte=0, cost_minor__gte=0, remote_minor__gte=0)
                & (Q(free_from_minor=None) | Q(free_from_minor__gt=0)),
                name="logistics_rate_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(zone=None) | Q(region=""), name="logistics_rate_is_of_one_place"
            ),
            models.CheckConstraint(condition=Q(up_to_weight_g__gt=0), name="logistics_rate_weighs"),
        ]

    def __str__(self) -> str:
        return f"{self.region or self.zone_id or '*'} ≤ {self.up_to_weight_g} g: {self.price_minor} {self.currency}"

    @property
    def divisor(self) -> int:
        """How many cubic centimetres count as a kilogram; 0: only the weight counts (its method fetched)."""
        own: int | None = self.volumetric_divisor
        return self.method.volumetric_divisor if own is None else own


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
