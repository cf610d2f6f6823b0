"""Debts that are taken back in instalments: test that ..."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from marketplace.kernel.actor import Permission
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance, postings_of
from marketplace.payouts.checks import payouts_explained, payouts_findings
from marketplace.payouts.explanations import explain
from marketplace.payouts.models.debt import CarriedDebt, RecoveryTerm
from marketplace.payouts.services.debt_carry import instalment
from marketplace.payouts.services.settlement_approve import settlement_approve, settlement_discard
from marketplace.payouts.services.settlement_lock import settlement_lock
from marketplace.payouts.services.settlement_prepare import settlement_prepare
from tests.factories.ground import staff_actor
from tests.factories.orders import Market, market
from tests.factories.payouts import RecoveryTermFactory, SettlementTermFactory, sold
from tests.factories.refunds import LATER, MACHINE, matured, refunded, settled
from tests.once import fresh, once

pytestmark = pytest.mark.django_db


def _build() -> Market:
    RecoveryTermFactory.create()
    return market()


built = once(_build)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def indebted(shop: Market, units: int = 8) -> int:
    """A cooperative that owes 90.00 for each of so many units; return its id."""
    order = matured(shop, {0: units})
    settled()
    refunded(order, {0: units}, with_delivery=False, now=LATER + timedelta(days=12))
    return shop.sellers[0].pk


def paid(organisation_id: int, on: date) -> int:
    """What a settlement pays it."""
    return settled(on).statements.get(organisation=organisation_id).total_minor


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=LATER.tzinfo) - timedelta(days=3)


def test_a_debt_is_taken_back_in_instalments_and_never_leaves_the_payee_with_nothing(shop: Market) -> None:
    seller = indebted(shop)
    assert balance(chart.debt_carried(seller)) == Money(72_000)
    days = [date(2026, 12, 16), date(2027, 1, 1), date(2027, 1, 16)]

    payments = []
    for day in days:
        sold(seller, 100_000, at=at(day))
        payments.append(paid(seller, day))

    # 900.00 are due each time: half of it goes into the debt of 720.00, then the rest of it, then nothing more
    assert payments == [45_000, 63_000, 90_000]
    assert balance(chart.debt_carried(seller)) == Money(0)
    assert CarriedDebt.objects.get().recovered_minor == 72_000
    assert payouts_findings() == []


def test_below_the_floor_nothing_is_taken(shop: Market) -> None:
    seller = indebted(shop)
    sold(seller, 20_000, at=at(date(2026, 12, 16)))

    assert paid(seller, date(2026, 12, 16)) == 18_000
    assert balance(chart.debt_carried(seller)) == Money(72_000)


@pytest.mark.parametrize(
    ("due", "share", "floor", "taken"),
    [
        (100_000, "0.5", 20_000, 50_000),
        (30_000, "0.5", 20_000, 10_000),
        (20_000, "0.5", 20_000, 0),
        (10_000, "1", 0, 10_000),
        (10_001, "0.5", 0, 5_000),
        (10_000, "0", 0, 0),
    ],
)
def test_an_instalment_is_a_share_above_a_floor(due: int, share: str, floor: int, taken: int) -> None:
    term = RecoveryTerm(share=Decimal(share), floor_minor=floor)

    assert instalment(due=Money(due), term=term) == Money(taken)


def test_an_instalment_says_what_it_is_for_and_what_remains(shop: Market) -> None:
    seller = indebted(shop)
    sold(seller, 100_000, at=at(date(2026, 12, 16)))
    paid(seller, date(2026, 12, 16))

    row = next(row for row in postings_of(chart.payable_available(seller)) if row.reason == "debt_recovered")
    (text,) = explain(row.facts, -row.amount).texts("en")
    assert text.replace("\N{NO-BREAK SPACE}", " ").startswith("Instalment of 450.00 MAD on the refund")
    assert text.replace("\N{NO-BREAK SPACE}", " ").endswith("270.00 MAD remain.")


def test_the_debt_itself_is_explained_and_accounted_for(shop: Market) -> None:
    seller = indebted(shop)
    debt = CarriedDebt.objects.get()

    assert explain(debt.facts, -debt.amount).amount == Money(-72_000)
    assert (chart.debt_carried(seller), debt.key) in payouts_explained()
    CarriedDebt.objects.update(recovered_minor=1)
    assert {finding.code for finding in payouts_findings()} == {"DEBT_NOT_IN_LEDGER"}


def test_a_draft_that_is_made_again_takes_no_second_instalment(shop: Market) -> None:
    seller = indebted(shop)
    day = date(2026, 12, 16)
    now = at(day) + timedelta(days=3)
    sold(seller, 100_000, at=at(day))
    first, second = staff_actor(Permission.PREPARE_SETTLEMENTS), staff_actor(Permission.APPROVE_SETTLEMENTS)
    draft = settlement_prepare(actor=first, due_date=day, now=now)
    settlement_discard(actor=second, run_id=draft.pk, reason="again", now=now)

    again = settlement_prepare(actor=first, due_date=day, now=now)
    settlement_approve(actor=second, run_id=again.pk, now=now)
    settlement_lock(actor=first, run_id=again.pk, now=now)

    assert again.statements.get(organisation=seller).total_minor == 45_000
    assert CarriedDebt.objects.get().recovered_minor == 45_000
    assert payouts_findings() == []


def test_oldest_debts_are_served_first(shop: Market) -> None:
    order = matured(shop, {0: 4})
    settled()
    for number in range(2):
        refunded(
            order,
            {0: 1},
            key=f"r{number}",
            with_delivery=False,
            now=LATER + timedelta(days=12 + number),
        )
    seller = shop.sellers[0].pk
    sold(seller, 32_000, at=at(date(2026, 12, 16)))

    # 288.00 are due: 88.00 above the floor
    assert paid(seller, date(2026, 12, 16)) == 20_000
    debts = list(CarriedDebt.objects.order_by("happened_at").values_list("recovered_minor", flat=True))
    assert debts == [8_800, 0]


def test_without_a_rule_nothing_is_taken_back(shop: Market) -> None:
    RecoveryTerm.objects.all().delete()
    seller = indebted(shop)
    sold(seller, 100_000, at=at(date(2026, 12, 16)))

    assert paid(seller, date(2026, 12, 16)) == 90_000


def test_the_rule_that_has_begun_counts(shop: Market) -> None:
    RecoveryTerm.objects.create(from_date=date(2026, 12, 10), share=Decimal("0.25"), floor_minor=0)
    RecoveryTerm.objects.create(from_date=date(2026, 12, 20), share=Decimal("1"), floor_minor=0)
    seller = indebted(shop)
    sold(seller, 100_000, at=at(date(2026, 12, 16)))

    assert paid(seller, date(2026, 12, 16)) == 67_500


def test_machines_prepare_too_and_take_their_instalments(shop: Market) -> None:
    seller = indebted(shop)
    SettlementTermFactory.create()
    sold(seller, 100_000, at=at(date(2026, 12, 16)))

    run = settlement_prepare(actor=MACHINE, due_date=date(2026, 12, 16), now=at(date(2026, 12, 19)))

    assert run.statements.get(organisation=seller).total_minor == 45_000
