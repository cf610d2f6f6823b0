"""Collection rounds: a vehicle calls at cooperatives, loads what they announced, and brings it to the gate."""

from django.db import models
from django.db.models import F, Q

from logistics.collecting import HELD, LOADED, TOLD, RoundState, StopState
from logistics.models.inbound import Notice, NoticeLine
from logistics.models.warehouse import Warehouse
from marketplace.cooperatives.models.organisation import Organisation


class Vehicle(models.Model):
    """A vehicle of a carrier of our own, and what it may carry."""

    carrier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="vehicles")
    # What people call it: a plate or a name
    name = models.CharField(max_length=40)
    capacity_g = models.PositiveBigIntegerField()
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["carrier", "name"], name="logistics_vehicle_once"),
            models.CheckConstraint(condition=Q(capacity_g__gt=0), name="logistics_vehicle_carries"),
        ]

    def __str__(self) -> str:
        return self.name


class CollectionRound(models.Model):
    """One drive of one vehicle on one day."""

    number = models.CharField(max_length=20, unique=True)
    # Idempotency: the same form sent twice plans once
    key = models.CharField(max_length=80, unique=True)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="rounds")
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="rounds")
    day = models.DateField()
    sets_out = models.TimeField()
    state = models.CharField(max_length=12, choices=RoundState.choices, default=RoundState.PLANNED)
    created_by = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="logistics_round_state"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "on_the_road"], closed_at__isnull=True)
                | Q(state__in=["closed", "cancelled"], closed_at__isnull=False),
                name="logistics_round_closed_when_over",
            ),
        ]
        indexes = [
            models.Index(fields=["warehouse", "-day", "-id"], name="logistics_round_newest"),
            models.Index(
                fields=["vehicle", "day"],
                condition=Q(state__in=["planned", "on_the_road"]),
                name="logistics_round_open",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CollectionStop(models.Model):
    """A call at one cooperative for one notice, what the driver told of it, and when."""

    round = models.ForeignKey(CollectionRound, on_delete=models.CASCADE, related_name="stops")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="stops")
    position = models.PositiveSmallIntegerField()
    # When somebody should be there; null: to be agreed on
    from_time = models.TimeField(null=True, blank=True)
    until_time = models.TimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=StopState.choices, default=StopState.PLANNED)
    # The tap that counts: its key, its moment, whose it was
    told_key = models.CharField(max_length=120, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=StopState.values), name="logistics_stop_state"),
            models.UniqueConstraint(
                fields=["notice"], condition=Q(state__in=HELD), name="logistics_notice_on_one_round"
            ),
            models.CheckConstraint(
                condition=Q(from_time__isnull=True, until_time__isnull=True)
                | Q(from_time__lt=F("until_time")),
                name="logistics_stop_window",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=TOLD) | Q(told_at__isnull=False), name="logistics_stop_told"
            ),
        ]
        indexes = [models.Index(fields=["round", "position"], name="logistics_stop_in_order")]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.position}"

    @property
    def is_loaded(self) -> bool:
        """Whether goods of it are, or were, on the vehicle by the driver's word."""
        return self.state in LOADED


class StopLoad(models.Model):
    """So many crates of an announced article, as the driver loaded them."""

    stop = models.ForeignKey(CollectionStop, on_delete=models.CASCADE, related_name="loads")
    notice_line = models.ForeignKey(NoticeLine, on_delete=models.PROTECT, related_name="loads")
    crates = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stop", "notice_line"], name="logistics_load_once"),
        ]

    def __str__(self) -> str:
        return f"{self.crates} of {self.notice_line_id}"
