"""Make the papers of statements, row by row, whatever dies in between."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.identity import Identifier
from marketplace.documents.models import DocumentKind
from marketplace.documents.rendering import document_pdf
from marketplace.documents.services.document_store import document_store
from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.outbox import bus
from marketplace.payouts.events import StatementReady
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.models.settlement import Statement, StatementLine
from marketplace.payouts.policies import may_prepare
from marketplace.payouts.selectors.settlements import LineRow, line_rows
from marketplace.payouts.sentences import DoesNotRecompute
from marketplace.payouts.statement_paper import statement_paper

logger = logging.getLogger(__name__)

LANGUAGES = ("ar", "fr")
# A paper of more lines than this is no paper any more; the file of all lines has the rest
MAX_PAPER_LINES = 1000
MAX_ATTEMPTS = 5
LEASE = timedelta(minutes=5)


def statement_subject(statement_id: int) -> str:
    """How the documents call a statement."""
    return f"statement:{statement_id}"


def statement_pdf(*, statement_id: int, language: str) -> bytes:
    """
    Set the paper of a statement now, for a reader who comes before the workers have made it.

    The caller has asked who may see the statement.

    :raises DoesNotRecompute: if a line's facts do not lead to its amount
    """
    statement = Statement.objects.select_related("run", "organisation").get(pk=statement_id)
    payout = Payout.objects.filter(statement=statement).first()
    rows, more = _lines(statement)
    identifiers = _identifiers(statement.organisation_id)
    paper = statement_paper(statement, payout, rows, identifiers=identifiers, language=language, more=more)
    return document_pdf(paper, language)


def statements_render(*, actor: Actor, now: datetime, limit: int = 50) -> int:
    """
    Make the papers of statements that wait for them, in Arabic and French; return how many statements are done.

    Each row is claimed with a lease and its attempt counted before the work, so a statement that kills its worker is
    given up after five attempts (it stays without papers, which `payouts.checks` reports).

    :raises NotAllowed: if the actor may not prepare settlements
    """
    require(may_prepare(actor), _("You may not prepare settlements."))
    done = 0
    for statement_id in _claim(now=now, limit=limit):
        try:
            _render(statement_id, now=now)
        except DoesNotRecompute:
            logger.exception("Statement %s does not recompute; its papers are not made", statement_id)
        else:
            done += 1
    return done


@transaction.atomic
def _claim(*, now: datetime, limit: int) -> list[int]:
    due = Statement.objects.select_for_update(skip_locked=True).filter(papers_due_at__lte=now)
    rows = list(due.order_by("papers_due_at", "pk")[:limit])
    for row in rows:
        row.papers_attempts += 1
        row.papers_due_at = now + LEASE if row.papers_attempts < MAX_ATTEMPTS else None
    Statement.objects.bulk_update(rows, ["papers_attempts", "papers_due_at"])
    return [row.pk for row in rows]


@transaction.atomic
def _render(statement_id: int, *, now: datetime) -> None:
    """Papers, their rows and the fact that they exist commit together."""
    statement = (
        Statement.objects.select_for_update(of=("self",))
        .select_related("run", "organisation")
        .get(pk=statement_id)
    )
    if statement.papers_at is not None:
        return
    payout = Payout.objects.filter(statement=statement).first()
    rows, more = _lines(statement)
    identifiers = _identifiers(statement.organisation_id)
    for language in LANGUAGES:
        paper = statement_paper(
            statement, payout, rows, identifiers=identifiers, language=language, more=more
        )
        document_store(
            kind=DocumentKind.STATEMENT,
            subject=statement_subject(statement.pk),
            language=language,
            content=document_pdf(paper, language),
            now=now,
        )
    statement.papers_at = now
    statement.papers_due_at = None
    statement.save(update_fields=["papers_at", "papers_due_at"])
    bus.publish(
        StatementReady(statement_id=statement.pk, organisation_id=statement.organisation_id, happened_at=now)
    )


def _lines(statement: Statement) -> tuple[list[LineRow], tuple[int, Money]]:
    """Return the lines for the paper, and the count and sum of those that do not fit on it."""
    lines = list(StatementLine.objects.filter(statement=statement).order_by("pk")[:MAX_PAPER_LINES])
    shown = sum(line.amount_minor for line in lines)
    left = statement.line_count - len(lines) if lines else 0
    rest = Money(statement.total_minor - shown if left else 0, statement.currency)
    return line_rows(lines, statement.currency), (left, rest)


def _identifiers(organisation_id: int) -> str:
    rows = Identifier.objects.filter(
        organisation_id=organisation_id, kind__in=("ice", "if"), state="accepted"
    )
    return " · ".join(f"{row.kind.upper()} {row.value}" for row in rows.order_by("kind"))
