"""What staff may look at and edit by hand: places, ways of delivery and their prices. Stock is read-only here."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from logistics.models.delivery import DeliveryMethod, DeliveryRate, DeliveryZone, TrackingRange
from logistics.models.fulfilment import Fulfilment, FulfilmentLine, Wave
from logistics.models.inbound import Discrepancy, GoodsReceipt, Notice
from logistics.models.lot import Lot, LotStock, Movement
from logistics.models.parcel import Manifest, Parcel, ParcelDocument, TrackingEvent
from logistics.models.processing import (
    Consumable,
    ProcessingRun,
    Recipe,
    RecipeByProduct,
    RecipeInput,
    RecipeMaterial,
)
from logistics.models.stock import Reservation, Shortage, Stock
from logistics.models.warehouse import Bin, Warehouse


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Rows that only services write: counters and records would stop adding up otherwise."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes by hand."""
        return False


class DeliveryRateInline(admin.TabularInline[DeliveryRate, DeliveryMethod]):
    """Prices beside their method."""

    model = DeliveryRate
    extra = 0


@admin.register(DeliveryZone)
class DeliveryZoneAdmin(admin.ModelAdmin[DeliveryZone]):
    """Places that cost the same."""

    list_display = ("code", "places", "is_remote")


@admin.register(DeliveryMethod)
class DeliveryMethodAdmin(admin.ModelAdmin[DeliveryMethod]):
    """Ways of delivery."""

    list_display = ("code", "kind", "carrier", "min_days", "max_days", "takes_cash", "is_active", "position")
    list_filter = ("kind", "is_active")
    list_select_related = ("carrier",)
    raw_id_fields = ("carrier", "warehouse")
    inlines = (DeliveryRateInline,)


@admin.register(TrackingRange)
class TrackingRangeAdmin(admin.ModelAdmin[TrackingRange]):
    """Numbers that postal carriers have given us."""

    list_display = ("carrier", "service", "next_serial", "last_serial", "country")
    list_select_related = ("carrier",)
    raw_id_fields = ("carrier",)


@admin.register(Warehouse)
class WarehouseAdmin(admin.ModelAdmin[Warehouse]):
    """Hubs, shops and stands."""

    list_display = ("slug", "kind", "organisation", "province", "is_online", "is_active")
    list_filter = ("kind", "is_active")
    list_select_related = ("organisation",)
    raw_id_fields = ("organisation",)


@admin.register(Bin)
class BinAdmin(admin.ModelAdmin[Bin]):
    """Shelf positions."""

    list_display = ("code", "warehouse", "zone")
    list_filter = ("warehouse",)
    list_select_related = ("warehouse",)


@admin.register(Lot)
class LotAdmin(ReadOnlyAdmin):
    """Lots."""

    list_display = (
        "code",
        "variant",
        "organisation",
        "state",
        "best_before_date",
        "quantity_received",
        "received_at",
    )
    list_filter = ("state", "warehouse")
    list_select_related = ("variant", "organisation")
    search_fields = ("code",)


@admin.register(LotStock)
class LotStockAdmin(ReadOnlyAdmin):
    """What stands of lots."""

    list_display = ("lot", "warehouse", "bin", "quantity", "allocated")
    list_filter = ("warehouse",)
    list_select_related = ("lot", "warehouse", "bin")
    search_fields = ("lot__code",)


@admin.register(Movement)
class MovementAdmin(ReadOnlyAdmin):
    """Movements."""

    list_display = ("id", "lot", "warehouse", "quantity", "reason", "reference", "actor", "happened_at")
    list_filter = ("reason", "warehouse")
    list_select_related = ("lot", "warehouse")
    search_fields = ("reference", "lot__code")


@admin.register(Stock)
class StockAdmin(ReadOnlyAdmin):
    """What can be sold."""

    list_display = ("variant", "warehouse", "quantity", "reserved")
    list_filter = ("warehouse",)
    list_select_related = ("variant", "warehouse")
    search_fields = ("variant__sku",)


@admin.register(Reservation)
class ReservationAdmin(ReadOnlyAdmin):
    """What is promised."""

    list_display = ("key", "stock", "quantity", "expires_at", "created_at")
    list_select_related = ("stock",)
    search_fields = ("key",)


@admin.register(Shortage)
class ShortageAdmin(ReadOnlyAdmin):
    """What was promised and cannot be kept."""

    list_display = ("key", "stock", "quantity", "promised_at", "created_at")
    list_select_related = ("stock",)
    search_fields = ("key",)


class FulfilmentLineInline(admin.TabularInline[FulfilmentLine, Fulfilment]):
    """Lines beside their fulfilment."""

    model = FulfilmentLine
    extra = 0
    can_delete = False


@admin.register(Fulfilment)
class FulfilmentAdmin(ReadOnlyAdmin):
    """What the hub must send."""

    list_display = ("reference", "order_number", "warehouse", "state", "state_at", "wave")
    list_filter = ("state", "warehouse")
    list_select_related = ("warehouse", "wave")
    search_fields = ("reference", "order_number")
    inlines = (FulfilmentLineInline,)


@admin.register(Wave)
class WaveAdmin(ReadOnlyAdmin):
    """Waves."""

    list_display = ("number", "warehouse", "state", "created_by", "created_at", "closed_at")
    list_filter = ("state", "warehouse")
    list_select_related = ("warehouse",)


@admin.register(Parcel)
class ParcelAdmin(ReadOnlyAdmin):
    """Parcels."""

    list_display = ("number", "tracking_number", "carrier", "weight_g", "attempts", "packed_at")
    list_select_related = ("carrier",)
    search_fields = ("number", "tracking_number", "sscc")


@admin.register(Manifest)
class ManifestAdmin(ReadOnlyAdmin):
    """Lists on which parcels left."""

    list_display = ("number", "warehouse", "carrier", "handed_over_at")
    list_select_related = ("warehouse", "carrier")


@admin.register(TrackingEvent)
class TrackingEventAdmin(ReadOnlyAdmin):
    """What was told of parcels."""

    list_display = ("parcel", "kind", "reason", "is_late", "cash_collected_minor", "happened_at", "actor")
    list_filter = ("kind", "reason", "is_late")
    list_select_related = ("parcel",)


@admin.register(ParcelDocument)
class ParcelDocumentAdmin(ReadOnlyAdmin):
    """Papers of parcels and whether they are drawn."""

    list_display = ("parcel", "kind", "state", "attempts", "due_at", "last_error")
    list_filter = ("state", "kind")
    list_select_related = ("parcel",)


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """What is announced to the hubs."""

    list_display = ("number", "organisation", "warehouse", "state", "arrival", "ready_date")
    list_filter = ("state", "arrival")
    list_select_related = ("organisation", "warehouse")
    search_fields = ("number",)


@admin.register(GoodsReceipt)
class GoodsReceiptAdmin(ReadOnlyAdmin):
    """What was counted at the gates."""

    list_display = ("number", "organisation", "warehouse", "notice", "received_at", "received_by")
    list_select_related = ("organisation", "warehouse", "notice")
    search_fields = ("number",)


@admin.register(Discrepancy)
class DiscrepancyAdmin(ReadOnlyAdmin):
    """Where count and announcement differ."""

    list_display = ("line", "kind", "amount", "outcome", "opened_at", "closed_at")
    list_filter = ("kind", "outcome")
    list_select_related = ("line",)


class RecipeInputInline(admin.TabularInline[RecipeInput, Recipe]):
    """What a recipe uses."""

    model = RecipeInput
    extra = 0
    can_delete = False


class RecipeMaterialInline(admin.TabularInline[RecipeMaterial, Recipe]):
    """The packaging that a recipe uses."""

    model = RecipeMaterial
    extra = 0
    can_delete = False


class RecipeByProductInline(admin.TabularInline[RecipeByProduct, Recipe]):
    """What a recipe leaves beside its output and is kept."""

    model = RecipeByProduct
    extra = 0
    can_delete = False


@admin.register(Recipe)
class RecipeAdmin(ReadOnlyAdmin):
    """How articles are made of others; the hub's console writes them."""

    list_display = (
        "output",
        "version",
        "yield_percent",
        "tolerance_percent",
        "shelf_life_days",
        "retired_at",
    )
    list_select_related = ("output",)
    inlines = (RecipeInputInline, RecipeMaterialInline, RecipeByProductInline)


@admin.register(ProcessingRun)
class ProcessingRunAdmin(ReadOnlyAdmin):
    """Runs as they were done."""

    list_display = ("number", "recipe", "warehouse", "output_lot", "output_units", "done_at")
    list_select_related = ("recipe__output", "warehouse", "output_lot")
    search_fields = ("number",)


@admin.register(Consumable)
class ConsumableAdmin(admin.ModelAdmin[Consumable]):
    """Packaging; its quantity is changed on the console, with a reason."""

    list_display = ("code", "warehouse", "quantity", "reorder_level", "unit_cost_minor", "value_minor")
    list_select_related = ("warehouse",)
    readonly_fields = ("quantity",)
