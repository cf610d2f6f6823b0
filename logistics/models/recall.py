"""Recalls: which lots are taken back, who has them, who was reached, and what came back."""

from django.db import models
from django.db.models import F, Q

from logistics.models.lot import Lot
from logistics.models.parcel import Parcel
from logistics.models.warehouse import Warehouse
from logistics.states import GoodsPlace, RecallReach, RecallTrigger


class Recall(models.Model):
    """One recall of one or more lots, or a drill of one: a drill holds nothing and tells nobody."""

    number = models.CharField(max_length=20, unique=True)
    key = models.CharField(max_length=80, unique=True)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="recalls")
    trigger = models.CharField(max_length=10, choices=RecallTrigger.choices)
    reason = models.CharField(max_length=500)
    opened_by = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    closed_by = models.CharField(max_length=60, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # What was learnt, and the figures of the day it was closed (see services.recall_close)
    conclusion = models.CharField(max_length=500, blank=True)
    report = models.JSONField(default=dict, blank=True)
    lots = models.ManyToManyField(Lot, related_name="recalls")
    # Who has units is listed part by part (decision 297): so many lots, so many looked through, in the order of their
    # keys up to this one; since when the list is whole
    lot_count = models.PositiveIntegerField(default=0)
    lots_listed = models.PositiveIntegerField(default=0)
    listed_to = models.PositiveBigIntegerField(default=0)
    parts_listed = models.PositiveIntegerField(default=0)
    listed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(trigger__in=RecallTrigger.values), name="logistics_recall_trigger_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="logistics_recall_has_a_reason"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="logistics_recall_closed_after",
            ),
        ]
        indexes = [
            models.Index(fields=["warehouse", "-opened_at", "-id"], name="logistics_recall_newest"),
            models.Index(fields=["id"], condition=Q(listed_at=None), name="logistics_recall_unlisted"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_drill(self) -> bool:
        """Whether it is an exercise."""
        return self.trigger == RecallTrigger.DRILL


class RecallParcel(models.Model):
    """Units of a recalled lot that had gone into a parcel, and what became of them."""

    recall = models.ForeignKey(Recall, on_delete=models.CASCADE, related_name="parcels")
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="recalls")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    units = models.PositiveIntegerField()
    place = models.CharField(max_length=8, choices=GoodsPlace.choices)
    # When the message to the buyer was written; in a drill never
    told_at = models.DateTimeField(null=True, blank=True)
    reach = models.CharField(max_length=11, choices=RecallReach.choices, blank=True)
    returned_units = models.PositiveIntegerField(default=0)
    destroyed_units = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    followed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recall", "parcel", "lot"], name="logistics_recall_parcel_once"),
            models.CheckConstraint(condition=Q(place__in=GoodsPlace.values), name="logistics_recall_place"),
            models.CheckConstraint(
                condition=Q(units__gte=F("returned_units") + F("destroyed_units")),
                name="logistics_recall_not_more_than_sold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.units} of {self.lot_id} in {self.parcel_id}"
