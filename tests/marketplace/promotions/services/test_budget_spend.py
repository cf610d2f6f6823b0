"""Partners' budgets: test that ..."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.promotions.checks import promotions_findings
from marketplace.promotions.models.budget import BudgetUse, PartnerBudget
from marketplace.promotions.services.budget_open import NewBudget, budget_open
from marketplace.promotions.services.budget_spend import (
    BudgetUsedUp,
    budget_return,
    budget_spend,
    budgets_release,
)
from marketplace.promotions.services.gift_card_return import MoreThanPaid
from marketplace.promotions.sources import Source
from tests.factories.ground import NOON, OrganisationFactory, staff_actor
from tests.factories.promotions import MACHINE, BudgetFactory

pytestmark = pytest.mark.django_db


def spend(budget: PartnerBudget, minor: int, reference: str = "order:1", currency: str = "MAD") -> None:
    budget_spend(
        actor=MACHINE,
        budget_id=budget.pk,
        reference=reference,
        purpose="delivery",
        amount=Money(minor, currency),
        facts={},
        now=NOON,
    )


def owed(budget: PartnerBudget) -> Money:
    return balance(chart.receivable_partner(budget.partner_id), subject=budget.subject)


def test_the_partner_owes_what_the_budget_paid_to_the_last_centime() -> None:
    budget = BudgetFactory.create(amount_minor=5_000)

    spend(budget, 3_000)
    spend(budget, 2_000, "order:2")

    budget.refresh_from_db()
    assert (budget.used, owed(budget)) == (Money(5_000), Money(5_000))
    assert balance(chart.promised(), subject="order:2") == Money(-2_000)
    assert promotions_findings() == []


@pytest.mark.parametrize(
    "state",
    [
        {"used_minor": 97_001},
        {"is_active": False},
        {"starts_at": NOON + timedelta(seconds=1)},
        {"ends_at": NOON},
        {"currency": "EUR"},
    ],
)
def test_a_budget_that_cannot_pay_is_not_touched(state: dict[str, Any]) -> None:
    budget = BudgetFactory.create(**state)

    with pytest.raises(BudgetUsedUp):
        spend(budget, 3_000)
    assert (BudgetUse.objects.count(), owed(budget)) == (0, Money(0))


def test_a_budget_without_an_end_pays() -> None:
    budget = BudgetFactory.create(ends_at=None)

    spend(budget, 3_000)

    assert owed(budget) == Money(3_000)


def test_the_database_refuses_a_budget_that_is_exceeded() -> None:
    budget = BudgetFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerBudget.objects.filter(pk=budget.pk).update(used_minor=100_001)


def test_what_came_back_can_be_spent_again() -> None:
    budget = BudgetFactory.create(amount_minor=3_000)
    spend(budget, 3_000)
    use = BudgetUse.objects.get()

    source = Source(chart.promised(), "order:1")
    for _ in range(2):
        budget_return(actor=MACHINE, key="r", use=use, amount=Money(1_000), source=source, now=NOON)
    with pytest.raises(MoreThanPaid):
        budget_return(actor=MACHINE, key="s", use=use, amount=Money(2_001), source=source, now=NOON)
    spend(budget, 1_000, "order:2")

    assert (owed(budget), BudgetUse.objects.get(pk=use.pk).returned_minor) == (Money(3_000), 1_000)
    assert promotions_findings() == []


def test_an_order_given_up_gives_all_back_once() -> None:
    budget = BudgetFactory.create()
    spend(budget, 3_000)

    for _ in range(2):
        budgets_release(actor=MACHINE, reference="order:1", now=NOON)

    budget.refresh_from_db()
    assert (owed(budget), budget.used_minor, balance(chart.promised())) == (Money(0), 0, Money(0))


def _opened(actor: Actor, **changes: Any) -> PartnerBudget:
    known: dict[str, Any] = {
        "partner_id": changes.pop("partner_id", None) or OrganisationFactory.create().pk,
        "code": "region",
        "names": {"fr": "Transport du Tafilalet"},
        "amount": Money(500_000),
        "starts_at": NOON,
        "ends_at": NOON + timedelta(days=30),
        "source": "Convention 3/2026",
    }
    return budget_open(actor=actor, budget=NewBudget(**(known | changes)), now=NOON)


def test_staff_write_down_what_a_partner_agreed_to() -> None:
    budget = _opened(staff_actor(Permission.MANAGE_DISCOUNTS))

    assert (budget.amount, budget.used, str(budget)) == (Money(500_000), Money(0), "region")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"partner_id": 999_999}, NotFound),
        ({"amount": Money(0)}, InvalidInput),
        ({"ends_at": NOON}, InvalidInput),
        ({"source": " "}, InvalidInput),
        ({"names": {"en": "x"}}, InvalidInput),
        ({"code": "taken"}, Conflict),
    ],
)
def test_no_agreement_no_budget(changes: dict[str, Any], error: type[DomainError]) -> None:
    BudgetFactory.create(code="taken")
    with pytest.raises(error):
        _opened(MACHINE, **changes)
    assert PartnerBudget.objects.count() == 1


def test_strangers_open_no_budget() -> None:
    with pytest.raises(NotAllowed):
        _opened(Actor.anonymous())
    assert PartnerBudget.objects.count() == 0
