"""Write down what a partner has agreed to pay."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from marketplace.kernel.input_texts import clean_line, clean_texts
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.promotions.models.budget import PartnerBudget
from marketplace.promotions.policies import may_manage_budgets


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBudget:
    """A partner's word: how much, from when to when, and the paper that says so."""

    partner_id: int
    code: str
    names: Mapping[str, str]
    amount: Money
    starts_at: datetime
    ends_at: datetime | None
    source: str


@transaction.atomic
def budget_open(*, actor: Actor, budget: NewBudget, now: datetime) -> PartnerBudget:
    """
    Open a budget.

    :raises NotAllowed: if the actor may not manage budgets
    :raises NotFound: if there is no such partner
    :raises InvalidInput: if the amount is not positive, it ends before it begins, or no agreement is named
    :raises Conflict: if there is a budget of this code
    """
    require(may_manage_budgets(actor), _("You may not manage partners' budgets."))
    if not Organisation.objects.filter(pk=budget.partner_id).exists():
        raise NotFound(_("There is no such organisation."), field="partner")
    if budget.amount.minor <= 0:
        raise InvalidInput(_("A budget is more than nothing."), field="amount")
    if budget.ends_at is not None and budget.ends_at <= budget.starts_at:
        raise InvalidInput(_("It must end after it begins."), field="ends_at")
    if PartnerBudget.objects.filter(code=budget.code).exists():
        raise Conflict(_("There is a budget of this name already."), field="code")
    return PartnerBudget.objects.create(
        partner_id=budget.partner_id,
        code=clean_line(budget.code, field="code", most=60),
        names=clean_texts(budget.names, field="names", most=120, required=True),
        amount_minor=budget.amount.minor,
        currency=budget.amount.currency,
        starts_at=budget.starts_at,
        ends_at=budget.ends_at,
        source=clean_line(budget.source, field="source", most=200),
        created_at=now,
    )
