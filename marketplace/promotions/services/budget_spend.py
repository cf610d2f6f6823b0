"""A partner's budget pays a part of an order, never more than was promised."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import entry_by_key
from marketplace.ledger.services.ledger_post import Line, ledger_post
from marketplace.promotions.models.budget import BudgetUse, PartnerBudget
from marketplace.promotions.services.gift_card_return import MoreThanPaid
from marketplace.promotions.sources import Source


class BudgetUsedUp(DomainError):
    """There is less left of a partner's budget than this."""

    code = "BUDGET_USED_UP"


@transaction.atomic
def budget_spend(
    *,
    actor: Actor,
    budget_id: int,
    reference: str,
    purpose: str,
    amount: Money,
    facts: Mapping[str, Any],
    now: datetime,
) -> None:
    """
    Take an amount of a budget for an order; the partner owes it from now on.

    The row is changed by one conditional statement, so that however many come at once, the budget holds.

    :raises BudgetUsedUp: if less is left, or the budget is not running now
    """
    taken = PartnerBudget.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now),
        pk=budget_id,
        is_active=True,
        starts_at__lte=now,
        currency=amount.currency,
        used_minor__lte=F("amount_minor") - amount.minor,
    ).update(used_minor=F("used_minor") + amount.minor)
    if not taken:
        raise BudgetUsedUp(_("The partner's budget is used up."), field="budget")
    budget = PartnerBudget.objects.get(pk=budget_id)
    BudgetUse.objects.create(
        budget=budget,
        reference=reference,
        purpose=purpose,
        amount_minor=amount.minor,
        currency=amount.currency,
        used_at=now,
    )
    ledger_post(
        key=f"{reference}:{budget.subject}:{purpose}",
        reason="budget_used",
        happened_at=now,
        recorded_at=now,
        lines=[
            Line(chart.receivable_partner(budget.partner_id, amount.currency), amount, budget.subject),
            Line(chart.promised(amount.currency), -amount, reference),
        ],
        actor=actor,
        reference=reference,
        facts={"budget": budget.code, "purpose": purpose, "amount_minor": amount.minor, **facts},
    )


@transaction.atomic
def budget_return(
    *, actor: Actor, key: str, use: BudgetUse, amount: Money, source: Source, now: datetime
) -> None:
    """
    Give an amount of what a budget paid for an order back to it; the same key again gives nothing.

    :param source: where the money comes from: what was promised for the order, or the clearing of its return
    :raises MoreThanPaid: if it is more than it paid and has not got back
    """
    budget = PartnerBudget.objects.select_for_update().get(pk=use.budget_id)
    if entry_by_key(f"budget-return:{key}") is not None:
        return
    use = BudgetUse.objects.select_for_update().get(pk=use.pk)
    if not 0 < amount.minor <= use.amount_minor - use.returned_minor:
        raise MoreThanPaid(_("No more can be given back than the budget paid."), field="amount")
    use.returned_minor += amount.minor
    use.save(update_fields=["returned_minor"])
    budget.used_minor -= amount.minor
    budget.save(update_fields=["used_minor"])
    ledger_post(
        key=f"budget-return:{key}",
        reason="budget_returned",
        happened_at=now,
        recorded_at=now,
        lines=[
            Line(source.account, amount, source.subject),
            Line(chart.receivable_partner(budget.partner_id, amount.currency), -amount, budget.subject),
        ],
        actor=actor,
        reference=use.reference,
        facts={"budget": budget.code, "amount_minor": amount.minor, "currency": amount.currency},
    )


def budgets_release(*, actor: Actor, reference: str, now: datetime) -> None:
    """Give the budgets back what they promised for an order that was given up before it was paid; once."""
    for use in BudgetUse.objects.filter(reference=reference).order_by("budget_id", "pk"):
        left = use.amount - use.returned
        if left:
            budget_return(
                actor=actor,
                key=f"{reference}:{use.pk}:given-up",
                use=use,
                amount=left,
                source=Source(chart.promised(left.currency), reference),
                now=now,
            )
