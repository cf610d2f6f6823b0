"""The papers of statements."""

from datetime import UTC, date, datetime, timedelta

import pypdfium2
import pytest

from marketplace.documents.models import Document
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, ledger_post
from marketplace.outbox.models import Message
from marketplace.payouts.checks import payouts_findings
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.models.settlement import Statement
from marketplace.payouts.selectors.settlements import line_rows
from marketplace.payouts.services import statement_render
from marketplace.payouts.services.hold_place import hold_place
from marketplace.payouts.services.statement_render import (
    LEASE,
    MAX_ATTEMPTS,
    statement_pdf,
    statement_subject,
    statements_render,
)
from marketplace.payouts.statement_paper import statement_paper
from tests.factories.ground import OrganisationFactory, member_actor
from tests.factories.payouts import MACHINE, refunded, sold
from tests.marketplace.payouts.conftest import LATER, NOW, SOLD, Settle, payee

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"


def _text(document: Document) -> str:
    pdf = pypdfium2.PdfDocument(document.file.read())
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    pdf.close()
    return text


def test_each_statement_gets_one_paper_in_arabic_and_one_in_french(settle: Settle) -> None:
    one = payee()
    sold(one.pk, 30000, at=SOLD, fee=600)
    settle.locked()

    assert statements_render(actor=MACHINE, now=NOW) == 1
    assert statements_render(actor=MACHINE, now=NOW) == 0

    statement = Statement.objects.get()
    papers = {row.language: row for row in Document.objects.filter(subject=f"statement:{statement.pk}")}
    assert set(papers) == {"ar", "fr"}
    french = _text(papers["fr"]).replace(NBSP, " ").replace("\u202f", " ")
    for figure in ("300,00 DH", "-30,00 DH", "-6,00 DH", "264,00 DH", Payout.objects.get().end_to_end_id):
        assert figure in french
    assert "264,00" in _text(papers["ar"])
    assert (statement.papers_at, statement.papers_due_at, statement.papers_attempts) == (NOW, None, 1)
    told = Message.objects.get(topic="payouts.statement-ready.v1")
    assert told.body["organisation_id"] == one.pk


def test_a_statement_that_pays_nothing_says_why_on_paper(settle: Settle) -> None:
    lost = OrganisationFactory.create(active=True)
    sold(lost.pk, 30000, at=SOLD)
    settle.locked()

    assert statements_render(actor=MACHINE, now=NOW) == 1

    statement = Statement.objects.select_related("run", "organisation").get()
    page = statement_paper(statement, None, [], identifiers="", language="en").pages[0]
    assert (page.payable.amount, page.payable.reason) == (
        f"0.00{NBSP}MAD", "No usable bank account: the money waits",
    )  # fmt: skip
    assert (page.carry[0].amount, page.lines, page.account) == (f"270.00{NBSP}MAD", (), "none")


def test_the_paper_shows_every_line_with_its_reason(settle: Settle, preparer: Actor) -> None:
    one = payee()
    sold(one.pk, 30000, at=SOLD, fee=600)
    refunded(one.pk, 10000, at=SOLD)
    hold_place(
        actor=preparer, key="h", organisation_id=one.pk, amount=Money(500), reason="A dispute",
        release_date=date(2026, 12, 10), now=NOW,
    )  # fmt: skip
    settle.locked()
    statement = Statement.objects.select_related("run", "organisation").get()
    lines = line_rows(list(statement.lines.order_by("pk")), "MAD")

    page = statement_paper(
        statement, Payout.objects.get(), lines, identifiers="ICE 1", language="en", more=(2, Money(7))
    ).pages[0]

    assert [(line.quantity, line.gross, line.commission, line.hub_fee, line.net) for line in page.lines] == [
        ("1", f"300.00{NBSP}MAD", f"-30.00{NBSP}MAD", f"-6.00{NBSP}MAD", f"264.00{NBSP}MAD"),
        ("-1", f"-100.00{NBSP}MAD", f"10.00{NBSP}MAD", f"0.00{NBSP}MAD", f"-90.00{NBSP}MAD"),
    ]
    assert (page.lines[0].commission_rule, page.lines[0].hub_fee_rule) == ("10%", "terms of 1 January 2024")
    assert [(each.label, each.amount) for each in page.totals] == [
        ("Sold", f"200.00{NBSP}MAD"),
        ("Commission", f"-20.00{NBSP}MAD"),
        ("Packing at the hub", f"-6.00{NBSP}MAD"),
        ("2 more lines, in the other parts", f"0.07{NBSP}MAD"),
    ]
    assert [(each.label, each.amount) for each in page.holds] == [
        (f"5.00{NBSP}MAD are held until 10 December 2026: A dispute", f"-5.00{NBSP}MAD")
    ]
    assert page.payable.amount == f"169.00{NBSP}MAD"


def test_a_long_statement_is_complete_in_parts_that_add_up_and_others_have_their_turn(
    settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statement_render, "PART_LINES", 2)
    monkeypatch.setattr(statement_render, "PARTS_AT_ONCE", 2)
    one = payee()
    for gross in (10000, 20000, 30000, 40000, 50000):
        sold(one.pk, gross, at=SOLD)
    settle.locked()

    assert statements_render(actor=MACHINE, now=NOW) == 1
    statement = Statement.objects.get()
    assert (statement.papers_parts, statement.papers_at, statement.papers_due_at) == (2, None, NOW)
    assert not Message.objects.filter(topic="payouts.statement-ready.v1").exists()
    # Before the worker has come to it a part is set as it will be kept
    early = statement_pdf(statement_id=statement.pk, language="fr", part=3)
    with pytest.raises(NotFound):
        statement_pdf(statement_id=statement.pk, language="fr", part=4)
    assert [statements_render(actor=MACHINE, now=NOW) for _time in range(2)] == [1, 0]

    statement.refresh_from_db()
    assert (statement.papers_parts, statement.papers_at, statement.papers_due_at) == (3, NOW, None)
    assert Document.objects.count() == 6
    texts = [
        _text(Document.objects.get(language="fr", subject=statement_subject(statement.pk, part)))
        for part in (1, 2, 3)
    ]
    # Each line stands once, and each part says what the others hold: 1,350 less its own
    for text, own, rest in zip(
        texts, ("180,00", "360,00", "450,00"), ("1 080,00", "720,00", "900,00"), strict=True
    ):
        figures = text.replace(NBSP, " ").replace("\u202f", " ")
        assert (own in figures, rest in figures) == (True, True)
    assert (
        Document.objects.get(language="fr", subject=statement_subject(statement.pk, 3)).file.read() == early
    )
    assert Message.objects.filter(topic="payouts.statement-ready.v1").count() == 1


def test_a_worker_that_died_goes_on_with_the_next_part_and_part_is_no_attempt_in_vain(
    settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statement_render, "PART_LINES", 1)
    monkeypatch.setattr(statement_render, "PARTS_AT_ONCE", 1)
    one = payee()
    for gross in (10000, 20000):
        sold(one.pk, gross, at=SOLD)
    settle.locked()
    Statement.objects.update(papers_attempts=MAX_ATTEMPTS - 1)

    statements_render(actor=MACHINE, now=NOW)

    assert (Statement.objects.get().papers_attempts, Statement.objects.get().papers_parts) == (0, 1)
    statements_render(actor=MACHINE, now=NOW)
    assert Statement.objects.get().papers_at == NOW


def test_a_statement_that_does_not_recompute_gets_no_paper_and_is_given_up(settle: Settle) -> None:
    one, two = payee(), payee()
    sold(one.pk, 30000, at=SOLD)
    ledger_post(
        key="gift", reason="gift", happened_at=SOLD, recorded_at=SOLD, actor=MACHINE, facts={},
        lines=[Line(chart.bank(), Money(5000)), Line(chart.payable_available(two.pk), Money(-5000))],
    )  # fmt: skip
    settle.locked()

    done = [
        statements_render(actor=MACHINE, now=NOW + number * (LEASE + timedelta(seconds=1)))
        for number in range(7)
    ]

    assert done == [1, 0, 0, 0, 0, 0, 0]
    bad = Statement.objects.get(organisation=two)
    assert (bad.papers_attempts, bad.papers_at, bad.papers_due_at) == (MAX_ATTEMPTS, None, None)
    assert {finding.code for finding in payouts_findings()} == {"LINE_NOT_ITS_POSTING", "PAPERS_GIVEN_UP"}


def test_a_claim_is_not_taken_over_before_its_lease_is_out(
    settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    sold(payee().pk, 30000, at=SOLD)
    settle.locked()

    def die(statement_id: int, *, now: datetime) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(statement_render, "_render", die)
        with pytest.raises(KeyboardInterrupt):
            statements_render(actor=MACHINE, now=NOW)

    assert statements_render(actor=MACHINE, now=NOW + LEASE - timedelta(seconds=1)) == 0
    assert statements_render(actor=MACHINE, now=NOW + LEASE) == 1


def test_a_statement_that_has_its_papers_is_passed_over(settle: Settle) -> None:
    sold(payee().pk, 30000, at=SOLD)
    settle.locked()
    statements_render(actor=MACHINE, now=NOW)
    Statement.objects.update(papers_due_at=NOW)

    statements_render(actor=MACHINE, now=LATER)

    assert Document.objects.count() == 2
    assert Message.objects.filter(topic="payouts.statement-ready.v1").count() == 1
    assert Statement.objects.get().papers_at == NOW


def test_drafts_get_no_papers(settle: Settle) -> None:
    sold(payee().pk, 30000, at=SOLD)
    settle.approved()

    assert statements_render(actor=MACHINE, now=datetime(2027, 1, 1, tzinfo=UTC)) == 0


def test_a_member_cannot_have_papers_made(settle: Settle) -> None:
    with pytest.raises(NotAllowed):
        statements_render(actor=member_actor(payee()), now=NOW)
