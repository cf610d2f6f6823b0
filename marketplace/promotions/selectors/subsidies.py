"""Which partners pay a part of a delivery now, and what their budgets paid so far, from the ledger."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.ledger import chart
from marketplace.ledger.selectors import open_subjects_of
from marketplace.promotions.models.budget import BudgetUse, PartnerBudget
from marketplace.promotions.models.subsidy import DeliverySubsidy
from marketplace.promotions.policies import may_manage_budgets
from marketplace.promotions.reductions import reduced_by
from marketplace.promotions.states import BudgetPurpose, ValueType


@dataclass(frozen=True, slots=True, kw_only=True)
class Subsidy:
    """A subsidy that runs, with what its budget still holds."""

    subsidy_id: int
    budget_id: int
    partner_id: int
    names: Mapping[str, str]
    places: frozenset[str]
    seller_regions: frozenset[str]
    members: frozenset[int] | None
    value_type: ValueType
    value: Decimal
    most: Money | None
    left: Money

    def covers(self, organisation_id: int, region: str) -> bool:
        """Say whether it pays for the goods of a seller."""
        if self.members is not None and organisation_id not in self.members:
            return False
        return not self.seller_regions or region in self.seller_regions

    def goes_to(self, places: Collection[str]) -> bool:
        """Say whether it pays for parcels to one of these places."""
        return not self.places or not self.places.isdisjoint(places)

    def of(self, share: Money) -> Money:
        """Return what it pays of its sellers' share of a delivery's price, as far as its budget holds."""
        part = reduced_by(share, self.value_type, self.value)
        bounds = [part.minor, self.left.minor, *([self.most.minor] if self.most else [])]
        return Money(max(min(bounds), 0), share.currency)


def subsidies_running(currencies: Collection[str], now: datetime) -> list[Subsidy]:
    """Return the subsidies whose budgets still hold something, the oldest first; one statement."""
    open_now = Q(ends_at=None) | Q(ends_at__gt=now)
    rows = (
        DeliverySubsidy.objects.filter(
            open_now,
            Q(budget__ends_at=None) | Q(budget__ends_at__gt=now),
            is_active=True,
            starts_at__lte=now,
            budget__is_active=True,
            budget__starts_at__lte=now,
            budget__currency__in=list(currencies),
        )
        .select_related("budget")
        .annotate(member_ids=ArrayAgg("alliance__members", default=[]))
        .order_by("created_at", "id")
    )
    return [_subsidy(row) for row in rows if row.budget.used_minor < row.budget.amount_minor]


def _subsidy(row: DeliverySubsidy) -> Subsidy:
    budget = row.budget
    members: list[int | None] = vars(row)["member_ids"]
    return Subsidy(
        subsidy_id=row.pk,
        budget_id=row.budget_id,
        partner_id=budget.partner_id,
        names=row.names or budget.names,
        places=frozenset(row.places),
        seller_regions=frozenset(row.seller_regions),
        members=None if row.alliance_id is None else frozenset(key for key in members if key is not None),
        value_type=ValueType(row.value_type),
        value=row.value,
        most=None if row.most_minor is None else Money(row.most_minor, budget.currency),
        left=budget.amount - budget.used,
    )


@dataclass(frozen=True, slots=True)
class BudgetReport:
    """What a partner's budget paid: for how many orders, for what, and what the partner owes by the ledger."""

    budget: PartnerBudget
    orders: int
    delivery: Money
    discounts: Money
    booked: Money

    @property
    def used(self) -> Money:
        """All that it paid and did not get back."""
        return self.delivery + self.discounts

    @property
    def left(self) -> Money:
        """What it can still pay."""
        return self.budget.amount - self.used


def budget_reports(actor: Actor, *, budget_ids: Sequence[int] | None = None) -> list[BudgetReport]:
    """
    Return a report for each budget the actor may see, newest first, in three statements.

    :raises NotAllowed: if the actor neither manages budgets nor belongs to anybody
    """
    require(may_manage_budgets(actor) or bool(actor.roles), _("These budgets are not yours to see."))
    budgets = PartnerBudget.objects.select_related("partner").order_by("-created_at", "-pk")
    if not may_manage_budgets(actor):
        budgets = budgets.filter(partner__in=list(actor.roles))
    if budget_ids is not None:
        budgets = budgets.filter(pk__in=budget_ids)
    rows = list(budgets)
    sums = (
        BudgetUse.objects.filter(budget__in=rows)
        .values_list("budget", "purpose")
        .annotate(
            paid=Sum(F("amount_minor") - F("returned_minor")),
            references=ArrayAgg("reference", default=[]),
        )
        .order_by()
    )
    uses = {(key, purpose): (paid, references) for key, purpose, paid, references in sums}
    booked = {(account, subject): amount for account, subject, amount in open_subjects_of("partner:")}
    return [_report(row, uses, booked) for row in rows]


def _report(
    budget: PartnerBudget,
    uses: Mapping[tuple[int, str], tuple[int, list[str]]],
    booked: Mapping[tuple[str, str], Money],
) -> BudgetReport:
    account = chart.receivable_partner(budget.partner_id, budget.currency)
    paid = {purpose: uses.get((budget.pk, purpose), (0, [])) for purpose in BudgetPurpose.values}
    references = {reference for _minor, found in paid.values() for reference in found}
    return BudgetReport(
        budget=budget,
        orders=len(references),
        delivery=Money(paid[BudgetPurpose.DELIVERY][0], budget.currency),
        discounts=Money(paid[BudgetPurpose.DISCOUNT][0], budget.currency),
        booked=booked.get((account, budget.subject), Money.zero(budget.currency)),
    )


def budget_uses(actor: Actor, budget_id: int) -> list[BudgetUse]:
    """
    Return what a budget paid, order by order, newest first; two statements.

    :raises NotAllowed: if the actor may not see the budget
    """
    require(bool(budget_reports(actor, budget_ids=[budget_id])), _("These budgets are not yours to see."))
    return list(BudgetUse.objects.filter(budget=budget_id).order_by("-used_at", "-pk"))
