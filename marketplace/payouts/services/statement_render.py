"""Make the papers of statements, part by part, whatever dies in between (decision 292)."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.identity import Identifier
from marketplace.documents.models import DocumentKind
from marketplace.documents.rendering import document_pdf
from marketplace.documents.services.document_store import document_store
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.outbox import bus
from marketplace.payouts.events import StatementReady
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.models.settlement import Statement, StatementLine
from marketplace.payouts.policies import may_prepare
from marketplace.payouts.selectors.settlements import StatementCard, line_rows
from marketplace.payouts.sentences import DoesNotRecompute
from marketplace.payouts.statement_paper import statement_paper
from marketplace.payouts.states import Outcome

logger = logging.getLogger(__name__)

LANGUAGES = ("ar", "fr")
# So many lines are one part of a paper: a file of its own, that neither a worker's nor a reader's memory feels
PART_LINES = 500
# Of one statement, before others have their turn
PARTS_AT_ONCE = 5
MAX_ATTEMPTS = 5
LEASE = timedelta(minutes=5)


def statement_subject(statement_id: int, part: int = 1) -> str:
    """How the documents call a part of a statement's paper; the first is called as the statement."""
    return f"statement:{statement_id}" if part == 1 else f"statement:{statement_id}:{part}"


def parts_of(statement: Statement | StatementCard) -> int:
    """Return how many parts the paper of a statement has; one that pays nothing has no lines, and one part."""
    lines = statement.line_count if statement.outcome == Outcome.PAYABLE else 0
    return max(1, -(-lines // PART_LINES))


def statement_pdf(*, statement_id: int, language: str, part: int = 1) -> bytes:
    """
    Set a part of a statement's paper now, for a reader who comes before the workers have made it.

    The caller has asked who may see the statement.

    :raises NotFound: if there is no such part
    :raises DoesNotRecompute: if a line's facts do not lead to its amount
    """
    statement = Statement.objects.select_related("run", "organisation").get(pk=statement_id)
    if not 1 <= part <= parts_of(statement):
        raise NotFound(_("This paper has no such part."), field="part")
    begin = (part - 1) * PART_LINES
    lines = StatementLine.objects.filter(statement=statement).order_by("pk")[begin : begin + PART_LINES]
    return _pdf(statement, list(lines), part, language)


def _pdf(statement: Statement, lines: list[StatementLine], part: int, language: str) -> bytes:
    rest = statement.total_minor - sum(line.amount_minor for line in lines)
    left = statement.line_count - len(lines)
    paper = statement_paper(
        statement,
        Payout.objects.filter(statement=statement).first(),
        line_rows(lines, statement.currency),
        identifiers=_identifiers(statement.organisation_id),
        language=language,
        more=(left, Money(rest if left else 0, statement.currency)) if lines else (0, Money(0)),
        part=(part, parts_of(statement)),
    )
    return document_pdf(paper, language)


def statements_render(*, actor: Actor, now: datetime, limit: int = 50) -> int:
    """
    Make the papers of statements that wait for them, in Arabic and French; return for how many some were made.

    A long one is made in parts, each in a transaction of its own; after some it is due again behind the others. Each
    row is claimed with a lease and its attempt counted before the work, so a statement that kills its worker is given
    up after five attempts without a new part (it stays without papers, which `payouts.checks` reports).

    :raises NotAllowed: if the actor may not prepare settlements
    """
    require(may_prepare(actor), _("You may not prepare settlements."))
    done = 0
    for statement_id in _claim(now=now, limit=limit):
        try:
            for _part in range(PARTS_AT_ONCE):
                if _render(statement_id, now=now):
                    break
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
def _render(statement_id: int, *, now: datetime) -> bool:
    """Make the next part; its papers, their rows and what they change commit together. Say whether it was the last."""
    statement = (
        Statement.objects.select_for_update(of=("self",))
        .select_related("run", "organisation")
        .get(pk=statement_id)
    )
    if statement.papers_at is not None:
        return True
    part = statement.papers_parts + 1
    rows = StatementLine.objects.filter(statement=statement, pk__gt=statement.papers_last_line)
    lines = list(rows.order_by("pk")[:PART_LINES])
    for language in LANGUAGES:
        document_store(
            kind=DocumentKind.STATEMENT,
            subject=statement_subject(statement.pk, part),
            language=language,
            content=_pdf(statement, lines, part, language),
            now=now,
        )
    statement.papers_parts = part
    statement.papers_last_line = lines[-1].pk if lines else 0
    is_last = part >= parts_of(statement)
    statement.papers_at = now if is_last else None
    # What is not ready is due again at once, and a part that was made is no attempt in vain
    statement.papers_due_at = None if is_last else now
    if not is_last:
        statement.papers_attempts = 0
    statement.save(
        update_fields=["papers_at", "papers_due_at", "papers_attempts", "papers_parts", "papers_last_line"]
    )
    if is_last:
        bus.publish(
            StatementReady(
                statement_id=statement.pk, organisation_id=statement.organisation_id, happened_at=now
            )
        )
    return is_last


def _identifiers(organisation_id: int) -> str:
    rows = Identifier.objects.filter(
        organisation_id=organisation_id, kind__in=("ice", "if"), state="accepted"
    )
    return " · ".join(f"{row.kind.upper()} {row.value}" for row in rows.order_by("kind"))
