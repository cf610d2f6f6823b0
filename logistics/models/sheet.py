"""Sheets that a worker draws in the background, part by part, while the hub prints the first of them."""

from django.db import models
from django.db.models import F, Q

from logistics.models.warehouse import Warehouse
from logistics.states import SheetKind, SheetState
from marketplace.documents.models import private_storage


class SheetJob(models.Model):
    """A sheet that somebody asked for: what of, how many parts it will have, and how many are drawn."""

    # A second press asks for the same sheet
    key = models.CharField(max_length=120, unique=True)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="sheets")
    kind = models.CharField(max_length=12, choices=SheetKind.choices)
    # Wave or manifest (one key), or lots (several, in the order in which they are printed)
    subjects = models.JSONField()
    title = models.CharField(max_length=80)
    language = models.CharField(max_length=5)
    state = models.CharField(max_length=8, choices=SheetState.choices, default=SheetState.DUE)
    parts_total = models.PositiveIntegerField()
    parts_done = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    # When it is to be drawn, or who draws it has let it go
    due_at = models.DateTimeField()
    last_error = models.CharField(max_length=500, blank=True)
    asked_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SheetKind.values, state__in=SheetState.values),
                name="logistics_sheet_words_known",
            ),
            models.CheckConstraint(
                condition=Q(parts_total__gte=1, parts_done__lte=F("parts_total")),
                name="logistics_sheet_parts_within",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(parts_done=F("parts_total"), ready_at__isnull=False),
                name="logistics_sheet_ready_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="due"), name="logistics_sheet_due"),
            models.Index(fields=["warehouse", "-asked_at", "-id"], name="logistics_sheet_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"


class SheetPart(models.Model):
    """One file of a sheet; it can be printed while the others are drawn."""

    job = models.ForeignKey(SheetJob, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    file = models.FileField(max_length=200, storage=private_storage)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="logistics_sheet_part_once")]

    def __str__(self) -> str:
        return f"part {self.number} of {self.job_id}"
