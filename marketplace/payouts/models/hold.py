"""Money retained from an organisation, never without reason, amount and the date on which it is released."""

from django.db import models
from django.db.models import F, Q

from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.fields import MoneyAttr
from marketplace.payouts.states import AppealState


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


class HoldAppeal(models.Model):
    """The cooperative says why a hold is wrong, and somebody answers until a day; silence releases the money."""

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="appeals")
    words = models.CharField(max_length=1000)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    answer_due_date = models.DateField()
    state = models.CharField(max_length=10, choices=AppealState.choices, default=AppealState.OPEN)
    answer = models.CharField(max_length=1000, blank=True)
    # Empty: nobody answered in time, or the hold ended by itself
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AppealState.values), name="payouts_appeal_state_known"
            ),
            models.CheckConstraint(condition=Q(words__regex=r"\S"), name="payouts_appeal_has_words"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True)
                | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="payouts_appeal_answered_at",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "refused"])
                | (Q(answer__regex=r"\S") & Q(answered_by__isnull=False)),
                name="payouts_appeal_answered_with_words",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("made_by")),
                name="payouts_appeal_second_person",
            ),
            models.UniqueConstraint(
                fields=["hold"], condition=Q(state="open"), name="payouts_appeal_one_open"
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_due_date", "id"], condition=Q(state="open"), name="payouts_appeal_due"
            ),
        ]

    def __str__(self) -> str:
        return f"appeal against #{self.hold_id}: {self.state}"
