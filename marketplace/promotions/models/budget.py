"""What a partner has agreed to pay: a ceiling, and each use of it."""

from django.db import models
from django.db.models import F, Q

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.fields import MoneyAttr
from marketplace.promotions.states import BudgetPurpose


class PartnerBudget(models.Model):
    """
    Money that a partner (a region, a programme, a foundation) promised for reductions or delivery.

    `used_minor` repeats the sum of the uses, so that the database itself refuses the first centime too many.
    """

    partner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="budgets")
    code = models.SlugField(max_length=60, unique=True)
    names = models.JSONField(default=dict)
    amount_minor = models.BigIntegerField()
    used_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    # The paper in which the partner agreed
    source = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    amount = MoneyAttr("amount_minor")
    used = MoneyAttr("used_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="promotions_budget_positive"),
            models.CheckConstraint(
                condition=Q(used_minor__gte=0, used_minor__lte=F("amount_minor")),
                name="promotions_budget_never_exceeded",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="promotions_budget_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(source__regex=r"\S"), name="promotions_budget_has_an_agreement"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def subject(self) -> str:
        """How the ledger calls it."""
        return f"budget:{self.pk}"


class BudgetUse(models.Model):
    """What a budget paid of one order, and what of that came back to it."""

    budget = models.ForeignKey(PartnerBudget, on_delete=models.PROTECT, related_name="uses")
    # "order:<uuid>"
    reference = models.CharField(max_length=80, db_index=True)
    purpose = models.CharField(max_length=10, choices=BudgetPurpose.choices)
    amount_minor = models.BigIntegerField()
    returned_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    used_at = models.DateTimeField()

    amount = MoneyAttr("amount_minor")
    returned = MoneyAttr("returned_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "reference", "purpose"], name="promotions_budget_used_once_in_order"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=BudgetPurpose.values), name="promotions_purpose_known"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, returned_minor__gte=0, returned_minor__lte=F("amount_minor")),
                name="promotions_budget_return_within_use",
            ),
        ]
        indexes = [models.Index(fields=["budget", "used_at", "id"], name="promotions_budget_uses")]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} of {self.budget_id}"
