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
from marketplace.promotions.models.voucher import VoucherCode, VoucherUse
from marketplace.promotions.selectors.rules import VoucherNotApplicable, VoucherRule, vouchers_by_code
from marketplace.promotions.services.budget_spend import BudgetUsedUp
from marketplace.promotions.services.gift_card_locked import left_on
from marketplace.promotions.services.gift_card_return import MoreThanPaid
from marketplace.promotions.services.gift_card_spend import NotEnoughOnCard
from marketplace.promotions.services.voucher_redeem import voucher_redeem
from tests.factories.ground import NOON, ChannelFactory
from tests.factories.promotions import BudgetFactory, gift_card, voucher
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


def _rule() -> VoucherRule:
    return vouchers_by_code(["AIT10"], channel=ChannelFactory.create(), now=NOON)["AIT10"]


def test_twenty_clients_use_a_voucher_with_a_limit_of_one_once() -> None:
    voucher(usage_limit=1)
    rule = _rule()

    results = race(
        *(
            partial(voucher_redeem, voucher=rule, reference=f"order:{n}", customer=f"+2126{n:08}", now=NOON)
            for n in range(20)
        )
    )

    assert [type(error) for error in errors(results)] == [VoucherNotApplicable] * 19
    assert (VoucherUse.objects.count(), VoucherCode.objects.get().used) == (1, 1)


def _careless_voucher(rule: VoucherRule, reference: str) -> None:
    """What using a code must not be: look how often it was used, think, then write one more; no condition."""
    code = VoucherCode.objects.get(pk=rule.code_id)
    if code.used >= (rule.usage_limit or 0):
        return
    time.sleep(0.05)
    VoucherUse.objects.create(code=code, voucher_id=code.voucher_id, reference=reference, used_at=NOON)
    VoucherCode.objects.filter(pk=code.pk).update(used=code.used + 1)


def test_the_control_without_the_condition_uses_the_voucher_several_times() -> None:
    voucher(usage_limit=1)
    rule = _rule()

    race(*(partial(_careless_voucher, rule, f"order:{n}") for n in range(10)))

    assert VoucherUse.objects.count() > 1


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
