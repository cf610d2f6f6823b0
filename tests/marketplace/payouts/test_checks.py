"""What the checks find when somebody wrote into the tables by hand."""

import pytest
from django.db import connection

from marketplace.kernel.actor import Actor
from marketplace.kernel.findings import Finding
from marketplace.kernel.money import Money
from marketplace.ledger.checks import passage_findings
from marketplace.payouts.checks import payouts_explained, payouts_findings
from marketplace.payouts.models.hold import Hold
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.models.settlement import Statement, StatementLine
from marketplace.payouts.services.hold_place import hold_place
from tests.factories.ground import OrganisationFactory
from tests.factories.payouts import sold
from tests.marketplace.payouts.conftest import LATER, NOW, SOLD, Settle, payee

pytestmark = pytest.mark.django_db


@pytest.fixture
def payout(settle: Settle) -> Payout:
    """One payout of 270.00 at the bank."""
    sold(payee().pk, 30000, at=SOLD)
    return settle.exported()[0]


def _codes() -> list[str]:
    return [finding.code for finding in payouts_findings()]


def test_sound_books_have_no_findings_and_their_passages_are_explained(payout: Payout) -> None:
    assert payouts_findings() == []
    assert payouts_explained() == {("payouts:in-transit", f"payout:{payout.pk}")}
    assert passage_findings(payouts_explained()) == []


def test_an_altered_total_is_found(payout: Payout) -> None:
    Statement.objects.update(total_minor=27001)

    assert payouts_findings() == [
        Finding("STATEMENT_NOT_ITS_LINES", "27000 of 27001", f"statement:{payout.statement_id}"),
        Finding("PAYOUT_NOT_ITS_STATEMENT", "27000 of 27001", f"statement:{payout.statement_id}"),
    ]


def test_an_altered_payout_is_found(payout: Payout) -> None:
    Payout.objects.update(amount_minor=27001)

    assert _codes() == ["PAYOUT_NOT_ITS_STATEMENT", "PAYOUT_OF_OTHER_AMOUNT", "TRANSIT_NOT_ITS_PAYOUTS"]


def test_an_altered_line_is_found(payout: Payout) -> None:
    StatementLine.objects.update(amount_minor=1)

    assert _codes() == ["STATEMENT_NOT_ITS_LINES", "LINE_NOT_ITS_POSTING"]


def test_a_line_of_a_posting_that_does_not_exist_or_is_another_s_is_found(payout: Payout) -> None:
    line = StatementLine.objects.get()
    StatementLine.objects.update(posting_id=0)
    assert [finding.message for finding in payouts_findings()] == [
        "posting 0 does not exist",
        "It waits for a statement and is not kept.",
    ]

    StatementLine.objects.update(posting_id=line.posting_id + 1)
    assert "LINE_NOT_ITS_POSTING" in _codes()


def test_a_payout_marked_paid_without_a_posting_is_found(payout: Payout) -> None:
    Payout.objects.update(state="paid", booked_date=LATER.date())

    assert _codes() == ["PAYOUT_NOT_TRACED", "TRANSIT_NOT_ITS_PAYOUTS"]


def test_a_payout_that_is_gone_is_found(payout: Payout) -> None:
    Payout.objects.all().delete()

    assert _codes() == ["PAYOUT_MISSING_OR_TOO_MANY", "TRANSIT_NOT_ITS_PAYOUTS"]


def test_a_claim_of_a_statement_that_does_not_pay_is_found(settle: Settle) -> None:
    lost = OrganisationFactory.create(active=True)
    sold(lost.pk, 30000, at=SOLD)
    settle.locked()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(posting.id) FROM ledger_posting AS posting"
            " JOIN ledger_account AS account ON account.id = account_id WHERE code = %s",
            [f"organisation:{lost.pk}:available"],
        )
        (posting_id,) = cursor.fetchone() or (0,)
    StatementLine.objects.create(statement=Statement.objects.get(), posting_id=posting_id, amount_minor=27000)

    assert _codes() == ["STATEMENT_CLAIMS_UNPAID"]


def test_a_hold_altered_or_gone_is_found(settle: Settle, preparer: Actor) -> None:
    from_day = NOW.date()
    hold = hold_place(
        actor=preparer, key="h", organisation_id=payee().pk, amount=Money(5), reason="r",
        release_date=from_day.replace(month=12), now=NOW,
    )  # fmt: skip
    Hold.objects.update(amount_minor=6)
    assert payouts_findings() == [Finding("HOLD_NOT_IN_LEDGER", "5 of 6 are held", f"hold:{hold.pk}")]

    Hold.objects.all().delete()
    assert payouts_findings() == [Finding("HOLD_NOT_IN_LEDGER", "5 of 0 are held", f"hold:{hold.pk}")]
