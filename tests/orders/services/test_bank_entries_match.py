"""Movements of the bank statement that are matched with what was expected: test that ..."""

import threading
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.services.settlement_approve import settlement_approve
from marketplace.payouts.services.settlement_export import settlement_export
from marketplace.payouts.services.settlement_lock import settlement_lock
from marketplace.payouts.services.settlement_prepare import settlement_prepare
from orders.checks import order_findings
from orders.management.commands.check_books import all_findings
from orders.models.bank import BankEntry, Break
from orders.models.cash import CashCase
from orders.models.payment import Payment
from orders.services.bank_entries_match import bank_entries_match
from orders.services.bank_entry_settle import bank_entry_settle
from orders.services.break_rows import break_assign, break_resolve
from orders.services.cash_deposit import cash_deposit_make
from orders.services.order_cancel import order_cancel
from orders.services.transfer_confirm import transfer_confirm
from tests.factories.bank import DAY, csv_statement, statement_read
from tests.factories.cash import counted
from tests.factories.ground import NOON, staff_actor
from tests.factories.orders import VISITOR, Market, market
from tests.factories.payouts import sold

MACHINE = Actor.of_machine("bank-matching")


@pytest.fixture
def shop(db: None) -> Market:
    return market()


def matched(
    shop: Market, *movements: tuple[str, str], number: str = "S1", opening: str = "0.00"
) -> list[BankEntry]:
    """Read a statement and match it."""
    statement = statement_read(shop.accountant, csv_statement(movements, number=number, opening=opening))
    bank_entries_match(actor=MACHINE, now=NOON)
    return list(statement.entries.order_by("pk"))


def all_adds_up() -> bool:
    return not any(all_findings().values())


def test_a_transfer_pays_its_order(shop: Market) -> None:
    order = shop.order({0: 1, 1: 1}, pay="transfer")

    (entry,) = matched(shop, ("285.00", f"VIR RECU cm{order.number} MERCI"))

    payment = Payment.objects.get(order=order)
    assert (payment.state, payment.provider_reference) == ("paid", "BS1-0")
    assert (entry.state, entry.subject, entry.ledger_key) == (
        "matched", f"order:{order.pk}", f"order:{order.pk}:transfer",
    )  # fmt: skip
    assert balance(chart.bank()) == Money(28_500)
    assert Break.objects.count() == 0
    assert all_adds_up()


def test_a_transfer_that_was_confirmed_by_hand_is_booked_once(shop: Market) -> None:
    order = shop.order({0: 1, 1: 1}, pay="transfer")
    transfer_confirm(
        actor=shop.accountant,
        payment_id=order.payment.pk,
        received=Money(28_500),
        bank_reference="H",
        now=NOON,
    )

    (entry,) = matched(shop, ("285.00", f"CM{order.number}"))

    assert entry.state == "matched"
    assert balance(chart.bank()) == Money(28_500)


@pytest.mark.parametrize(
    ("_case", "amount", "text", "reason", "expected"),
    [
        ("nothing fits", "285.00", "MERCI", "unknown", None),
        ("another sum", "280.00", "CM{number}", "other_sum", 28_500),
        ("money that leaves", "-12.50", "FRAIS CM{number}", "unknown", None),
    ],
)
def test_what_does_not_fit_becomes_a_break_with_an_owner(
    shop: Market, _case: str, amount: str, text: str, reason: str, expected: int | None
) -> None:
    order = shop.order({0: 1, 1: 1}, pay="transfer")

    (entry,) = matched(shop, (amount, text.format(number=order.number)))

    row = Break.objects.get()
    assert (entry.state, row.reason, row.expected_minor, row.bank_entry_id) == (
        "open",
        reason,
        expected,
        entry.pk,
    )
    assert row.owner_id == shop.accountant.user_id
    assert (row.deadline_date - NOON.date()).days == 5
    assert Payment.objects.get(order=order).state == "pending"
    assert balance(chart.bank()) == entry.amount
    assert balance(chart.transfer_clearing(), subject=f"bank-entry:{entry.pk}") == -entry.amount
    assert all_adds_up()


def test_a_second_transfer_for_one_order_is_a_break(shop: Market) -> None:
    order = shop.order({0: 1, 1: 1}, pay="transfer")

    first, second = matched(shop, ("285.00", f"CM{order.number}"), ("285.00", f"CM{order.number}"))

    assert (first.state, second.state) == ("matched", "open")
    assert Break.objects.get().reason == "already_there"
    assert balance(chart.bank()) == Money(57_000)
    assert all_adds_up()


def test_a_transfer_for_a_cancelled_order_is_a_break(shop: Market) -> None:
    order = shop.order({0: 1, 1: 1}, pay="transfer")
    order_cancel(actor=VISITOR, order_id=order.pk, holds_secret=True, reason="customer", now=NOON)

    (entry,) = matched(shop, ("285.00", f"CM{order.number}"))

    assert (entry.state, Break.objects.get().reason) == ("open", "not_expected")
    assert all_adds_up()


@pytest.mark.parametrize(("amount", "missing"), [("135.00", 0), ("115.00", 2_000), ("140.00", -500)])
def test_a_deposit_is_confirmed_and_a_difference_is_the_desks_case(
    shop: Market, amount: str, missing: int
) -> None:
    bundle = counted(shop, "R-1")
    deposit = cash_deposit_make(
        actor=shop.cashier, desk_id=shop.hub.pk, remittance_ids=[bundle.pk], slip_number="BV-77", now=NOON
    )

    (entry,) = matched(shop, (amount, "VERSEMENT BV-77"))

    assert (entry.state, entry.ledger_key) == ("matched", f"deposit:{deposit.pk}:confirmed")
    assert balance(chart.bank()) == entry.amount
    assert sum(CashCase.objects.values_list("missing_minor", flat=True)) == missing
    assert all_adds_up()


@pytest.fixture
def payout(shop: Market) -> Payout:
    """One payout of 90 MAD that was sent to the bank."""
    preparer, approver = (
        staff_actor(Permission.PREPARE_SETTLEMENTS),
        staff_actor(Permission.APPROVE_SETTLEMENTS),
    )
    statement_read(shop.accountant, csv_statement([], number="S0", opening="0.00"))
    sold(shop.sellers[0].pk, 10_000, at=datetime(2026, 11, 10, 9, 0, tzinfo=UTC))
    run = settlement_prepare(actor=preparer, due_date=date(2026, 11, 16), now=NOON)
    settlement_approve(actor=approver, run_id=run.pk, now=NOON)
    settlement_lock(actor=preparer, run_id=run.pk, now=NOON)
    settlement_export(actor=preparer, run_id=run.pk, file_format="csv", now=NOON)
    return Payout.objects.get()


def test_a_payout_that_left_is_paid_and_one_that_comes_back_is_owed_again(
    shop: Market, payout: Payout
) -> None:
    before = balance(chart.bank())

    left, back = matched(
        shop,
        ("-90.00", f"VIR EMIS {payout.end_to_end_id}"),
        ("90.00", f"REJET {payout.end_to_end_id} compte clos"),
    )

    payout.refresh_from_db()
    assert (payout.state, payout.booked_date, payout.returned_date) == ("reopened", DAY, DAY)
    assert "compte clos" in payout.return_reason
    assert (left.ledger_key, back.ledger_key) == (f"payout:{payout.pk}:paid", f"payout:{payout.pk}:returned")
    assert balance(chart.bank()) == before
    assert balance(chart.payable_available(payout.organisation_id)) == Money(-9_000)


def test_a_payout_of_another_sum_is_a_break(shop: Market, payout: Payout) -> None:
    (entry,) = matched(shop, ("-91.00", payout.end_to_end_id))

    payout.refresh_from_db()
    row = Break.objects.get()
    assert (payout.state, entry.state) == ("exported", "open")
    assert (row.reason, row.expected_minor, row.found_minor) == ("other_sum", -9_000, -9_100)


def test_a_payout_that_the_bank_books_twice_is_a_break(shop: Market, payout: Payout) -> None:
    _first, second = matched(shop, ("-90.00", payout.end_to_end_id), ("-90.00", payout.end_to_end_id))

    assert second.state == "open"
    assert Break.objects.get().reason == "already_there"


def settle(
    shop: Market, entry: BankEntry, kind: str, number: int | None = None, said: str = "vu", actor=None
):
    return bank_entry_settle(
        actor=actor or shop.accountant, entry_id=entry.pk, kind=kind, number=number, resolution=said, now=NOON
    )


def test_an_open_movement_can_pay_an_order(shop: Market) -> None:
    order = shop.order({0: 1, 1: 1}, pay="transfer")
    (entry,) = matched(shop, ("285.00", "sans reference"))

    settle(shop, entry, "order", order.number)

    entry.refresh_from_db()
    row = Break.objects.get()
    assert (entry.state, entry.subject) == ("settled", f"order:{order.pk}")
    assert (row.state, row.resolution, row.resolved_by_id) == ("resolved", "vu", shop.accountant.user_id)
    assert Payment.objects.get(order=order).state == "paid"
    assert balance(chart.bank()) == Money(28_500)
    assert balance(chart.transfer_clearing()) == Money(0)
    assert all_adds_up()


def test_a_later_transfer_for_an_order_settled_so_is_a_break(shop: Market) -> None:
    order = shop.order({0: 1, 1: 1}, pay="transfer")
    (entry,) = matched(shop, ("285.00", "sans reference"))
    settle(shop, entry, "order", order.number)

    (second,) = matched(shop, ("285.00", f"CM{order.number}"), number="S2", opening="285.00")

    assert second.state == "open"
    assert Break.objects.get(state="open").reason == "already_there"
    assert all_adds_up()


def test_money_that_is_sent_back_settles_both_movements(shop: Market) -> None:
    came, went = matched(shop, ("50.00", "inconnu"), ("-50.00", "retour inconnu"))

    settle(shop, came, "pair", went.pk)

    assert set(BankEntry.objects.values_list("state", flat=True)) == {"settled"}
    assert set(Break.objects.values_list("state", flat=True)) == {"resolved"}
    assert balance(chart.transfer_clearing()) == Money(0)
    assert all_adds_up()


def test_fees_and_interest_are_booked(shop: Market) -> None:
    fee, interest = matched(shop, ("-12.50", "frais"), ("3.20", "interets"))

    settle(shop, fee, "fee")
    settle(shop, interest, "interest")

    assert balance(chart.bank_fees()) == Money(1_250)
    assert balance(chart.bank_interest()) == Money(-320)
    assert all_adds_up()


@pytest.mark.parametrize(
    ("_case", "kind", "number", "said", "refusal"),
    [
        ("a fee that comes in", "fee", None, "vu", InvalidInput),
        ("nothing said", "interest", None, "  ", InvalidInput),
        ("an unknown kind", "gift", None, "vu", InvalidInput),
        ("an unknown order", "order", 99, "vu", NotFound),
        ("an unknown other", "pair", 0, "vu", NotFound),
        ("another sum", "pair", -1, "vu", InvalidInput),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_moves(
    shop: Market, _case: str, kind: str, number: int | None, said: str, refusal: type[Exception]
) -> None:
    entry, other = matched(shop, ("50.00", "x"), ("-12.00", "y"))

    with pytest.raises(refusal):
        settle(shop, entry, kind, other.pk if number == -1 else number, said)

    assert set(BankEntry.objects.values_list("state", flat=True)) == {"open"}
    assert balance(chart.transfer_clearing(), subject=f"bank-entry:{entry.pk}") == Money(-5_000)
    assert Break.objects.filter(state="open").count() == 2


def test_a_movement_is_settled_once(shop: Market) -> None:
    order = shop.order({0: 1, 1: 1}, pay="transfer")
    (first, second) = matched(shop, ("285.00", "x"), ("285.00", "y"))
    settle(shop, first, "order", order.number)

    with pytest.raises(IllegalMove):
        settle(shop, first, "interest")
    with pytest.raises(InvalidInput):
        settle(shop, second, "order", order.number)

    assert balance(chart.bank_interest()) == Money(0)


def test_strangers_settle_assign_and_resolve_nothing(shop: Market) -> None:
    (entry,) = matched(shop, ("50.00", "x"))
    row = Break.objects.get()
    for stranger in (VISITOR, shop.cashier, staff_actor(Permission.PREPARE_SETTLEMENTS)):
        with pytest.raises(NotAllowed):
            settle(shop, entry, "interest", actor=stranger)
        with pytest.raises(NotAllowed):
            break_resolve(actor=stranger, break_id=row.pk, resolution="vu", now=NOON)
        with pytest.raises(NotAllowed):
            break_assign(actor=stranger, break_id=row.pk, owner_id=1, note="", now=NOON)

    row.refresh_from_db()
    assert (row.state, row.owner_id) == ("open", shop.accountant.user_id)


def test_a_break_passes_to_somebody_else_in_charge_of_cash(shop: Market) -> None:
    matched(shop, ("50.00", "x"))
    row, other = Break.objects.get(), staff_actor(Permission.MANAGE_CASH)

    break_assign(
        actor=shop.accountant, break_id=row.pk, owner_id=other.user_id or 0, note=" demandé ", now=NOON
    )
    with pytest.raises(InvalidInput):
        break_assign(
            actor=shop.accountant, break_id=row.pk, owner_id=shop.cashier.user_id or 0, note="", now=NOON
        )

    row.refresh_from_db()
    assert (row.owner_id, row.note) == (other.user_id, "demandé")


def test_a_break_with_money_is_resolved_by_its_movement_alone(shop: Market) -> None:
    matched(shop, ("50.00", "x"))

    with pytest.raises(IllegalMove):
        break_resolve(actor=shop.accountant, break_id=Break.objects.get().pk, resolution="vu", now=NOON)

    assert order_findings() == []


def test_breaks_are_shared_out_evenly(shop: Market) -> None:
    second = staff_actor(Permission.MANAGE_CASH)
    matched(shop, *[("1.00", f"x{n}") for n in range(4)])

    owners = Counter(Break.objects.values_list("owner", flat=True))
    assert owners == {shop.accountant.user_id: 2, second.user_id: 2}


@pytest.mark.django_db(transaction=True)
def test_two_workers_match_each_movement_once(shop: Market) -> None:
    orders = [shop.order({0: 1}, pay="transfer") for _ in range(4)]
    statement_read(
        shop.accountant, csv_statement([("135.00", f"CM{order.number}") for order in orders], opening="0.00")
    )

    def work() -> None:
        bank_entries_match(actor=MACHINE, now=NOON)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(BankEntry.objects.values_list("state", flat=True)) == {"matched"}
    assert balance(chart.bank()) == Money(4 * 13_500)
