"""What the hub must send for an order, which lots serve it, and the walk in which they are picked."""

import uuid

from django.db import models
from django.db.models import F, Q

from catalog.models.described import WithMetadata
from catalog.models.product import Variant
from logistics.models.delivery import DeliveryMethod
from logistics.models.lot import Lot, LotStock
from logistics.models.warehouse import Warehouse
from logistics.states import OPEN_STATES, FulfilmentState, WaveState
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Permission
from marketplace.kernel.fields import MoneyAttr


class Wave(models.Model):
    """Fulfilments that are picked in one walk."""

    number = models.CharField(max_length=20, unique=True)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="waves")
    state = models.CharField(max_length=8, choices=WaveState.choices, default=WaveState.OPEN)
    created_by = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=WaveState.values), name="logistics_wave_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["warehouse", "-created_at", "-id"], name="logistics_wave_newest"),
        ]

    def __str__(self) -> str:
        return self.number


class Fulfilment(WithMetadata):
    """One order's goods that go out together, from the shelf to the door."""

    metadata_permissions = (Permission.MANAGE_ORDERS,)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # "order:<uuid>"
    reference = models.CharField(max_length=80, unique=True)
    order_number = models.CharField(max_length=30)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="fulfilments")
    # Snapshot: name, phone, address, quarter, landmark, city, province, postcode
    recipient = models.JSONField()
    language = models.CharField(max_length=5)
    # Of a gift: sender, message and the address of its page without prices; empty for other parcels
    gift = models.JSONField(default=dict, blank=True)
    method = models.ForeignKey(DeliveryMethod, on_delete=models.PROTECT, related_name="fulfilments")
    cash_due_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="MAD")
    state = models.CharField(max_length=16, choices=FulfilmentState.choices, default=FulfilmentState.RELEASED)
    # Since when it is in this state
    state_at = models.DateTimeField()
    wave = models.ForeignKey(
        Wave, on_delete=models.PROTECT, null=True, blank=True, related_name="fulfilments"
    )
    # Before this day a cooperative cannot have it ready; null: at once
    ready_date = models.DateField(null=True, blank=True)
    # Since when it may neither be packed nor leave, because whoever asked for it said so (services.fulfilment_hold)
    held_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    cash_due = MoneyAttr("cash_due_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=FulfilmentState.values), name="logistics_fulfilment_state_known"
            ),
            models.CheckConstraint(
                condition=Q(cash_due_minor__gte=0), name="logistics_cash_due_not_negative"
            ),
        ]
        indexes = [
            # Only what still wants something is counted on the board, however long the history
            models.Index(
                fields=["warehouse", "state", "state_at", "id"],
                condition=Q(state__in=OPEN_STATES),
                name="logistics_fulfilment_open",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class FulfilmentLine(models.Model):
    """So many items of a variant of one owner."""

    fulfilment = models.ForeignKey(Fulfilment, on_delete=models.CASCADE, related_name="lines")
    # "order-line:<id>", also the key of its reservation
    reference = models.CharField(max_length=80, unique=True)
    sub_order_reference = models.CharField(max_length=80)
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="fulfilment_lines")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="fulfilment_lines")
    # Snapshot of what the customer read when ordering: language code -> text
    names = models.JSONField(default=dict)
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="logistics_line_of_something"),
        ]
        indexes = [
            models.Index(fields=["sub_order_reference"], name="logistics_line_sub_order"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.quantity}"


class LotAllocation(models.Model):
    """Units of a lot bound to a line; open until they are packed, then the record of what went out."""

    line = models.ForeignKey(FulfilmentLine, on_delete=models.CASCADE, related_name="allocations")
    lot_stock = models.ForeignKey(LotStock, on_delete=models.PROTECT, related_name="allocations")
    quantity = models.PositiveIntegerField()
    picked_at = models.DateTimeField(null=True, blank=True)
    # Under which name the tap came that picked it: a phone may send it twice
    pick_key = models.CharField(max_length=100, blank=True)
    packed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "lot_stock"], name="logistics_allocation_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="logistics_allocation_of_something"),
            models.CheckConstraint(
                condition=Q(packed_at__isnull=True) | Q(picked_at__isnull=False),
                name="logistics_packed_was_picked",
            ),
            models.CheckConstraint(
                condition=Q(packed_at__isnull=True) | Q(packed_at__gte=F("picked_at")),
                name="logistics_packed_after_picked",
            ),
        ]
        indexes = [
            models.Index(
                fields=["lot_stock"],
                include=["quantity"],
                condition=Q(packed_at__isnull=True),
                name="logistics_allocation_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.lot_stock_id} for {self.line_id}"

    @property
    def lot(self) -> Lot:
        """The lot (already fetched with lot_stock)."""
        return self.lot_stock.lot
