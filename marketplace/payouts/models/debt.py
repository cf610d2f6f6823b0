"""What was refunded after it was paid out: carried, and taken back in instalments that leave the payee a living."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.fields import MoneyAttr


class RecoveryTerm(models.Model):
    """How much of a settlement may go into old debts, from a date on; the newest that has begun counts."""

    currency = models.CharField(max_length=3, default="MAD")
    from_date = models.DateField()
    # At most this share of what a settlement would pay
    share = models.DecimalField(
        max_digits=5,
        decimal_places=4,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
    )
    # What is paid out in any case before a debt is served
    floor_minor = models.BigIntegerField(default=0)
    source = models.CharField(max_length=200, blank=True)

    floor = MoneyAttr("floor_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "from_date"], name="payouts_recovery_term_once"),
            models.CheckConstraint(
                condition=Q(share__gte=0, share__lte=1, floor_minor__gte=0), name="payouts_recovery_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.share} above {self.floor_minor} {self.currency} from {self.from_date}"


class CarriedDebt(models.Model):
    """One refund of money that had been paid out, and how much of it has been taken back."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="carried_debts")
    # The caller's name for it, and the subject under which it stands in the books
    key = models.CharField(max_length=120, unique=True)
    amount_minor = models.BigIntegerField()
    recovered_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    # From these it is explained, as a posting is
    facts = models.JSONField(default=dict)
    happened_at = models.DateTimeField()

    amount = MoneyAttr("amount_minor")
    recovered = MoneyAttr("recovered_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    amount_minor__gt=0, recovered_minor__gte=0, recovered_minor__lte=F("amount_minor")
                ),
                name="payouts_debt_recovered_within",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "happened_at", "id"],
                condition=Q(recovered_minor__lt=F("amount_minor")),
                name="payouts_debt_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.recovered_minor} of {self.amount_minor} {self.currency}"
