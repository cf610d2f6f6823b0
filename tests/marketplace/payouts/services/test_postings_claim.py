"""Each payable posting is kept as waiting or stands on a statement's line, whatever becomes of the run."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from marketplace.payouts.checks import payouts_findings
from marketplace.payouts.models.settlement import StatementLine, Unsettled
from marketplace.payouts.services.settlement_approve import settlement_discard
from tests.factories.payouts import refunded, sold
from tests.marketplace.payouts.conftest import NOW, SOLD, Settle, payee

pytestmark = pytest.mark.django_db


def _waiting() -> list[int]:
    return list(Unsettled.objects.order_by("pk").values_list("pk", flat=True))


def test_a_posting_waits_until_a_statement_has_it_and_again_once_it_is_let_go(settle: Settle) -> None:
    one, poor = payee(), payee()
    sold(one.pk, 30000, at=SOLD)
    sold(poor.pk, 100, at=SOLD)
    sold(one.pk, 9000, at=SOLD, matured=False)
    both = _waiting()
    assert len(both) == 2

    run = settle.drafted()
    assert _waiting() == both[1:]
    assert list(StatementLine.objects.values_list("posting_id", flat=True)) == both[:1]

    settlement_discard(actor=settle.preparer, run_id=run.pk, reason="A mistake", now=NOW)
    assert _waiting() == both

    settle.locked()
    # What answers the lines is no line itself; what is refunded afterwards waits for the next run
    assert _waiting() == both[1:]
    refunded(one.pk, 1000, at=NOW + timedelta(hours=1))
    later = _waiting()
    assert len(later) == 2
    assert payouts_findings() == []

    operation = import_module("marketplace.payouts.migrations.0005_unsettled_postings").Migration.operations[
        1
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(operation.reverse_sql)
        assert _waiting() == []
        cursor.execute(operation.sql)
    assert _waiting() == later

    # Rows changed behind everybody's back are found, both ways
    Unsettled.objects.filter(pk=later[0]).update(posting_id=both[0])
    assert {finding.message for finding in payouts_findings()} == {
        "It is kept and does not wait.",
        "It waits for a statement and is not kept.",
    }
