"""Where parcels of the back office's own methods go, what they cost there, and which warehouses serve them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from catalog.models.described import WithMetadata
from catalog.models.product import Product
from logistics.models.delivery import DeliveryMethod
from logistics.models.warehouse import Warehouse
from logistics.states import RuleInclusion
from marketplace.channels.models import Channel
from marketplace.kernel.actor import Permission
from marketplace.kernel.fields import MoneyAttr


class ShippingZone(WithMetadata):
    """Countries to which parcels go on the same terms, in some channels, from some warehouses."""

    metadata_permissions = (Permission.MANAGE_SHIPPING,)

    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    # ISO 3166-1 alpha-2
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    # It stands for every country that no other zone names
    is_default = models.BooleanField(default=False)
    channels = models.ManyToManyField(Channel, related_name="shipping_zones", blank=True)
    warehouses = models.ManyToManyField(Warehouse, related_name="shipping_zones", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="logistics_one_default_zone"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ZoneMethod(WithMetadata):
    """
    What a way of delivery of a shipping zone has beside a carrier's: bounds of weight, products it refuses.

    Its price is a row for each channel (`MethodListing`), where a carrier's own methods have tables by region.
    """

    metadata_permissions = (Permission.MANAGE_SHIPPING,)

    method = models.OneToOneField(
        DeliveryMethod, on_delete=models.CASCADE, primary_key=True, related_name="in_zone"
    )
    zone = models.ForeignKey(ShippingZone, on_delete=models.CASCADE, related_name="methods")
    # Whether the weight of a parcel decides, or its price alone
    by_weight = models.BooleanField(default=False)
    descriptions = models.JSONField(default=dict, blank=True)
    least_weight_g = models.PositiveIntegerField(null=True, blank=True)
    most_weight_g = models.PositiveIntegerField(null=True, blank=True)
    # A code of catalog's tax classes; empty: delivery is taxed as everywhere in the shop
    tax_code = models.CharField(max_length=10, blank=True)
    excluded_products = models.ManyToManyField(Product, related_name="+", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(least_weight_g__isnull=True)
                | Q(most_weight_g__isnull=True)
                | Q(most_weight_g__gte=F("least_weight_g")),
                name="logistics_zone_method_weights",
            )
        ]

    def __str__(self) -> str:
        return f"{self.method_id} in {self.zone_id}"


class MethodListing(models.Model):
    """What a zone's method costs in a channel, and between which sums of goods it is offered."""

    method = models.ForeignKey(ZoneMethod, on_delete=models.CASCADE, related_name="listings")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    price_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    least_order_minor = models.BigIntegerField(null=True, blank=True)
    most_order_minor = models.BigIntegerField(null=True, blank=True)

    price = MoneyAttr("price_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["method", "channel"], name="logistics_listing_once"),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="logistics_listing_not_negative"),
            models.CheckConstraint(
                condition=Q(least_order_minor__isnull=True)
                | Q(most_order_minor__isnull=True)
                | Q(most_order_minor__gte=F("least_order_minor")),
                name="logistics_listing_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method_id} in {self.channel_id}: {self.price_minor} {self.currency}"


class PostalCodeRule(models.Model):
    """Postcodes to which a zone's method goes (or does not go), compared as texts."""

    method = models.ForeignKey(ZoneMethod, on_delete=models.CASCADE, related_name="postal_code_rules")
    start = models.CharField(max_length=32)
    end = models.CharField(max_length=32, blank=True)
    inclusion = models.CharField(max_length=7, choices=RuleInclusion.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["method", "start", "end"], name="logistics_postal_rule_once"),
            models.CheckConstraint(
                condition=Q(inclusion__in=RuleInclusion.values), name="logistics_postal_rule_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inclusion} {self.start}-{self.end}"


class ChannelWarehouse(models.Model):
    """A warehouse that serves a channel, in the order in which the staff put them."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="channel_warehouses")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE, related_name="channel_warehouses")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "warehouse"], name="logistics_channel_warehouse_once")
        ]

    def __str__(self) -> str:
        return f"{self.warehouse_id} for {self.channel_id}"
