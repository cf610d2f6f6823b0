"""What members of an alliance bring to a pooled listing, what they are asked for, and whose goods serve a line."""

from django.db import models
from django.db.models import F, Q

from catalog.models.pooled import PooledListing
from catalog.models.product import Variant
from logistics.models.fulfilment import FulfilmentLine
from logistics.models.lot import Lot
from marketplace.cooperatives.models.organisation import Organisation


class SupplyCall(models.Model):
    """An alliance needs so many units by a day (a large order, a fair); each member says what it can bring."""

    listing = models.ForeignKey(PooledListing, on_delete=models.PROTECT, related_name="calls")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    # Idempotency: the same form sent twice asks once
    key = models.CharField(max_length=80, unique=True)
    quantity = models.PositiveIntegerField()
    # The day by which the goods are to be at the hub
    needed_date = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="logistics_call_for_something"),
        ]
        indexes = [
            models.Index(
                fields=["listing", "needed_date"],
                condition=Q(closed_at__isnull=True),
                name="logistics_calls_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.variant_id} by {self.needed_date}"


class Contribution(models.Model):
    """So many units that one member brings to a pooled listing: promised at first, a lot once the hub has them."""

    listing = models.ForeignKey(PooledListing, on_delete=models.PROTECT, related_name="contributions")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contributions")
    # In answer to which call; null: of its own accord
    call = models.ForeignKey(
        SupplyCall, on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )
    # Idempotency; null: it came to the hub unannounced
    key = models.CharField(max_length=80, unique=True, null=True, blank=True)
    quantity = models.PositiveIntegerField()
    grade = models.CharField(max_length=1)
    # What a unit of the grade counts for, as it was when it was promised
    grade_price_minor = models.BigIntegerField()
    from_date = models.DateField()
    until_date = models.DateField()
    lot = models.OneToOneField(
        Lot, on_delete=models.PROTECT, null=True, blank=True, related_name="contribution"
    )
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, grade_price_minor__gt=0),
                name="logistics_contribution_of_something",
            ),
            models.CheckConstraint(
                condition=Q(until_date__gte=F("from_date")), name="logistics_contribution_period"
            ),
            models.CheckConstraint(
                condition=Q(lot__isnull=True) | Q(withdrawn_at__isnull=True),
                name="logistics_contribution_came_or_not",
            ),
        ]
        indexes = [
            models.Index(
                fields=["variant", "organisation", "from_date"],
                condition=Q(lot__isnull=True, withdrawn_at__isnull=True),
                name="logistics_contributions_open",
            ),
            models.Index(fields=["listing", "-created_at", "-id"], name="logistics_contributions_of"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.variant_id} from {self.organisation_id}"


class LineOwner(models.Model):
    """Whose goods are to serve a line of a pooled listing, as the alliance's rule has chosen."""

    line = models.ForeignKey(FulfilmentLine, on_delete=models.CASCADE, related_name="owners")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "organisation"], name="logistics_line_owner_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="logistics_line_owner_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.organisation_id} for {self.line_id}"
