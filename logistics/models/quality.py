"""Quality checks: what was sampled of a lot, what was read, what was decided and what is to be learnt from it."""

from django.db import models
from django.db.models import Q

from logistics.models.lot import Lot
from logistics.models.warehouse import Warehouse
from logistics.states import CheckDecision, CheckOutcome
from marketplace.cooperatives.models.organisation import Organisation


class QualityCheck(models.Model):
    """One examination of a lot; open while a reading (a laboratory's, say) is awaited."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="checks")
    # Repeated from the lot: trends are read by owner, boards by warehouse
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="quality_checks")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="quality_checks")
    # Units looked at, and units of them that can no longer be sold
    sample_units = models.PositiveIntegerField()
    used_units = models.PositiveIntegerField(default=0)
    decision = models.CharField(max_length=22, choices=CheckDecision.choices, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    # Key of a lesson (data/lessons.json), and when somebody of the cooperative first opened it
    lesson = models.CharField(max_length=40, blank=True)
    lesson_opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lot"], condition=Q(decided_at__isnull=True), name="logistics_one_open_check"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True)
                | Q(decision__in=CheckDecision.values, decided_at__isnull=False),
                name="logistics_check_decided",
            ),
            models.CheckConstraint(
                condition=Q(used_units__lte=models.F("sample_units")), name="logistics_check_used_of_sample"
            ),
            # Who is refused is told why, and what to do better
            models.CheckConstraint(
                condition=~Q(decision="rejected") | (~Q(reason="") & ~Q(lesson="")),
                name="logistics_rejection_teaches",
            ),
        ]
        indexes = [
            models.Index(fields=["lot", "-id"], name="logistics_check_of_lot"),
            models.Index(fields=["organisation", "-decided_at", "-id"], name="logistics_check_of_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.decision or 'open'} check of {self.lot_id}"


class Reading(models.Model):
    """One criterion read; the limit is kept as it was on that day."""

    # `check` itself is a method of every model
    quality_check = models.ForeignKey(QualityCheck, on_delete=models.CASCADE, related_name="readings")
    criterion = models.CharField(max_length=40)
    value = models.CharField(max_length=100)
    number = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=CheckOutcome.choices)
    grade = models.CharField(max_length=20, blank=True)
    limit = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=120, blank=True)
    confidence = models.CharField(max_length=1, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quality_check", "criterion"], name="logistics_reading_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=CheckOutcome.values), name="logistics_reading_outcome"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"
