"""Differences of cash, who holds it, the carrier's file and the nightly comparison: test that ..."""

from datetime import date, timedelta

import pytest

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.refused_file import FileRefused
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.gateways.base import CardMovement
from orders.management.commands.check_books import all_findings
from orders.models.bank import Break
from orders.models.cash import CashCase, CashCollection, CashRemittance
from orders.models.payment import Payment
from orders.selectors.custody import Holding, custody_at
from orders.services.bank_entries_match import bank_entries_match
from orders.services.bank_entry_settle import bank_entry_settle
from orders.services.books_reconcile import bank_reconcile, card_reconcile, custody_reconcile
from orders.services.cash_case_settle import cash_case_settle
from orders.services.cash_deposit import cash_deposit_make
from orders.services.cash_remit import cash_remittance_count
from orders.services.remittance_file_import import remittance_file_import
from orders.services.transfer_confirm import transfer_confirm
from tests.factories.bank import csv_statement, statement_read
from tests.factories.cash import DUE, collected, counted, opened
from tests.factories.ground import NOON, staff_actor
from tests.factories.orders import VISITOR, Market, market
from tests.once import fresh, once

MACHINE = Actor.of_machine("reconciliation")


built = once(market)


@pytest.fixture
def shop(built: Market, db: None) -> Market:
    return fresh(built)


def case_of(shop: Market, missing: int) -> CashCase:
    """A bundle that lacks so much, or holds too much."""
    bundle = opened(shop, "R-1")
    cash_remittance_count(actor=shop.cashier, remittance_id=bundle.pk, counted=DUE - Money(missing), now=NOON)
    return CashCase.objects.get()


def settle(shop: Market, case: CashCase, how: str, actor: Actor | None = None, said: str = "vu") -> CashCase:
    return cash_case_settle(
        actor=actor or shop.accountant, case_id=case.pk, resolution=how, explanation=said, now=NOON
    )


@pytest.mark.parametrize(
    ("missing", "how", "account", "expected"),
    [
        (2_000, "withheld", "carrier", 2_000),
        (2_000, "written_off", "expense:cash-losses", 2_000),
        (-500, "returned", "carrier", -500),
        (-500, "kept", "revenue:cash-surpluses", -500),
    ],
)
def test_a_difference_ends_with_a_posting_and_words(
    shop: Market, missing: int, how: str, account: str, expected: int
) -> None:
    case = case_of(shop, missing)
    code = chart.payable_carrier(shop.carrier.pk) if account == "carrier" else account
    before = balance(code)

    settle(shop, case, how, said="  compté deux fois ")

    case.refresh_from_db()
    assert (case.state, case.resolution, case.explanation) == ("settled", how, "compté deux fois")
    assert (case.settled_by_id, case.owner_id) == (shop.accountant.user_id, shop.accountant.user_id)
    assert balance(chart.cash_case(shop.carrier.pk)) == Money(0)
    assert balance(code) - before == Money(expected)
    assert not any(all_findings().values())
    with pytest.raises(IllegalMove):
        settle(shop, case, how)


@pytest.mark.parametrize(
    ("missing", "how", "said"),
    [
        (2_000, "kept", "x"),
        (2_000, "repaid", "x"),
        (-500, "written_off", "x"),
        (2_000, "gift", "x"),
        (2_000, "withheld", " "),
    ],
)
def test_a_difference_cannot_end_in_another_way(shop: Market, missing: int, how: str, said: str) -> None:
    case = case_of(shop, missing)

    with pytest.raises(InvalidInput):
        settle(shop, case, how, said=said)

    case.refresh_from_db()
    assert (case.state, balance(chart.cash_case(shop.carrier.pk))) == ("open", Money(missing))


def test_who_counted_does_not_settle_and_strangers_neither(shop: Market) -> None:
    both = staff_actor(Permission.MANAGE_CASH)
    bundle = opened(shop, "R-1")
    cash_remittance_count(actor=both, remittance_id=bundle.pk, counted=DUE - Money(100), now=NOON)
    case = CashCase.objects.get()

    for stranger in (both, shop.cashier, VISITOR, MACHINE, staff_actor()):
        with pytest.raises(NotAllowed):
            settle(shop, case, "written_off", stranger)
    with pytest.raises(NotFound):
        cash_case_settle(actor=shop.accountant, case_id=0, resolution="kept", explanation="x", now=NOON)

    case.refresh_from_db()
    assert case.state == "open"


def test_what_the_holder_pays_to_the_bank_ends_the_case(shop: Market) -> None:
    case = case_of(shop, 2_000)
    statement_read(
        shop.accountant, csv_statement([("20.00", "VERSEMENT LIVREUR"), ("19.00", "AUTRE")], opening="0.00")
    )
    bank_entries_match(actor=MACHINE, now=NOON)
    right, wrong = (row.bank_entry_id for row in Break.objects.order_by("pk"))

    with pytest.raises(InvalidInput):
        bank_entry_settle(
            actor=shop.accountant, entry_id=wrong or 0, kind="case", number=case.pk, resolution="x", now=NOON
        )
    bank_entry_settle(
        actor=shop.accountant, entry_id=right or 0, kind="case", number=case.pk, resolution="payé", now=NOON
    )

    case.refresh_from_db()
    assert (case.state, case.resolution) == ("settled", "repaid")
    assert balance(chart.cash_case(shop.carrier.pk)) == Money(0)
    assert not any(all_findings().values())


def test_custody_of_any_day_is_recomputed(shop: Market) -> None:
    collected(shop)
    counted(shop, "R-1", 2_000)
    bundle = counted(shop, "R-2")
    cash_deposit_make(
        actor=shop.cashier, desk_id=shop.hub.pk, remittance_ids=[bundle.pk], slip_number="S", now=NOON
    )
    auditor = staff_actor(Permission.AUDIT_BOOKS)

    today = custody_at(actor=auditor, day=date(2026, 11, 16))
    later = custody_at(actor=auditor, day=date(2026, 11, 30))

    assert [(row.holding, row.holder_id, row.total) for row in today.rows] == [
        (Holding.CARRIER, shop.carrier.pk, DUE),
        (Holding.DESK, shop.hub.pk, DUE - Money(2_000)),
        (Holding.DEPOSIT, None, DUE),
        (Holding.CASE, shop.carrier.pk, Money(2_000)),
    ]
    assert today.total == DUE * 3
    assert {row.is_late for row in today.rows} == {False}
    assert {row.is_late for row in later.rows} == {True}
    assert custody_at(actor=auditor, day=date(2026, 11, 15)).rows == ()
    for stranger in (VISITOR, shop.cashier):
        with pytest.raises(NotAllowed):
            custody_at(actor=stranger, day=date(2026, 11, 16))


def sheet(shop: Market, content: str, number: str = "F-1", actor: Actor | None = None) -> CashRemittance:
    return remittance_file_import(
        actor=actor or shop.accountant,
        desk_id=shop.hub.pk,
        carrier_id=shop.carrier.pk,
        number=number,
        content=content.encode(),
        now=NOON,
    )


def test_a_carriers_file_opens_a_remittance_once(shop: Market) -> None:
    rows = [collected(shop) for _ in range(3)]
    content = "order;amount\n" + "\n".join(f"{row.order.number};135.00" for row in rows[:2])

    first, again = sheet(shop, content), sheet(shop, content)

    assert first.pk == again.pk
    assert (first.declared_minor, first.counted_minor) == (27_000, None)
    assert CashCollection.objects.filter(remittance=first).count() == 2
    with pytest.raises(FileRefused):
        sheet(shop, f"order;amount\n{rows[2].order.number};135.00")
    assert CashRemittance.objects.count() == 1


@pytest.mark.parametrize(
    ("_case", "content", "line"),
    [
        ("other columns", "order;sum\n1;1.00", 1),
        ("nothing", "order;amount\n", 1),
        ("another order", "order;amount\n{0};135.00\n999;1.00", 3),
        ("another sum", "order;amount\n{0};134.00", 2),
        ("twice", "order;amount\n{0};135.00\n{0};135.00", 3),
        ("no number", "order;amount\nx;135.00", 2),
        ("a cell too many", "order;amount\n{0};135.00;x", 2),
        ("no amount", "order;amount\n{0};", 2),
        ("an open quote", 'order;amount\n"{0};135.00', 2),
    ],
)
def test_a_carriers_file_that_cannot_be_used_is_refused_whole(
    shop: Market, _case: str, content: str, line: int
) -> None:
    number = collected(shop).order.number

    with pytest.raises(FileRefused) as refused:
        sheet(shop, content.format(number))

    assert refused.value.problems[0][0] == line
    assert CashRemittance.objects.count() == 0


def test_the_desk_that_counts_does_not_read_the_file(shop: Market) -> None:
    number = collected(shop).order.number

    for stranger in (shop.cashier, VISITOR, staff_actor()):
        with pytest.raises(NotAllowed):
            sheet(shop, f"order;amount\n{number};135.00", actor=stranger)


def test_what_the_statement_should_show_and_does_not_is_a_break_until_it_does(shop: Market) -> None:
    order = shop.order({0: 1}, pay="transfer")
    transfer_confirm(
        actor=shop.accountant, payment_id=order.payment.pk, received=DUE, bank_reference="H", now=NOON
    )
    late = date(2026, 11, 25)
    statement_read(shop.accountant, csv_statement([], opening="0.00", number="S1"))
    assert bank_reconcile(actor=MACHINE, now=NOON + timedelta(days=1)) == 0
    statement_read(shop.accountant, csv_statement([], opening="0.00", number="S2", day=late))

    for _night in range(2):
        assert bank_reconcile(actor=MACHINE, now=NOON + timedelta(days=9)) == 1
    found = Break.objects.get()
    assert (found.reason, found.subject, found.expected_minor) == (
        "not_on_statement",
        f"order:{order.pk}",
        13_500,
    )

    content = csv_statement([("135.00", f"CM{order.number}")], opening="0.00", number="S3", day=late)
    statement_read(shop.accountant, content)
    bank_entries_match(actor=MACHINE, now=NOON)
    assert bank_reconcile(actor=MACHINE, now=NOON + timedelta(days=10)) == 0
    found.refresh_from_db()
    assert (found.state, found.resolved_by_id) == ("resolved", None)


class Processor:
    """A card processor that reports these movements."""

    def __init__(self, *movements: CardMovement) -> None:
        self.movements = movements

    def movements_since(self, *, timestamp: int, limit: int) -> tuple[CardMovement, ...]:
        return self.movements


def test_what_the_processor_and_the_books_say_differently_is_a_break(shop: Market) -> None:
    paid = {}
    for name in ("same", "other", "unreported"):
        order = shop.order({0: 1}, pay="card")
        Payment.objects.filter(order=order).update(
            state="paid", captured_minor=13_500, paid_at=NOON, provider_reference=f"pi_{name}"
        )
        paid[name] = order
    now = NOON + timedelta(hours=5)

    def moved(name: str, minor: int, fee: int = 0) -> CardMovement:
        return CardMovement(f"txn_{name}", f"pi_{name}", Money(minor), Money(fee), NOON)

    processor = Processor(moved("same", 13_500, 350), moved("other", 13_000), moved("unknown", 100))
    for _night in range(2):
        assert card_reconcile(actor=MACHINE, gateway=processor, now=now) == 3  # type: ignore[arg-type]

    assert list(Break.objects.order_by("key").values_list("key", "reason")) == [
        ("card:pi_other", "other_sum"),
        ("card:pi_unknown", "not_in_books"),
        ("card:pi_unreported", "not_on_statement"),
    ]
    assert balance(chart.card_fees()) == Money(350)
    assert balance(chart.card_clearing()) == Money(-350)


def test_cash_that_stays_too_long_is_a_break_until_it_moves(shop: Market) -> None:
    collected(shop)

    assert custody_reconcile(actor=MACHINE, now=NOON + timedelta(days=6)) == 0
    for _night in range(2):
        assert custody_reconcile(actor=MACHINE, now=NOON + timedelta(days=8)) == 1

    found = Break.objects.get()
    assert (found.source, found.reason, found.found_minor) == ("carrier", "too_long", 13_500)
    assert found.subject == f"cash:carrier:{shop.carrier.pk}"


def test_a_row_that_the_books_do_not_know_is_a_break(shop: Market) -> None:
    row = collected(shop)
    CashCollection.objects.filter(pk=row.pk).update(amount_minor=13_400)

    assert custody_reconcile(actor=MACHINE, now=NOON) == 1

    found = Break.objects.get()
    assert (found.reason, found.expected_minor, found.found_minor) == ("not_in_books", 13_400, 13_500)


def test_strangers_compare_nothing(shop: Market) -> None:
    for stranger in (VISITOR, shop.cashier):
        for ask in (bank_reconcile, custody_reconcile):
            with pytest.raises(NotAllowed):
                ask(actor=stranger, now=NOON)
        with pytest.raises(NotAllowed):
            card_reconcile(actor=stranger, gateway=Processor(), now=NOON)  # type: ignore[arg-type]
