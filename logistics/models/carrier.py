"""How each carrier is reached, what was booked with it, and what its system told."""

from django.db import models
from django.db.models import Q

from logistics.carrying import BookingState, CarrierKind, ReportState
from logistics.models.parcel import Parcel
from marketplace.cooperatives.models.organisation import Organisation


class CarrierAccount(models.Model):
    """Our account with a carrier; a carrier without one is dealt with by its table of prices."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="carrier_account"
    )
    kind = models.CharField(max_length=6, choices=CarrierKind.choices, default=CarrierKind.TABLE)
    # After so many attempts in vain a parcel turns back
    most_attempts = models.PositiveSmallIntegerField(default=3)
    # When its system is asked next for what it did not tell by itself; only where there is a system
    poll_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CarrierKind.values), name="logistics_carrier_kind"),
            models.CheckConstraint(condition=Q(most_attempts__gt=0), name="logistics_carrier_attempts"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.kind}"


class CarrierDistrict(models.Model):
    """What a carrier calls a province of ours in its own system."""

    account = models.ForeignKey(CarrierAccount, on_delete=models.CASCADE, related_name="districts")
    # ISO 3166-2 code
    province = models.CharField(max_length=6)
    code = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "province"], name="logistics_district_once"),
        ]

    def __str__(self) -> str:
        return f"{self.province}: {self.code}"


class CarrierBooking(models.Model):
    """A parcel's booking at a carrier's system; while `state` is due the row is the work to be done."""

    parcel = models.OneToOneField(Parcel, on_delete=models.PROTECT, related_name="booking")
    account = models.ForeignKey(CarrierAccount, on_delete=models.PROTECT, related_name="bookings")
    state = models.CharField(max_length=9, choices=BookingState.choices, default=BookingState.DUE)
    # Whether it is to be cancelled at the carrier
    is_unwanted = models.BooleanField(default=False)
    # The carrier's own name of the booking, and what it charges for it
    reference = models.CharField(max_length=80, blank=True)
    fee_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="MAD")
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=2000, blank=True)
    created_at = models.DateTimeField()
    booked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=BookingState.values), name="logistics_booking_state"
            ),
            models.CheckConstraint(
                condition=Q(fee_minor=None) | Q(fee_minor__gte=0), name="logistics_booking_fee"
            ),
            models.CheckConstraint(
                condition=~Q(state="booked") | ~Q(reference=""), name="logistics_booked_has_a_name"
            ),
            models.UniqueConstraint(
                fields=["account", "reference"],
                condition=~Q(reference=""),
                name="logistics_booking_reference_once",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="due"), name="logistics_booking_due"),
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id}: {self.state}"


class CarrierReport(models.Model):
    """What a carrier's system told, kept as it came, once per its id; acted on by a task."""

    account = models.ForeignKey(CarrierAccount, on_delete=models.PROTECT, related_name="reports")
    event_id = models.CharField(max_length=100)
    payload = models.JSONField()
    state = models.CharField(max_length=9, choices=ReportState.choices, default=ReportState.DUE)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=2000, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "event_id"], name="logistics_report_once"),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="logistics_report_state"),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="due"), name="logistics_report_due"),
        ]

    def __str__(self) -> str:
        return self.event_id
