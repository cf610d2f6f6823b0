"""Goods made under the same conditions, where they stand, and every movement they ever made."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from catalog.models.product import Variant
from logistics.fefo import may_leave
from logistics.models.warehouse import Bin, Warehouse
from logistics.states import SELLABLE, LotState, MovementReason
from marketplace.cooperatives.models.organisation import Organisation


class Lot(models.Model):
    """Items of one variant that one owner made under the same conditions."""

    code = models.CharField(max_length=40, unique=True)
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="lots")
    # The owner: goods at the hub stay the cooperative's until they are sold
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="lots")
    # Where it was received
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="lots")
    state = models.CharField(max_length=22, choices=LotState.choices, default=LotState.QUARANTINE)
    # Why it was held, or the remark of its release
    reason = models.CharField(max_length=500, blank=True)
    harvest_date = models.DateField(null=True, blank=True)
    produced_date = models.DateField(null=True, blank=True)
    best_before_date = models.DateField(null=True, blank=True)
    # Last day on which it may be promised or packed (logistics.fefo.last_sale_date); null: it does not age
    last_sale_date = models.DateField(null=True, blank=True)
    province = models.CharField(max_length=6, blank=True)
    commune = models.CharField(max_length=100, blank=True)
    quantity_received = models.PositiveIntegerField()
    received_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LotState.values), name="logistics_lot_state_known"),
            models.CheckConstraint(
                condition=Q(quantity_received__gt=0), name="logistics_lot_received_something"
            ),
            models.CheckConstraint(
                condition=Q(best_before_date__isnull=True, last_sale_date__isnull=True)
                | Q(
                    best_before_date__isnull=False,
                    last_sale_date__isnull=False,
                    last_sale_date__lte=F("best_before_date"),
                ),
                name="logistics_lot_sold_before_best_before",
            ),
            models.CheckConstraint(
                condition=Q(produced_date__isnull=True)
                | Q(best_before_date__isnull=True)
                | Q(produced_date__lte=F("best_before_date")),
                name="logistics_lot_made_before_best_before",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-received_at", "-id"], name="logistics_lot_of_owner"),
            models.Index(fields=["variant", "id"], name="logistics_lot_of_variant"),
            models.Index(
                fields=["warehouse", "received_at", "id"],
                condition=Q(state="quarantine"),
                name="logistics_lot_in_quarantine",
            ),
            models.Index(
                fields=["last_sale_date", "id"],
                condition=Q(state__in=["released", "released_with_remark"]),
                name="logistics_lot_ageing",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_sellable(self) -> bool:
        """Whether its state lets it be sold (its age is another question)."""
        return self.state in SELLABLE

    def may_leave(self, today: date) -> bool:
        """Whether it may go to a customer today."""
        return may_leave(is_sellable=self.is_sellable, last_sale=self.last_sale_date, today=today)


class LotStock(models.Model):
    """How much of a lot stands in a warehouse, and how much of that is bound to orders."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="stocks")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="lot_stocks")
    # Where all of it stands here (null: nobody has put it away); the database demands a bin of this warehouse
    bin = models.ForeignKey(Bin, on_delete=models.PROTECT, null=True, blank=True, related_name="lot_stocks")
    quantity = models.IntegerField(default=0)
    allocated = models.IntegerField(default=0)
    # When somebody last counted it in a cycle count; null: never
    counted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot", "warehouse"], name="logistics_lot_stock_once"),
            models.CheckConstraint(
                condition=Q(allocated__gte=0, quantity__gte=F("allocated")), name="logistics_lot_stock_covers"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id} in {self.warehouse_id}: {self.quantity}"


class Movement(models.Model):
    """Goods came into a place or left it. Never changed, never deleted (a trigger refuses)."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="movements")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="movements")
    # Positive: came in; negative: left
    quantity = models.IntegerField()
    reason = models.CharField(max_length=12, choices=MovementReason.choices)
    # What caused it, as "kind:id" (parcel:…, lot:…)
    reference = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=300, blank=True)
    actor = models.CharField(max_length=60)
    happened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(quantity=0), name="logistics_movement_moves"),
            models.CheckConstraint(
                condition=Q(reason__in=MovementReason.values), name="logistics_movement_reason_known"
            ),
        ]
        indexes = [
            models.Index(fields=["lot", "warehouse"], include=["quantity"], name="logistics_movement_of_lot"),
            models.Index(fields=["reference"], name="logistics_movement_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity:+d} of lot {self.lot_id} ({self.reason})"
