"""Where lots stood and when, how warm it was there, and what was counted."""

from django.db import models
from django.db.models import F, Q

from logistics.models.lot import LotStock
from logistics.models.warehouse import Bin, StorageZone, Warehouse
from logistics.states import CountLineState, PlacementReason


class Placement(models.Model):
    """A lot was put into a bin, moved to another or taken off the shelves. Never changed (a trigger refuses)."""

    lot_stock = models.ForeignKey(LotStock, on_delete=models.PROTECT, related_name="placements")
    from_bin = models.ForeignKey(Bin, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    to_bin = models.ForeignKey(Bin, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Units that stood there at that moment
    quantity = models.PositiveIntegerField()
    reason = models.CharField(max_length=10, choices=PlacementReason.choices)
    note = models.CharField(max_length=300, blank=True)
    actor = models.CharField(max_length=60)
    happened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=PlacementReason.values), name="logistics_placement_reason_known"
            ),
            models.CheckConstraint(
                condition=Q(from_bin__isnull=True, to_bin__isnull=False)
                | Q(from_bin__isnull=False, to_bin__isnull=True)
                | (Q(from_bin__isnull=False, to_bin__isnull=False) & ~Q(from_bin=F("to_bin"))),
                name="logistics_placement_moves",
            ),
        ]
        indexes = [models.Index(fields=["lot_stock", "-id"], name="logistics_placement_newest")]

    def __str__(self) -> str:
        return f"{self.lot_stock_id}: {self.from_bin_id} to {self.to_bin_id}"


class TemperatureReading(models.Model):
    """What a thermometer of a zone said. Never changed."""

    zone = models.ForeignKey(StorageZone, on_delete=models.PROTECT, related_name="readings")
    key = models.CharField(max_length=80, unique=True)
    celsius = models.DecimalField(max_digits=4, decimal_places=1)
    # By the limits of that day
    is_outside = models.BooleanField()
    note = models.CharField(max_length=300, blank=True)
    read_by = models.CharField(max_length=60)
    # The moment somebody looked; a phone without network sends it later
    read_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["zone", "-read_at", "-id"], name="logistics_reading_newest")]

    def __str__(self) -> str:
        return f"{self.celsius} °C in {self.zone_id}"


class TemperatureAlarm(models.Model):
    """A zone left its limits; open until it is back within them and somebody says what became of the goods."""

    zone = models.ForeignKey(StorageZone, on_delete=models.PROTECT, related_name="alarms")
    opened_at = models.DateTimeField()
    # The reading farthest from the limits
    worst_c = models.DecimalField(max_digits=4, decimal_places=1)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=60, blank=True)
    action = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone"], condition=Q(closed_at__isnull=True), name="logistics_one_open_alarm"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, action="") | (Q(closed_at__isnull=False) & ~Q(action="")),
                name="logistics_alarm_closed_with_a_word",
            ),
        ]

    def __str__(self) -> str:
        return f"alarm in {self.zone_id} at {self.opened_at:%Y-%m-%d %H:%M}"


class CycleCount(models.Model):
    """Lots that somebody counts without seeing what is written of them."""

    number = models.CharField(max_length=20, unique=True)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="counts")
    opened_by = models.CharField(max_length=60)
    opened_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["warehouse", "-opened_at", "-id"], name="logistics_count_newest")]

    def __str__(self) -> str:
        return self.number


class CountLine(models.Model):
    """One lot of a count: what was found, what was written then, and who decided about the difference."""

    count = models.ForeignKey(CycleCount, on_delete=models.CASCADE, related_name="lines")
    lot_stock = models.ForeignKey(LotStock, on_delete=models.PROTECT, related_name="count_lines")
    state = models.CharField(max_length=10, choices=CountLineState.choices, default=CountLineState.OPEN)
    counted = models.PositiveIntegerField(null=True, blank=True)
    # What was written at the moment of the count
    written = models.PositiveIntegerField(null=True, blank=True)
    counted_by = models.CharField(max_length=60, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["count", "lot_stock"], name="logistics_count_line_once"),
            # A lot is in one unfinished count at a time: two would correct the same difference twice
            models.UniqueConstraint(
                fields=["lot_stock"],
                condition=Q(state__in=["open", "differs"]),
                name="logistics_one_count_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CountLineState.values), name="logistics_count_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open")
                | Q(counted__isnull=False, written__isnull=False, counted_at__isnull=False),
                name="logistics_count_line_counted",
            ),
            # The second person is another person
            models.CheckConstraint(
                condition=~Q(state="corrected") | (~Q(decided_by="") & ~Q(decided_by=F("counted_by"))),
                name="logistics_count_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot_stock_id} in {self.count_id}"

    @property
    def difference(self) -> int:
        """By how much the count differs from what was written; 0 before it is counted."""
        return (self.counted or 0) - (self.written or 0)
