"""All lines of a statement as a file."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money
from marketplace.payouts.models.settlement import Statement
from marketplace.payouts.services import statement_file as module
from marketplace.payouts.services.hold_place import hold_place
from marketplace.payouts.services.statement_file import statement_file
from tests.factories.ground import member_actor
from tests.factories.payouts import refunded, sold
from tests.marketplace.payouts.conftest import NOW, SOLD, Settle, payee

pytestmark = pytest.mark.django_db


def test_every_line_is_there_with_its_reason_and_they_sum_to_the_payout(settle: Settle) -> None:
    one = payee()
    sold(one.pk, 30000, at=SOLD, fee=600)
    refunded(one.pk, 10000, at=SOLD)
    settle.locked()
    statement = Statement.objects.get()

    text = "".join(statement_file(actor=member_actor(one, "sales"), statement_id=statement.pk, language="fr"))

    heading, *rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert heading == list(module.COLUMNS)
    assert [row[:9] for row in rows] == [
        ["2026-11-14", "sale", "M-1", "M-1-A", "300.00", "30.00", "6.00", "264.00", "MAD"],
        ["2026-11-14", "refund", "M-1", "M-1-A", "-100.00", "-10.00", "0.00", "-90.00", "MAD"],
    ]
    assert "Huile d'argan" in rows[0][9]


def test_a_line_that_is_no_trade_has_no_commission(settle: Settle, preparer: Actor) -> None:
    one = payee()
    sold(one.pk, 30000, at=SOLD)
    hold_place(
        actor=preparer,
        key="h",
        organisation_id=one.pk,
        amount=Money(500),
        reason="=1+1",
        release_date=date(2026, 12, 10),
        now=NOW,
    )
    settle.locked()

    statement_id = Statement.objects.get().pk
    text = "".join(statement_file(actor=preparer, statement_id=statement_id, language="en"))

    hold = list(csv.reader(io.StringIO(text), delimiter=";"))[2]
    assert hold[1:9] == ["hold_placed", "", "", "", "", "", "-5.00", "MAD"]
    assert hold[9] == "5.00 MAD are held until 10 December 2026: =1+1"


def test_it_is_read_in_batches_of_two_queries(
    settle: Settle, preparer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = payee()
    for _number in range(5):
        sold(one.pk, 30000, at=SOLD)
    settle.locked()
    monkeypatch.setattr(module, "BATCH", 2)

    with CaptureQueriesContext(connection) as queries:
        parts = list(statement_file(actor=preparer, statement_id=Statement.objects.get().pk, language="fr"))

    assert [part.count("\r\n") for part in parts] == [1, 2, 2, 1]
    assert len(queries) == 2 + 2 * 3 + 1


def test_strangers_find_nothing_and_members_no_draft(settle: Settle) -> None:
    one = payee()
    sold(one.pk, 30000, at=SOLD)
    run = settle.approved()
    statement_id = Statement.objects.get().pk
    member = member_actor(one)

    for actor in (Actor.anonymous(), member_actor(payee()), member):
        with pytest.raises(NotFound):
            statement_file(actor=actor, statement_id=statement_id, language="fr")
    with pytest.raises(NotFound):
        statement_file(actor=settle.preparer, statement_id=statement_id + 1, language="fr")

    assert run.state == "approved"
    assert list(statement_file(actor=settle.preparer, statement_id=statement_id, language="fr"))
