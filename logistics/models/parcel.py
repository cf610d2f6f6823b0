"""Parcels, the lists on which they leave, their papers and what is told of them on the way."""

from django.db import models
from django.db.models import Q

from logistics.models.fulfilment import Fulfilment
from logistics.models.processing import Consumable
from logistics.models.warehouse import Warehouse
from logistics.packing import weight_is_unusual
from logistics.states import DocumentState, FailureReason, ParcelPaper, TrackingKind
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.documents.models import Document
from marketplace.kernel.fields import MoneyAttr


class Manifest(models.Model):
    """The list of parcels that a carrier took with it at once."""

    number = models.CharField(max_length=20, unique=True)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="manifests")
    carrier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="manifests")
    handed_over_at = models.DateTimeField()
    handed_over_by = models.CharField(max_length=60)

    class Meta:
        indexes = [
            models.Index(fields=["warehouse", "-handed_over_at", "-id"], name="logistics_manifest_newest"),
        ]

    def __str__(self) -> str:
        return self.number


class StandingParcels(models.Manager["Parcel"]):
    """The parcels that are there: one that was opened again is a record and nothing else."""

    def get_queryset(self) -> models.QuerySet["Parcel"]:
        """Leave out what was unpacked."""
        return super().get_queryset().filter(unpacked_at=None)


class AllParcels(models.Manager["Parcel"]):
    """The parcels that are there, and those that were opened again."""


class Parcel(models.Model):
    """A closed box with a number."""

    fulfilment = models.ForeignKey(Fulfilment, on_delete=models.PROTECT, related_name="parcels")
    # Our number, on the label as text and barcode
    number = models.CharField(max_length=20, unique=True)
    # The carrier's number; ours where the carrier has none of its own
    tracking_number = models.CharField(max_length=40, unique=True)
    # GS1 serial shipping container code; empty where the warehouse has no company prefix
    sscc = models.CharField(max_length=18, blank=True)
    carrier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="parcels")
    manifest = models.ForeignKey(
        Manifest, on_delete=models.PROTECT, null=True, blank=True, related_name="parcels"
    )
    weight_g = models.PositiveIntegerField()
    # What the hub packed it in; unset: the goods travel in what they came in
    carton = models.ForeignKey(Consumable, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # What its contents should weigh, with the carton where that is known
    expected_weight_g = models.PositiveIntegerField()
    # What the carrier charges for it, by the rates of the day it was packed
    carrier_cost_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="MAD")
    attempts = models.PositiveSmallIntegerField(default=0)
    packed_by = models.CharField(max_length=60)
    packed_at = models.DateTimeField()
    # It was opened before it left; its number is never used again
    unpacked_at = models.DateTimeField(null=True, blank=True)
    unpacked_by = models.CharField(max_length=60, blank=True)

    carrier_cost = MoneyAttr("carrier_cost_minor")

    objects = StandingParcels()
    every = AllParcels()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weight_g__gt=0), name="logistics_parcel_weighs"),
            models.CheckConstraint(
                condition=Q(unpacked_at__isnull=True) | Q(manifest__isnull=True),
                name="logistics_parcel_that_left_stays_closed",
            ),
            models.UniqueConstraint(
                fields=["fulfilment"],
                condition=Q(unpacked_at__isnull=True),
                name="logistics_parcel_one_stands",
            ),
            models.CheckConstraint(condition=Q(carrier_cost_minor__gte=0), name="logistics_parcel_cost"),
            models.UniqueConstraint(
                fields=["sscc"], condition=~Q(sscc=""), name="logistics_parcel_sscc_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["carrier", "packed_at", "id"],
                condition=Q(manifest__isnull=True),
                name="logistics_parcel_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_weight_unusual(self) -> bool:
        """Whether the scales say something else than the contents: a wrong or a missing article."""
        return weight_is_unusual(
            weight_g=self.weight_g,
            expected_g=self.expected_weight_g,
            is_carton_known=self.carton_id is not None,
        )


class TrackingEvent(models.Model):
    """Something told of a parcel; `happened_at` is the moment of the act, not of its upload."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="tracking_events")
    # Idempotency: what is told twice under one key counts once
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=TrackingKind.choices)
    reason = models.CharField(max_length=14, choices=FailureReason.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)
    # Told too late to move the parcel: kept for the record only
    is_late = models.BooleanField(default=False)
    cash_collected_minor = models.BigIntegerField(null=True, blank=True)
    # Collected minus due
    cash_difference_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="MAD")
    actor = models.CharField(max_length=60)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    cash_collected = MoneyAttr("cash_collected_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parcel", "key"], name="logistics_tracking_once"),
            models.CheckConstraint(
                condition=Q(kind__in=TrackingKind.values), name="logistics_tracking_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(reason="") | Q(reason__in=FailureReason.values),
                name="logistics_tracking_reason_known",
            ),
            models.CheckConstraint(
                condition=Q(cash_collected_minor__isnull=True) | Q(cash_collected_minor__gte=0),
                name="logistics_tracking_cash_not_negative",
            ),
        ]
        indexes = [
            models.Index(fields=["parcel", "happened_at", "id"], name="logistics_tracking_of_parcel"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.parcel_id}"


class ParcelDocument(models.Model):
    """A paper of a parcel; while `state` is due the row is the work to be done."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=14, choices=ParcelPaper.choices)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=6, choices=DocumentState.choices, default=DocumentState.DUE)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    rendered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parcel", "kind"], name="logistics_document_once"),
            models.CheckConstraint(
                condition=Q(kind__in=ParcelPaper.values), name="logistics_document_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(document__isnull=False),
                name="logistics_document_ready_is_drawn",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="due"), name="logistics_document_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.parcel_id}"
