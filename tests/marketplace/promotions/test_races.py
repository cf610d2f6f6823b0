"""Many at the same moment: test that ... (each with a control that shows the race exists)."""

import time
from functools import partial

import pytest

from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.promotions.checks import promotions_findings
from marketplace.promotions.models.budget import PartnerBudget
from marketplace.promotions.models.gift_card import GiftCard, GiftCardUse
from marketplace.promotions.services.budget_spend import BudgetUsedUp
from marketplace.promotions.services.gift_card_locked import left_on
from marketplace.promotions.services.gift_card_return import MoreThanPaid
from marketplace.promotions.services.gift_card_spend import NotEnoughOnCard
from tests.factories.ground import NOON
from tests.factories.promotions import BudgetFactory, gift_card
from tests.logistics.racing import errors, race
from tests.marketplace.promotions.services.test_budget_spend import owed
from tests.marketplace.promotions.services.test_budget_spend import spend as budget_pays
from tests.marketplace.promotions.services.test_gift_card_return import give_back
from tests.marketplace.promotions.services.test_gift_card_spend import spend as card_pays

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def test_twenty_baskets_spend_a_card_once() -> None:
    card = gift_card(10_000).card

    results = race(*(partial(card_pays, {card.pk: 6_000}, f"order:{n}") for n in range(20)))

    assert [type(error) for error in errors(results)] == [NotEnoughOnCard] * 19
    assert (left_on(card), GiftCardUse.objects.count()) == (Money(4_000), 1)
    assert promotions_findings() == []


def _careless_card(card: GiftCard, reference: str) -> None:
    """What spending must not be: look, think, then take; no lock."""
    if left_on(card) < Money(6_000):
        return
    time.sleep(0.05)
    GiftCardUse.objects.create(
        card=card, reference=reference, amount_minor=6_000, currency="MAD", used_at=NOON
    )


def test_the_control_without_the_lock_spends_it_several_times() -> None:
    card = gift_card(10_000).card

    race(*(partial(_careless_card, card, f"order:{n}") for n in range(10)))

    assert GiftCardUse.objects.count() > 1


def test_twenty_refunds_give_back_no_more_than_was_paid() -> None:
    card = gift_card(10_000).card
    card_pays({card.pk: 4_000})

    results = race(*(partial(give_back, 1_000, f"refund:{n}") for n in range(20)))

    assert [type(error) for error in errors(results)] == [MoreThanPaid] * 16
    assert left_on(card) == Money(10_000)


def test_fifty_orders_at_once_never_exceed_a_budget() -> None:
    budget = BudgetFactory.create(amount_minor=30_000)

    results = race(*(partial(budget_pays, budget, 1_000, f"order:{n}") for n in range(50)))

    budget.refresh_from_db()
    assert [type(error) for error in errors(results)] == [BudgetUsedUp] * 20
    assert (budget.used, owed(budget)) == (Money(30_000), Money(30_000))
    assert balance(chart.promised()) == Money(-30_000)
    assert promotions_findings() == []


def _careless_budget(budget_id: int) -> int:
    """What spending must not be: look, think, then write what was seen plus one's own; no condition."""
    budget = PartnerBudget.objects.get(pk=budget_id)
    time.sleep(0.05)
    if budget.used_minor + 1_000 > budget.amount_minor:
        return 0
    return 1_000


def test_the_control_without_the_condition_promises_more_than_there_is() -> None:
    budget = BudgetFactory.create(amount_minor=3_000)

    promised = race(*(partial(_careless_budget, budget.pk) for _ in range(10)))

    assert sum(part for part in promised if isinstance(part, int)) > 3_000
