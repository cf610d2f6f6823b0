"""When settlements are due and on what terms: data with a date, so that a change never rewrites the past."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from marketplace.kernel.fields import MoneyAttr


class SettlementTerm(models.Model):
    """The settlement calendar of a currency; of the terms that have begun, the newest counts."""

    currency = models.CharField(max_length=3, default="MAD")
    from_date = models.DateField()
    # Days of the month; a day that a month does not have is its last day
    days = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(31)]),
        default=list,
    )
    # What matured up to this many hours before the due date begins (local time) is settled
    cut_off_hours = models.PositiveSmallIntegerField(default=0)
    # Less than this is carried to the next settlement
    minimum_minor = models.BigIntegerField(default=0)
    # How long after the due date has ended a run may be unlocked before an alarm is raised
    grace_hours = models.PositiveSmallIntegerField(default=24)
    # So many days after an appeal against a hold it is answered, or the amount is released
    appeal_days = models.PositiveSmallIntegerField(default=5)
    # A run that pays less than this may be approved by the person who prepared it; nothing: a second person always
    second_person_from_minor = models.BigIntegerField(default=0)
    # The marketplace's own account, from which payouts are made
    payer_name = models.CharField(max_length=70, blank=True)
    payer_rib = models.CharField(max_length=24, blank=True)

    minimum = MoneyAttr("minimum_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "from_date"], name="payouts_term_once"),
            models.CheckConstraint(
                condition=Q(minimum_minor__gte=0), name="payouts_term_minimum_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(second_person_from_minor__gte=0), name="payouts_term_limit_not_negative"
            ),
            models.CheckConstraint(condition=Q(appeal_days__gte=1), name="payouts_term_appeals_have_time"),
            models.CheckConstraint(condition=Q(days__len__gt=0), name="payouts_term_has_days"),
            models.CheckConstraint(
                condition=Q(days__contained_by=list(range(1, 32))), name="payouts_term_days_of_a_month"
            ),
            models.CheckConstraint(
                condition=Q(payer_rib="") | Q(payer_rib__regex=r"^\d{24}$"),
                name="payouts_term_payer_rib_digits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} from {self.from_date}"


class SettlementAlarm(models.Model):
    """A date of the calendar passed and nobody was paid; resolved when its run is locked."""

    due_date = models.DateField()
    currency = models.CharField(max_length=3)
    raised_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["due_date", "currency"], name="payouts_alarm_once")]

    def __str__(self) -> str:
        return f"{self.currency} {self.due_date}"
