"""Money retained from an organisation, never without reason, amount and the date on which it is released."""

from django.db import models
from django.db.models import F, Q

from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.fields import MoneyAttr


class Hold(models.Model):
    """A retained amount; while it is not released the money stands in the organisation's held account."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="holds")
    # The caller's name for it: asking for the same hold again makes no second one
    key = models.CharField(max_length=100, unique=True)
    reason = models.CharField(max_length=300)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    placed_date = models.DateField()
    release_date = models.DateField()
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    amount = MoneyAttr("amount_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reason__regex=r"\S"), name="payouts_hold_has_a_reason"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payouts_hold_has_an_amount"),
            models.CheckConstraint(
                condition=Q(release_date__gt=F("placed_date")), name="payouts_hold_is_released_later"
            ),
        ]
        indexes = [
            models.Index(
                fields=["release_date", "id"], condition=Q(released_at__isnull=True), name="payouts_hold_due"
            ),
            models.Index(fields=["organisation", "id"], name="payouts_hold_of"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} of {self.organisation_id}"
