"""Places where goods stand."""

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from catalog.models.described import WithMetadata
from logistics.states import ClickAndCollect, StorageKind, WarehouseKind
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.texts import text_in


class Warehouse(WithMetadata):
    """A hub, a shop or a stand; the organisation is the one that runs it, never the owner of the goods."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="warehouses")
    kind = models.CharField(max_length=10, choices=WarehouseKind.choices)
    slug = models.SlugField(max_length=80, unique=True)
    names = models.JSONField(default=dict)
    province = models.CharField(max_length=6)
    region = models.CharField(max_length=6)
    commune = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    # From whose stock the web shop sells; what stands in a shop is not promised to the web
    is_online = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    # GS1 company prefix under which SSCCs are numbered; empty for none
    gs1_prefix = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField()
    email = models.EmailField(blank=True)
    # Its address as the back office writes one (orders.address has the same keys); empty: the columns above
    contact = models.JSONField(default=dict, blank=True)
    # Whether it only stores: a shop or a counter is open to the public
    is_private = models.BooleanField(default=True)
    click_and_collect = models.CharField(
        max_length=8, choices=ClickAndCollect.choices, default=ClickAndCollect.DISABLED
    )
    external_reference = models.CharField(max_length=250, null=True, blank=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=WarehouseKind.values), name="logistics_warehouse_kind"
            ),
            models.CheckConstraint(
                condition=Q(click_and_collect__in=ClickAndCollect.values), name="logistics_click_and_collect"
            ),
            models.UniqueConstraint(
                fields=["is_online"], condition=Q(is_online=True), name="logistics_one_online_warehouse"
            ),
            models.CheckConstraint(
                condition=Q(gs1_prefix="") | Q(gs1_prefix__regex=r"^\d{7,10}$"),
                name="logistics_gs1_prefix_digits",
            ),
        ]

    def __str__(self) -> str:
        return self.name("fr") or self.slug

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


class StorageZone(models.Model):
    """A part of a warehouse that is kept at one temperature: a hall, a cold room, a freezer."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="storage_zones")
    code = models.CharField(max_length=20)
    names = models.JSONField(default=dict)
    kind = models.CharField(max_length=10, choices=StorageKind.choices)
    # Between these degrees Celsius all is well; a reading outside opens an alarm
    coldest_c = models.DecimalField(max_digits=4, decimal_places=1)
    warmest_c = models.DecimalField(max_digits=4, decimal_places=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "code"], name="logistics_storage_zone_once"),
            models.CheckConstraint(
                condition=Q(kind__in=StorageKind.values), name="logistics_storage_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(coldest_c__lt=F("warmest_c")), name="logistics_storage_zone_range"
            ),
        ]

    def __str__(self) -> str:
        return self.name("fr") or self.code

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)

    def is_outside(self, celsius: Decimal) -> bool:
        """Whether goods suffer at this temperature."""
        return not self.coldest_c <= celsius <= self.warmest_c


class Bin(models.Model):
    """A shelf position; the walk through the hub follows the codes in their order."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="bins")
    code = models.CharField(max_length=20, db_collation="C")
    # Null: a position that nobody has given a zone yet. The database demands a zone of the same warehouse
    zone = models.ForeignKey(
        StorageZone, on_delete=models.PROTECT, null=True, blank=True, related_name="bins"
    )
    # What it carries; null: a place on the floor
    capacity_g = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "code"], name="logistics_bin_once"),
        ]

    def __str__(self) -> str:
        return self.code
