"""What is paid next, and what is not in it yet: test that ..."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed
from marketplace.kernel.money import Money
from marketplace.kernel.texts import LANGUAGES
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.models.order import SubOrder
from orders.selectors.next_payout import SUMMED, LaterSum, NextPayout, next_payout
from orders.services.cash_deposit import cash_deposit_confirm, cash_deposit_make
from orders.services.earnings_mature import earnings_mature
from tests.factories.cash import DUE, collected, counted, opened
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.orders import VISITOR, Market, market
from tests.factories.payouts import SettlementTermFactory
from tests.once import fresh, once

MACHINE = Actor.of_machine("test")


def _build() -> Market:
    SettlementTermFactory.create()
    return market()


built = once(_build)


@pytest.fixture
def shop(built: Market, db: None) -> Market:
    return fresh(built)


def seen(shop: Market) -> NextPayout:
    seller = shop.sellers[0]
    return next_payout(actor=member_actor(seller), organisation_id=seller.pk, at=NOON)


def deposited(shop: Market, number: str) -> int:
    bundle = counted(shop, number)
    deposit = cash_deposit_make(
        actor=shop.cashier, desk_id=shop.hub.pk, remittance_ids=[bundle.pk], slip_number=number, now=NOON
    )
    return deposit.pk


def sums(found: NextPayout) -> dict[str, tuple[int, Money]]:
    return {each.reason: (each.count, each.total) for each in found.later}


def test_each_sale_that_is_not_in_it_has_its_reason(shop: Market) -> None:
    for _sale in range(2):
        collected(shop)
    opened(shop, "R-1")
    counted(shop, "R-2")
    deposited(shop, "R-3")

    found = seen(shop)

    # 100.00 less 10 % less 5.00 for packing
    net = Money(8_500)
    assert (found.due_date, found.cut_off_at.isoformat()) == (date(2026, 12, 1), "2026-12-01T00:00:00+01:00")
    assert sums(found) == {
        "with_courier": (2, net * 2),
        "declared": (1, net),
        "at_desk": (1, net),
        "at_bank": (1, net),
    }
    assert found.later_total == -balance(chart.payable_maturing(shop.sellers[0].pk))


def test_what_matures_before_the_cut_off_may_still_be_in_it(shop: Market) -> None:
    for number in ("R-1", "R-2"):
        cash_deposit_confirm(
            actor=shop.accountant,
            deposit_id=deposited(shop, number),
            credited=DUE,
            bank_reference=number,
            now=NOON,
        )
    late = SubOrder.objects.order_by("pk")[0]
    SubOrder.objects.filter(pk=late.pk).update(matures_at=NOON + timedelta(days=15))

    found = seen(shop)

    assert [(each.reason, each.is_close) for each in found.later] == [
        ("withdrawal_ends", True),
        ("withdrawal_period", False),
    ]


def test_what_has_matured_is_not_waiting_any_more(shop: Market) -> None:
    cash_deposit_confirm(
        actor=shop.accountant, deposit_id=deposited(shop, "R-1"), credited=DUE, bank_reference="B", now=NOON
    )
    earnings_mature(actor=MACHINE, now=NOON + timedelta(days=30), limit=10)

    assert seen(shop).later == ()


def test_the_number_of_queries_is_fixed(
    shop: Market, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _sale in range(3):
        collected(shop)
    actor = member_actor(shop.sellers[0])

    with django_assert_num_queries(2):
        next_payout(actor=actor, organisation_id=shop.sellers[0].pk, at=NOON)


def test_each_reason_has_words_in_arabic_and_french() -> None:
    for reason in SUMMED:
        row = LaterSum(reason, 1, Money(1), NOON, is_close=False)
        said = {language: row.sentence().text(language) for language in LANGUAGES}
        assert len({said["ar"], said["fr"], said["en"]}) == 3, reason


def test_strangers_are_told_nothing(shop: Market) -> None:
    for stranger in (VISITOR, shop.cashier, member_actor(OrganisationFactory.create(active=True))):
        with pytest.raises(NotAllowed):
            next_payout(actor=stranger, organisation_id=shop.sellers[0].pk, at=NOON)
