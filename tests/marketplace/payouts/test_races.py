"""Several people press the same button at once: money moves once. With the lock taken away it would move twice."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import DomainError
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.checks import books_findings
from marketplace.ledger.selectors import balance
from marketplace.payouts.checks import payouts_findings
from marketplace.payouts.models.payout import Payout, PayoutFile, ResultImport
from marketplace.payouts.models.settlement import SettlementRun, Statement, StatementLine
from marketplace.payouts.services import settlement_approve as approve_module
from marketplace.payouts.services.hold_place import hold_place, hold_release, holds_release_due
from marketplace.payouts.services.payout_result_import import payout_result_import
from marketplace.payouts.services.settlement_approve import settlement_approve
from marketplace.payouts.services.settlement_export import settlement_export
from marketplace.payouts.services.settlement_lock import settlement_lock
from marketplace.payouts.services.settlement_prepare import settlement_prepare
from marketplace.payouts.services.statement_render import statements_render
from marketplace.payouts.states import RUN_FLOW
from tests.factories.ground import staff_actor
from tests.factories.payouts import MACHINE, refunded, sold
from tests.marketplace.payouts.conftest import DUE, LATER, NOW, SOLD, Settle, answer, payee

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def at_once(count: int, act: Callable[[int], object]) -> Counter[str]:
    """Run `act` in threads that start together; count "done" and the names of refusals."""
    barrier, outcomes = threading.Barrier(count), list[str]()

    def run(number: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            act(number)
            outcomes.append("done")
        except (DomainError, IntegrityError) as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return Counter(outcomes)


@contextmanager
def no_row_locks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The negative control: what happens without SELECT ... FOR UPDATE."""
    with monkeypatch.context() as patch:
        patch.setattr(QuerySet, "select_for_update", lambda self, **_options: self.all())
        yield


def _sound() -> None:
    assert payouts_findings() == []
    assert books_findings() == []


def test_six_who_prepare_make_one_run(settle: Settle) -> None:
    one = payee()
    sold(one.pk, 30000, at=SOLD)
    preparers = [staff_actor(Permission.PREPARE_SETTLEMENTS) for _number in range(6)]

    outcomes = at_once(6, lambda n: settlement_prepare(actor=preparers[n], due_date=DUE, now=NOW))

    assert outcomes == {"done": 6}
    assert (SettlementRun.objects.count(), Statement.objects.count(), StatementLine.objects.count()) == (
        1,
        1,
        1,
    )


def test_two_dates_prepared_at_once_share_no_posting(settle: Settle, preparer: Actor) -> None:
    organisations = [payee() for _number in range(4)]
    for organisation in organisations:
        sold(organisation.pk, 30000, at=SOLD)

    outcomes = at_once(
        4,
        lambda n: settlement_prepare(
            actor=preparer, due_date=date(2026, 11, 17 + n), now=LATER, cut_off_at=LATER
        ),
    )

    assert outcomes == {"done": 4}
    assert StatementLine.objects.count() == 4
    assert Statement.objects.count() == 4


def _approve_at_once(settle: Settle) -> Counter[str]:
    run = settle.drafted()
    approvers = [staff_actor(Permission.APPROVE_SETTLEMENTS) for _number in range(4)]
    return at_once(4, lambda n: settlement_approve(actor=approvers[n], run_id=run.pk, now=NOW))


def test_of_four_who_approve_one_has_approved(settle: Settle) -> None:
    assert _approve_at_once(settle) == {"done": 1, "IllegalMove": 3}


def test_without_the_lock_several_would_have_approved(
    settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = threading.Barrier(4)
    check = RUN_FLOW.check

    class Slow:
        """Lets all four see a draft before any of them changes it."""

        def check(self, before: Any, after: Any) -> None:
            check(before, after)
            together.wait(timeout=20)

    monkeypatch.setattr(approve_module, "RUN_FLOW", Slow())
    with no_row_locks(monkeypatch):
        assert _approve_at_once(settle) == {"done": 4}


def _lock_at_once(settle: Settle) -> Counter[str]:
    one = payee()
    sold(one.pk, 30000, at=SOLD)
    run = settle.approved()
    return at_once(4, lambda _n: settlement_lock(actor=settle.preparer, run_id=run.pk, now=NOW))


def test_of_four_who_lock_one_has_locked_and_money_left_once(settle: Settle) -> None:
    assert _lock_at_once(settle) == {"done": 1, "IllegalMove": 3}

    assert Payout.objects.count() == 1
    assert balance(chart.payouts_in_transit()).minor == -27000
    _sound()


def test_without_the_lock_the_unique_keys_of_the_database_still_pay_once(
    settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    with no_row_locks(monkeypatch):
        outcomes = _lock_at_once(settle)

    assert outcomes["done"] == 1
    assert outcomes["IllegalMove"] + outcomes["IntegrityError"] == 3
    assert balance(chart.payouts_in_transit()).minor == -27000


def test_parallel_exports_write_one_file(settle: Settle) -> None:
    sold(payee().pk, 30000, at=SOLD)
    run = settle.locked()

    outcomes = at_once(
        6,
        lambda n: settlement_export(
            actor=settle.preparer, run_id=run.pk, file_format=("csv", "pain001")[n % 2], now=NOW
        ),
    )

    assert outcomes == {"done": 3, "IllegalMove": 3}
    assert PayoutFile.objects.count() == 1


def test_one_answer_read_in_by_four_pays_once(settle: Settle) -> None:
    for gross in (30000, 15000):
        sold(payee().pk, gross, at=SOLD)
    payouts = settle.exported()
    bank = balance(chart.bank()).minor
    content = answer((payouts[0], "paid"), (payouts[1], "returned", "closed"))

    outcomes = at_once(
        4, lambda _n: payout_result_import(actor=settle.preparer, content=content, name="a", now=LATER)
    )

    assert outcomes == {"done": 4}
    assert ResultImport.objects.count() == 1
    assert balance(chart.bank()).minor == bank - 27000
    _sound()


def test_answers_of_one_run_read_in_at_once_close_it(settle: Settle) -> None:
    for _number in range(4):
        sold(payee().pk, 30000, at=SOLD)
    payouts = settle.exported()

    outcomes = at_once(
        4,
        lambda n: payout_result_import(
            actor=settle.preparer, content=answer((payouts[n], "paid")), name="a", now=LATER
        ),
    )

    assert outcomes == {"done": 4}
    assert SettlementRun.objects.get().state == "closed"
    _sound()


def test_refunds_that_arrive_while_a_run_is_locked_are_lost_by_nobody(settle: Settle) -> None:
    organisations = [payee() for _number in range(3)]
    for organisation in organisations:
        sold(organisation.pk, 30000, at=SOLD)
    run = settle.approved()

    def act(number: int) -> None:
        if number == 3:
            settlement_lock(actor=settle.preparer, run_id=run.pk, now=NOW)
        else:
            refunded(organisations[number].pk, 10000, at=NOW)

    assert at_once(4, act) == {"done": 4}

    for organisation in organisations:
        paid = Payout.objects.get(organisation=organisation).amount_minor
        carried = balance(chart.payable_available(organisation.pk)).minor
        assert paid - carried == 18000
        assert (paid, carried) in ((18000, 0), (27000, 9000))
    _sound()


def test_a_hold_is_placed_and_released_once(settle: Settle) -> None:
    one = payee()
    sold(one.pk, 30000, at=SOLD)

    def place(_number: int) -> None:
        hold_place(
            actor=settle.preparer, key="h", organisation_id=one.pk, amount=Money(500), reason="r",
            release_date=date(2026, 12, 10), now=NOW,
        )  # fmt: skip

    assert at_once(4, place) == {"done": 4}
    assert balance(chart.payable_held(one.pk)).minor == -500
    hold_id = one.holds.get().pk
    due = NOW.replace(month=12, day=11)

    def release(number: int) -> None:
        if number % 2:
            hold_release(actor=settle.preparer, hold_id=hold_id, now=due)
        else:
            holds_release_due(actor=MACHINE, now=due)

    assert at_once(4, release) == {"done": 4}
    assert balance(chart.payable_held(one.pk)).minor == 0
    assert balance(chart.payable_available(one.pk)).minor == -27000


def test_several_workers_make_each_paper_once(settle: Settle) -> None:
    for _number in range(4):
        sold(payee().pk, 30000, at=SOLD)
    settle.locked()
    done = list[int]()

    outcomes = at_once(3, lambda _n: done.append(statements_render(actor=MACHINE, now=NOW, limit=2)))

    assert outcomes == {"done": 3}
    done.append(statements_render(actor=MACHINE, now=NOW, limit=4))
    assert sum(done) == 4
    assert set(Statement.objects.values_list("papers_attempts", flat=True)) == {1}
