"""Who bears a reduction; shared by vouchers and promotions."""

from django.db import models
from django.db.models import Q

from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.promotions.models.budget import PartnerBudget
from marketplace.promotions.states import Funder

# A cooperative pays only for what it agreed to, and a partner from a budget.
FUNDED_BY_SOMEBODY = (
    Q(funder=Funder.PLATFORM, organisation=None, budget=None)
    | Q(funder=Funder.COOPERATIVE, organisation__isnull=False, budget=None)
    | Q(funder=Funder.PARTNER, organisation=None, budget__isnull=False)
)


class Funded(models.Model):
    """A reduction with its funder. A cooperative's one holds only once somebody of it has agreed."""

    funder = models.CharField(max_length=12, choices=Funder.choices, default=Funder.PLATFORM)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    budget = models.ForeignKey(
        PartnerBudget, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    consented_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    consented_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_agreed(self) -> bool:
        """Whether who pays has agreed; the marketplace and budgets have by being named."""
        return self.funder != Funder.COOPERATIVE or self.consented_at is not None
