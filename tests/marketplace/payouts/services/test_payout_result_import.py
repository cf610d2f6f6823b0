"""What the bank answers."""

from datetime import UTC, date, datetime

import pytest

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed
from marketplace.kernel.refused_file import FileRefused
from marketplace.ledger import chart
from marketplace.ledger.checks import books_findings
from marketplace.ledger.models import Entry
from marketplace.ledger.selectors import balance, open_subjects
from marketplace.outbox.models import Message
from marketplace.payouts.checks import payouts_findings
from marketplace.payouts.models.payout import Payout, ResultImport
from marketplace.payouts.models.settlement import SettlementRun, Statement
from marketplace.payouts.selectors.settlements import statement_detail
from marketplace.payouts.services.payout_result_import import payout_result_import
from tests.factories.ground import member_actor
from tests.factories.payouts import sold
from tests.marketplace.payouts.conftest import LATER, SOLD, Settle, answer, payee

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(settle: Settle) -> list[Payout]:
    """Two payouts at the bank, of 270.00 and 135.00."""
    for gross in (30000, 15000):
        sold(payee().pk, gross, at=SOLD)
    return settle.exported()


def _read(actor: Actor, content: bytes, now: datetime = LATER) -> ResultImport:
    return payout_result_import(actor=actor, content=content, name="answer.csv", now=now)


def test_a_paid_row_empties_the_transit_and_closes_the_run(sent: list[Payout], preparer: Actor) -> None:
    bank = balance(chart.bank()).minor
    result = _read(preparer, answer((sent[0], "paid"), (sent[1], "paid")))

    assert (result.paid_count, result.returned_count, result.unchanged_count) == (2, 0, 0)
    assert [(row.state, row.booked_date) for row in Payout.objects.order_by("pk")] == [
        ("paid", date(2026, 11, 17))
    ] * 2
    assert open_subjects(chart.payouts_in_transit()) == []
    assert balance(chart.bank()).minor == bank - 40500
    assert balance(chart.bank(), at=datetime(2026, 11, 17, 10, tzinfo=UTC)).minor == bank
    run = SettlementRun.objects.get()
    assert (run.state, run.closed_at) == ("closed", LATER)
    assert Message.objects.filter(topic="payouts.payout-paid.v1").count() == 2
    assert payouts_findings() == books_findings() == []


def test_a_returned_row_makes_the_amount_payable_again_and_the_next_run_pays_it(
    sent: list[Payout], preparer: Actor, settle: Settle
) -> None:
    one = sent[0].organisation_id
    _read(preparer, answer((sent[0], "returned", "account closed"), (sent[1], "paid")))

    sent[0].refresh_from_db()
    assert (sent[0].state, sent[0].returned_date, sent[0].return_reason) == (
        "reopened", date(2026, 11, 17), "account closed",
    )  # fmt: skip
    assert balance(chart.payable_available(one)).minor == -27000
    assert open_subjects(chart.payouts_in_transit()) == []
    assert payouts_findings() == []

    settle.exported(now=datetime(2026, 12, 1, 9, tzinfo=UTC), due=date(2026, 12, 1))
    again = Payout.objects.get(statement__run__due_date=date(2026, 12, 1))
    assert (again.organisation_id, again.amount_minor) == (one, 27000)
    _card, lines = statement_detail(actor=preparer, statement_id=again.statement_id)
    assert lines.items[0].explanation().texts("en") == [
        f"Your bank returned payout {sent[0].end_to_end_id} of 270.00\u00a0MAD on 17 November 2026: account closed"
    ]
    assert payouts_findings() == []


def test_the_bank_may_return_what_it_had_paid(sent: list[Payout], preparer: Actor) -> None:
    bank = balance(chart.bank()).minor
    _read(preparer, answer((sent[0], "paid"), (sent[1], "paid")))
    _read(preparer, answer((sent[0], "returned", "wrong holder"), day="2026-11-18"))

    sent[0].refresh_from_db()
    assert (sent[0].state, sent[0].booked_date, sent[0].returned_date) == (
        "reopened", date(2026, 11, 17), date(2026, 11, 18),
    )  # fmt: skip
    assert balance(chart.bank()).minor == bank - 13500
    assert balance(chart.payable_available(sent[0].organisation_id)).minor == -27000
    assert payouts_findings() == books_findings() == []


def test_the_same_file_twice_changes_nothing(sent: list[Payout], preparer: Actor) -> None:
    content = answer((sent[0], "paid"), (sent[1], "returned", "closed"))
    first = _read(preparer, content)
    entries = Entry.objects.count()

    again = _read(preparer, content)

    assert again.pk == first.pk
    assert (Entry.objects.count(), ResultImport.objects.count()) == (entries, 1)


def test_another_file_that_says_the_same_changes_nothing(sent: list[Payout], preparer: Actor) -> None:
    _read(preparer, answer((sent[0], "paid"), (sent[1], "returned", "closed")))
    entries = Entry.objects.count()

    result = _read(preparer, answer((sent[1], "returned", "closed"), (sent[0], "paid")))

    assert (result.paid_count, result.returned_count, result.unchanged_count) == (0, 0, 2)
    assert Entry.objects.count() == entries
    assert Message.objects.filter(topic="payouts.payout-returned.v1").count() == 1


def test_an_old_answer_that_it_was_paid_is_no_news_once_it_was_returned(
    sent: list[Payout], preparer: Actor
) -> None:
    _read(preparer, answer((sent[0], "paid")))
    _read(preparer, answer((sent[0], "returned", "closed"), day="2026-11-18"))

    result = _read(preparer, answer((sent[0], "paid"), (sent[1], "paid")))

    assert (result.paid_count, result.unchanged_count) == (1, 1)
    assert Payout.objects.get(pk=sent[0].pk).state == "reopened"


def test_a_part_of_the_answers_leaves_the_run_open(sent: list[Payout], preparer: Actor) -> None:
    _read(preparer, answer((sent[0], "paid")))

    assert SettlementRun.objects.get().state == "exported"
    assert len(open_subjects(chart.payouts_in_transit())) == 1


HEAD = "end_to_end_id;status;date;amount;reason\n"


@pytest.mark.parametrize(
    ("_case", "text", "problems"),
    [
        ("unknown payout", HEAD + "{0};paid;2026-11-17;270.00;\nX-1;paid;2026-11-17;1.00;\n",
         [(3, "no payout is called X-1")]),
        ("other amount", HEAD + "{0};paid;2026-11-17;270.01;\n", [(2, "the payout is of 270.00 MAD")]),
        ("twice", HEAD + "{0};paid;2026-11-17;270.00;\n{0};paid;2026-11-17;270.00;\n",
         [(3, "{0} stands in the file twice, or is empty")]),
        ("status", HEAD + "{0};done;2026-11-17;270.00;\n", [(2, "the status must be paid or returned")]),
        ("no reason", HEAD + "{0};returned;2026-11-17;270.00; \n", [(2, "a returned payout needs the bank's reason")]),
        ("no date", HEAD + "{0};paid;17/11/2026;270.00;\n", [(2, "17/11/2026 is no date")]),
        ("ahead", HEAD + "{0};paid;2026-11-19;270.00;\n", [(2, "2026-11-19 lies ahead")]),
        ("no amount", HEAD + "{0};paid;2026-11-17;270,00;\n", [(2, "270,00 is no amount")]),
        ("negative", HEAD + "{0};paid;2026-11-17;-270.00;\n", [(2, "-270.00 is no amount")]),
        ("short row", HEAD + "{0};paid;2026-11-17\n", [(2, "3 cells, not 5")]),
        ("truncated", HEAD + '{0};paid;2026-11-17;270.00;"unfi', [(2, "unexpected end of data")]),
        ("two errors", HEAD + "X;paid;2026-11-17;1;\n\n;paid;2026-11-17;1;\n",
         [(4, "- stands in the file twice, or is empty")]),
        ("no rows", HEAD, [(1, "the file has no rows")]),
        ("empty", "", [(1, "the columns must be end_to_end_id, status, date, amount, reason")]),
        ("other columns", "id;status\n{0};paid\n",
         [(1, "the columns must be end_to_end_id, status, date, amount, reason")]),
        ("nul", HEAD + "{0};paid;2026-11-17;270.00;\x00\n", [(2, "this is not text")]),
    ],
)  # fmt: skip
def test_a_file_with_an_error_is_refused_whole_with_its_lines(
    sent: list[Payout], preparer: Actor, _case: str, text: str, problems: list[tuple[int, str]]
) -> None:
    entries = Entry.objects.count()

    with pytest.raises(FileRefused) as refused:
        _read(preparer, text.format(sent[0].end_to_end_id).encode())

    assert refused.value.problems == [(line, why.format(sent[0].end_to_end_id)) for line, why in problems]
    assert (Entry.objects.count(), ResultImport.objects.count()) == (entries, 0)
    assert {row.state for row in Payout.objects.all()} == {"exported"}


def test_a_file_in_another_encoding_is_refused_with_its_line(sent: list[Payout], preparer: Actor) -> None:
    with pytest.raises(FileRefused) as refused:
        _read(
            preparer, (HEAD + f"{sent[0].end_to_end_id};returned;2026-11-17;270.00;clôturé").encode("latin-1")
        )

    assert refused.value.problems == [(2, "this is not UTF-8 text")]


def test_a_file_that_is_too_large_is_refused(preparer: Actor) -> None:
    with pytest.raises(FileRefused) as refused:
        _read(preparer, b"x" * 20_000_001)

    assert refused.value.problems == [(1, "the file is larger than 20000000 bytes")]


def test_a_comma_file_with_a_byte_order_mark_in_any_order_is_read(
    sent: list[Payout], preparer: Actor
) -> None:
    text = f"\ufeffReason,Amount,Date,Status,end_to_end_id\r\n,270.00,2026-11-17,paid,{sent[0].end_to_end_id}\r\n"

    assert _read(preparer, text.encode()).paid_count == 1


def test_what_was_never_sent_cannot_be_paid(settle: Settle, preparer: Actor) -> None:
    sold(payee().pk, 30000, at=SOLD)
    settle.locked()
    payout = Payout.objects.get()

    with pytest.raises(FileRefused) as refused:
        _read(preparer, answer((payout, "paid")))

    assert refused.value.problems == [(2, "the payout is Ready and cannot become Paid")]
    assert Payout.objects.get().state == "ready"


def test_a_returned_payout_is_not_paid_by_a_later_answer(sent: list[Payout], preparer: Actor) -> None:
    _read(preparer, answer((sent[0], "returned", "closed")))

    with pytest.raises(FileRefused):
        _read(preparer, answer((sent[0], "paid"), (sent[1], "paid"), day="2026-11-18"))

    assert [row.state for row in Payout.objects.order_by("pk")] == ["reopened", "exported"]


@pytest.mark.parametrize("who", ["visitor", "member", "machine"])
def test_others_cannot_read_an_answer_in(sent: list[Payout], who: str) -> None:
    actors = {
        "visitor": Actor.anonymous(),
        "member": member_actor(Statement.objects.earliest("pk").organisation),
        "machine": Actor.of_machine("m"),
    }

    with pytest.raises(NotAllowed):
        _read(actors[who], answer((sent[0], "paid")))

    assert Payout.objects.filter(state="paid").count() == 0
