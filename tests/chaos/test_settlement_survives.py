"""Whoever settles is killed in the middle of each step: test that ..."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connections
from django.utils import timezone

from marketplace.kernel.actor import Permission
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.payouts.models.payout import Payout, PayoutFile
from marketplace.payouts.models.settlement import SettlementRun, Statement, StatementLine
from marketplace.payouts.services.payout_result_import import payout_result_import
from marketplace.payouts.services.settlement_approve import settlement_approve
from marketplace.payouts.services.settlement_export import settlement_export
from marketplace.payouts.services.settlement_lock import settlement_lock
from marketplace.payouts.states import PayoutState, RunState
from tests.chaos.accounts import all_adds_up, drained
from tests.chaos.house import House, wait_for
from tests.factories.ground import staff_actor
from tests.factories.orders import Market
from tests.factories.payouts import sold

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]


def killed_before(house: House, table: str, act: Callable[[], object]) -> None:
    """Do something in a forked process, and kill it when it stands before a table in mid-transaction."""
    connections.close_all()
    child = multiprocessing.get_context("fork").Process(target=act)
    with house.blocked(table):
        child.start()
        wait_for(lambda: house.someone_waits_for(table), seconds=30, why=f"it came to {table}")
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join(timeout=30)
    assert child.exitcode == -signal.SIGKILL
    wait_for(lambda: not house.someone_waits_for(table), seconds=30, why="the database has noticed")


def prepared(house: House) -> SettlementRun:
    """Let the worker prepare the draft, kill it in the middle, and let beat's next call do it."""
    with house.blocked("payouts_statementline"):
        house.task("payouts.prepare_due")
        wait_for(
            lambda: house.someone_waits_for("payouts_statementline"),
            seconds=30,
            why="the worker is in the middle",
        )
        house.kill("worker")
    wait_for(lambda: not house.someone_waits_for("payouts_statementline"), seconds=30, why="it is gone")
    assert (SettlementRun.objects.count(), Statement.objects.count()) == (0, 0)
    house.start("worker")
    house.task("payouts.prepare_due")
    house.task("payouts.prepare_due")
    wait_for(SettlementRun.objects.exists, seconds=60, why="the draft is there")
    return SettlementRun.objects.get()


def test_each_cooperative_is_paid_once_though_every_step_is_killed_once(house: House, shop: Market) -> None:
    before = timezone.now() - timedelta(days=30)
    gross = [10_000, 20_000, 30_000]
    for seller, amount in zip(shop.sellers, gross, strict=True):
        sold(seller.pk, amount, at=before)
    bank, now = balance(chart.bank()), timezone.now()
    first = staff_actor(Permission.PREPARE_SETTLEMENTS)
    second = staff_actor(Permission.APPROVE_SETTLEMENTS)

    run = prepared(house)
    settlement_approve(actor=second, run_id=run.pk, now=now)
    lock = partial(settlement_lock, actor=first, run_id=run.pk, now=now)
    killed_before(house, "ledger_posting", lock)
    run.refresh_from_db()
    assert (run.state, Payout.objects.count()) == (RunState.APPROVED, 0)
    lock()
    export = partial(settlement_export, actor=first, run_id=run.pk, file_format="csv", now=now)
    killed_before(house, "payouts_payout", export)
    assert PayoutFile.objects.count() == 0
    export()
    rows = [
        f"{row.end_to_end_id};paid;2026-11-16;{row.amount.amount};" for row in Payout.objects.order_by("pk")
    ]
    content = "\n".join(["end_to_end_id;status;date;amount;reason", *rows]).encode()
    read = partial(payout_result_import, actor=first, content=content, name="bank.csv", now=now)
    killed_before(house, "ledger_posting", read)
    read()
    drained()

    due = [Money(amount - amount // 10) for amount in gross]
    assert sorted(row.amount.minor for row in Payout.objects.all()) == [amount.minor for amount in due]
    assert set(Payout.objects.values_list("state", flat=True)) == {PayoutState.PAID}
    assert bank - balance(chart.bank()) == Money(sum(amount.minor for amount in due))
    assert balance(chart.payouts_in_transit("MAD")) == Money(0)
    assert StatementLine.objects.count() == len(gross)
    assert SettlementRun.objects.count() == 1
    all_adds_up()
