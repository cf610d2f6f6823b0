"""Goods on their way in: what was announced, what was counted at the gate, and where the two differ."""

from django.db import models
from django.db.models import F, Q

from catalog.models.product import Variant
from logistics.models.lot import Lot
from logistics.models.warehouse import Warehouse
from logistics.states import Arrival, DiscrepancyKind, DiscrepancyOutcome, NoticeState
from marketplace.cooperatives.models.organisation import Organisation


class Notice(models.Model):
    """An advance shipping notice: a cooperative says what it will bring, and when."""

    number = models.CharField(max_length=20, unique=True)
    # Idempotency: the same form sent twice announces once
    key = models.CharField(max_length=80, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="notices")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="notices")
    state = models.CharField(max_length=10, choices=NoticeState.choices, default=NoticeState.ANNOUNCED)
    arrival = models.CharField(max_length=10, choices=Arrival.choices)
    # The day on which the goods are ready: brought by then, or collected from then on
    ready_date = models.DateField()
    # Where they are to be collected; only for what is not brought
    collect_at = models.CharField(max_length=200, blank=True)
    # ISO 3166-2 code
    collect_province = models.CharField(max_length=6, blank=True)
    note = models.CharField(max_length=300, blank=True)
    created_by = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=NoticeState.values), name="logistics_notice_state"),
            models.CheckConstraint(condition=Q(arrival__in=Arrival.values), name="logistics_notice_arrival"),
            models.CheckConstraint(
                condition=Q(state="announced", closed_at__isnull=True)
                | (~Q(state="announced") & Q(closed_at__isnull=False)),
                name="logistics_notice_closed_when_over",
            ),
            models.CheckConstraint(
                condition=Q(arrival="collection") | Q(collect_at="", collect_province=""),
                name="logistics_notice_collected_somewhere",
            ),
        ]
        indexes = [
            models.Index(
                fields=["warehouse", "ready_date", "id"],
                condition=Q(state="announced"),
                name="logistics_notice_open",
            ),
            models.Index(fields=["organisation", "-created_at", "-id"], name="logistics_notice_newest"),
        ]

    def __str__(self) -> str:
        return self.number


class NoticeLine(models.Model):
    """So many crates of an article, each holding so many units."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    crates = models.PositiveIntegerField()
    units_per_crate = models.PositiveIntegerField()
    harvest_date = models.DateField(null=True, blank=True)
    produced_date = models.DateField(null=True, blank=True)
    best_before_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(crates__gt=0, units_per_crate__gt=0), name="logistics_notice_of_something"
            ),
            models.UniqueConstraint(fields=["notice", "variant"], name="logistics_notice_variant_once"),
        ]

    def __str__(self) -> str:
        return f"{self.crates} × {self.units_per_crate} of {self.variant_id}"

    @property
    def quantity(self) -> int:
        """Units announced."""
        return self.crates * self.units_per_crate


class GoodsReceipt(models.Model):
    """What was counted at the gate, at once and by whom; never changed afterwards."""

    number = models.CharField(max_length=20, unique=True)
    key = models.CharField(max_length=80, unique=True)
    notice = models.OneToOneField(
        Notice, on_delete=models.PROTECT, null=True, blank=True, related_name="receipt"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="receipts")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="receipts")
    # Degrees Celsius in the load, where it was measured
    temperature_c = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    # Who stood there for the cooperative and signs the slip
    brought_by = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=300, blank=True)
    received_by = models.CharField(max_length=60)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(temperature_c__isnull=True) | Q(temperature_c__gte=-60, temperature_c__lte=80),
                name="logistics_receipt_temperature",
            ),
        ]
        indexes = [
            models.Index(fields=["warehouse", "-received_at", "-id"], name="logistics_receipt_newest"),
            models.Index(fields=["organisation", "-received_at", "-id"], name="logistics_receipt_of_owner"),
        ]

    def __str__(self) -> str:
        return self.number


class ReceiptLine(models.Model):
    """One article of a receipt: announced, counted (taken in), damaged (not taken in), weighed."""

    receipt = models.ForeignKey(GoodsReceipt, on_delete=models.PROTECT, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    # Null: nobody announced it
    notice_line = models.OneToOneField(
        NoticeLine, on_delete=models.PROTECT, null=True, blank=True, related_name="receipt_line"
    )
    announced = models.PositiveIntegerField(default=0)
    counted = models.PositiveIntegerField()
    damaged = models.PositiveIntegerField(default=0)
    weight_g = models.PositiveIntegerField(null=True, blank=True)
    # Null: nothing of it could be taken in
    lot = models.OneToOneField(
        Lot, on_delete=models.PROTECT, null=True, blank=True, related_name="receipt_line"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receipt", "variant"], name="logistics_receipt_variant_once"),
            models.CheckConstraint(
                condition=Q(counted=0, lot__isnull=True) | Q(counted__gt=0, lot__isnull=False),
                name="logistics_receipt_counted_is_a_lot",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counted} of {self.variant_id}"


class Discrepancy(models.Model):
    """A case: something about a received line is not as it should be, until somebody says how it was settled."""

    line = models.ForeignKey(ReceiptLine, on_delete=models.PROTECT, related_name="discrepancies")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="discrepancies")
    kind = models.CharField(max_length=12, choices=DiscrepancyKind.choices)
    # Units short, over or damaged; for a weight grams off; for a temperature tenths of a degree above the limit
    amount = models.PositiveIntegerField()
    outcome = models.CharField(max_length=12, choices=DiscrepancyOutcome.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "kind"], name="logistics_discrepancy_once"),
            models.CheckConstraint(
                condition=Q(kind__in=DiscrepancyKind.values), name="logistics_discrepancy_kind"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="logistics_discrepancy_of_something"),
            models.CheckConstraint(
                condition=Q(outcome="", closed_at__isnull=True)
                | Q(outcome__in=DiscrepancyOutcome.values, closed_at__gte=F("opened_at")),
                name="logistics_discrepancy_settled",
            ),
        ]
        indexes = [
            models.Index(
                fields=["warehouse", "opened_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="logistics_discrepancy_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.line_id}"
