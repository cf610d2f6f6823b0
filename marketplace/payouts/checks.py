"""Whether what was promised to each cooperative equals what the ledger says."""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Count, F, Sum

from marketplace.kernel.findings import Finding
from marketplace.ledger import chart
from marketplace.ledger.selectors import PostingRow, balances, open_subjects_of, postings_by_id, traces
from marketplace.payouts.explanations import explain
from marketplace.payouts.models.debt import CarriedDebt
from marketplace.payouts.models.hold import Hold
from marketplace.payouts.models.member import ShareSheet
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.models.settlement import Statement, StatementLine
from marketplace.payouts.sentences import DoesNotRecompute
from marketplace.payouts.services.settlement_lock import payout_subject
from marketplace.payouts.services.statement_render import MAX_ATTEMPTS
from marketplace.payouts.states import Outcome, PayoutState

BATCH = 1000
# What must have been posted about a payout in each state, by the end of its key
_TRACES: dict[str, set[str]] = {
    PayoutState.READY: {"settled"},
    PayoutState.EXPORTED: {"settled"},
    PayoutState.PAID: {"settled", "paid"},
    PayoutState.REOPENED: {"settled", "returned"},
}


def payouts_findings() -> list[Finding]:
    """Return everything that does not add up between statements, payouts, holds and the ledger."""
    return [
        *_statement_findings(),
        *_posting_findings(),
        *_unsettled_findings(),
        *_payout_findings(),
        *_hold_findings(),
        *_debt_findings(),
        *_transit_findings(),
        *_paper_findings(),
        *_share_findings(),
    ]


def payouts_explained() -> set[tuple[str, str]]:
    """Return (account, subject) of the money on its way that payouts know of, for `ledger.checks.passage_findings`."""
    on_the_way = Payout.objects.filter(state__in=(PayoutState.READY, PayoutState.EXPORTED))
    explained = {
        (chart.payouts_in_transit(payout.currency), payout_subject(payout))
        for payout in on_the_way.iterator()
    }
    for hold in Hold.objects.filter(released_at=None).iterator():
        explained.add((chart.payable_held(hold.organisation_id, hold.currency), f"hold:{hold.pk}"))
    for debt in CarriedDebt.objects.filter(recovered_minor__lt=F("amount_minor")).iterator():
        explained.add((chart.debt_carried(debt.organisation_id, debt.currency), debt.key))
    return explained


def _debt_findings() -> list[Finding]:
    """What is carried in the ledger is what the debts say."""
    carried = {
        subject: amount.minor
        for account, subject, amount in open_subjects_of("organisation:")
        if chart.is_carried(account)
    }
    wanted = {
        debt.key: debt.amount_minor - debt.recovered_minor
        for debt in CarriedDebt.objects.filter(recovered_minor__lt=F("amount_minor")).iterator()
    }
    return [
        Finding("DEBT_NOT_IN_LEDGER", f"{carried.get(key, 0)} of {wanted.get(key, 0)} are carried", key)
        for key in sorted(carried.keys() | wanted.keys())
        if carried.get(key, 0) != wanted.get(key, 0)
    ]


def _statement_findings() -> list[Finding]:
    """Each statement equals the sum of its lines, and its payout equals it."""
    findings = []
    rows = Statement.objects.annotate(found=Sum("lines__amount_minor"), count=Count("lines")).select_related(
        "payout"
    )
    for row in rows.select_related("run", "payout").order_by("pk").iterator(chunk_size=BATCH):
        payout = getattr(row, "payout", None)
        is_payable = row.outcome == Outcome.PAYABLE
        if is_payable and (row.found != row.total_minor or row.count != row.line_count):
            findings.append(_finding("STATEMENT_NOT_ITS_LINES", f"{row.found} of {row.total_minor}", row))
        if not is_payable and row.count:
            findings.append(_finding("STATEMENT_CLAIMS_UNPAID", f"{row.count} lines", row))
        if payout is not None and payout.amount_minor != row.total_minor:
            findings.append(
                _finding("PAYOUT_NOT_ITS_STATEMENT", f"{payout.amount_minor} of {row.total_minor}", row)
            )
        if (payout is not None) != (is_payable and row.run.locked_at is not None):
            findings.append(_finding("PAYOUT_MISSING_OR_TOO_MANY", str(row.outcome), row))
    return findings


def _finding(code: str, message: str, row: Statement) -> Finding:
    return Finding(code, message, f"statement:{row.pk}")


_SETTLED_OTHERWISE = """
    WITH payable AS (
        SELECT posting.id AS posting_id FROM ledger_posting AS posting
        JOIN ledger_account AS account ON account.id = posting.account_id
        JOIN ledger_entry AS entry ON entry.id = posting.entry_id
        WHERE account.code ~ '^organisation:[0-9]+:available(@|$)' AND entry.reason <> 'settlement'
        AND NOT EXISTS (SELECT 1 FROM payouts_statementline AS line WHERE line.posting_id = posting.id)
    )
    SELECT posting_id, kept.account_id IS NULL
    FROM payouts_unsettled AS kept FULL JOIN payable USING (posting_id)
    WHERE kept.account_id IS NULL OR payable.posting_id IS NULL ORDER BY posting_id
"""


def _unsettled_findings() -> list[Finding]:
    """Each payable posting stands on a line or is kept as waiting for one, never both."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED_OTHERWISE)
        return [
            Finding(
                "UNSETTLED_WRONG",
                "It waits for a statement and is not kept." if is_lost else "It is kept and does not wait.",
                f"posting:{posting_id}",
            )
            for posting_id, is_lost in cursor.fetchall()
        ]


def _posting_findings() -> list[Finding]:
    """Each line stands for one posting on the payable account of its organisation, whose facts lead to its amount."""
    findings: list[Finding] = []
    lines = StatementLine.objects.select_related("statement").order_by("pk")
    last = 0
    while batch := list(lines.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        postings = postings_by_id([line.posting_id for line in batch])
        findings += [
            Finding("LINE_NOT_ITS_POSTING", problem, f"statement-line:{line.pk}")
            for line in batch
            if (problem := _line_problem(line, postings.get(line.posting_id)))
        ]
    return findings


def _line_problem(line: StatementLine, posting: PostingRow | None) -> str:
    if posting is None:
        return f"posting {line.posting_id} does not exist"
    account = chart.payable_available(line.statement.organisation_id, line.statement.currency)
    if posting.account != account:
        return f"posting {line.posting_id} stands on {posting.account}, not {account}"
    if -posting.amount.minor != line.amount_minor:
        return f"posting {line.posting_id} is {-posting.amount.minor}, not {line.amount_minor}"
    try:
        explain(posting.facts, -posting.amount)
    except DoesNotRecompute as error:
        return f"posting {line.posting_id} cannot be explained: {error}"
    return ""


def _payout_findings() -> list[Finding]:
    """Each payout was posted as its state says, and in its own amount."""
    findings: list[Finding] = []
    last = 0
    while batch := list(Payout.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        found = traces([payout_subject(payout) for payout in batch])
        findings += _trace_findings(batch, found)
    return findings


def _trace_findings(batch: Sequence[Payout], found: dict[str, dict[str, int]]) -> Iterable[Finding]:
    for payout in batch:
        subject = payout_subject(payout)
        entries = {key.rpartition(":")[2]: amount for key, amount in found.get(subject, {}).items()}
        wanted = _TRACES[payout.state] | ({"paid"} if payout.booked_date else set())
        if set(entries) != wanted:
            names = ", ".join(sorted(entries)) or "nothing"
            yield Finding("PAYOUT_NOT_TRACED", f"{payout.state}, but {names} was posted", subject)
        elif any(amount != payout.amount_minor for amount in entries.values()):
            yield Finding("PAYOUT_OF_OTHER_AMOUNT", f"posted {entries}, not {payout.amount_minor}", subject)


def _hold_findings() -> list[Finding]:
    """What is held in the ledger is what the holds say."""
    held = {(account, subject): -amount.minor for account, subject, amount in open_subjects_of("organisation:")
            if chart.is_held(account)}  # fmt: skip
    wanted = {
        (chart.payable_held(hold.organisation_id, hold.currency), f"hold:{hold.pk}"): hold.amount_minor
        for hold in Hold.objects.filter(released_at=None).iterator()
    }
    return [
        Finding("HOLD_NOT_IN_LEDGER", f"{held.get(key, 0)} of {wanted.get(key, 0)} are held", key[1])
        for key in sorted(held.keys() | wanted.keys())
        if held.get(key, 0) != wanted.get(key, 0)
    ]


def _share_findings() -> list[Finding]:
    """The members' shares of each sheet add up to what it shares."""
    rows = ShareSheet.objects.annotate(found=Sum("shares__share_minor")).order_by("pk")
    return [
        Finding(
            "SHARES_NOT_THEIR_SHEET",
            f"{row.found} of {row.received_minor - row.kept_minor} are shared",
            f"share-sheet:{row.pk}",
        )
        for row in rows
        if row.found != row.received_minor - row.kept_minor
    ]


def _transit_findings() -> list[Finding]:
    """What is on its way to payees in the ledger is what the open payouts say."""
    open_ones = (
        Payout.objects.filter(state__in=(PayoutState.READY, PayoutState.EXPORTED))
        .values_list("currency")
        .annotate(total=Sum("amount_minor"))
    )
    wanted = {chart.payouts_in_transit(currency): -total for currency, total in open_ones}
    found = {code: amount.minor for code, amount in balances(chart.payouts_in_transit()).items() if amount}
    return [
        Finding(
            "TRANSIT_NOT_ITS_PAYOUTS",
            f"{found.get(code, 0)} stand in transit, not {wanted.get(code, 0)}",
            code,
        )
        for code in sorted(found.keys() | wanted.keys())
        if found.get(code, 0) != wanted.get(code, 0)
    ]


def _paper_findings() -> list[Finding]:
    """Statements whose papers were given up."""
    rows = Statement.objects.filter(papers_at=None, papers_due_at=None, papers_attempts__gte=MAX_ATTEMPTS)
    return [Finding("PAPERS_GIVEN_UP", "No paper could be made.", f"statement:{pk}")
            for pk in rows.order_by("pk").values_list("pk", flat=True)]  # fmt: skip
