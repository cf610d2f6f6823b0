"""What happens at the door: how a customer wishes to receive a parcel, and what proves that somebody took it."""

from django.db import models
from django.db.models import Q

from logistics.models.evidence import Evidence
from logistics.models.parcel import Parcel, TrackingEvent
from logistics.states import WishKind


class DeliveryWish(models.Model):
    """What a customer wishes for the next attempt; the newest of a parcel counts, the others are its history."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="wishes")
    kind = models.CharField(max_length=9, choices=WishKind.choices)
    day = models.DateField()
    # Which neighbour, or which place
    words = models.CharField(max_length=200, blank=True)
    created_by = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=WishKind.values), name="logistics_wish_kind"),
            models.CheckConstraint(
                condition=Q(kind="again") | ~Q(words=""), name="logistics_wish_says_where"
            ),
        ]
        indexes = [models.Index(fields=["parcel", "id"], name="logistics_wish_of_parcel")]

    def __str__(self) -> str:
        return f"{self.kind} on {self.day}"


class DeliveryProof(models.Model):
    """What shows that a parcel was handed to somebody: a name, the code that only the customer knew, a photo."""

    event = models.OneToOneField(TrackingEvent, on_delete=models.PROTECT, related_name="proof")
    received_by = models.CharField(max_length=100, blank=True)
    by_code = models.BooleanField(default=False)
    photo = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(received_by="") | Q(by_code=True) | Q(photo__isnull=False),
                name="logistics_proof_proves",
            ),
        ]

    def __str__(self) -> str:
        return self.received_by or f"proof of {self.event_id}"
