"""Days on which a cooperative is closed."""

from django.db import models
from django.db.models import F, Q

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import ClosureReason


class Closure(models.Model):
    """From the first to the last day, both included; one that ended early says so in its last day."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="closures")
    from_date = models.DateField()
    until_date = models.DateField()
    reason = models.CharField(max_length=10, choices=ClosureReason.choices)
    # Goods that lie at the hub need nothing of the cooperative: they may be bought meanwhile
    sells_on = models.BooleanField(default=True)
    announced_by = models.CharField(max_length=80)
    announced_at = models.DateTimeField()
    # Taken back before it began
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_date__gte=F("from_date")), name="cooperatives_closure_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=ClosureReason.values), name="cooperatives_closure_reason_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "until_date"],
                condition=Q(withdrawn_at=None),
                name="cooperatives_closure_of_org",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} closed {self.from_date} to {self.until_date}"
