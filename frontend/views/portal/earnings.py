"""A cooperative's money: each dirham in one place, with the reason why it is there."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frontend.access import opened_to, opens_portal
from frontend.addresses import next_page_url
from frontend.cards import Chip
from frontend.views.papers import document_answer, paper_name, paper_parts, part_wanted, stream_answer
from frontend.views.portal.place import Place, language_here, place_of, portal_page
from marketplace.documents.models import DocumentKind
from marketplace.documents.selectors import document_latest
from marketplace.kernel.errors import NotFound
from marketplace.payouts.explanations import explain_waiting
from marketplace.payouts.policies import may_keep_members
from marketplace.payouts.selectors.earnings import available_of, earnings_of, maturing_of
from marketplace.payouts.selectors.settlements import (
    LineRow,
    StatementCard,
    statement_detail,
    statements_of,
)
from marketplace.payouts.sentences import DoesNotRecompute, Explanation, Step
from marketplace.payouts.services.statement_file import statement_file
from marketplace.payouts.services.statement_render import LANGUAGES, statement_subject
from marketplace.payouts.states import Outcome, PayoutState
from orders.selectors.next_payout import next_payout
from orders.selectors.waiting import waiting_reasons

logger = logging.getLogger(__name__)

_S = PayoutState
TONES = {
    _S.READY: ("info", "clock"),
    _S.EXPORTED: ("info", "bank"),
    _S.PAID: ("success", "check"),
    _S.RETURNED: ("danger", "reply"),
    _S.REOPENED: ("danger", "reply"),
}
LINES_SHOWN = 20


def _steps(why: Explanation, language: str) -> list[dict[str, Any]]:
    return [
        {"text": step.sentence.text(language), "amount": step.amount, "icon": _picture(step)}
        for step in why.steps
    ]


def _picture(step: Step) -> str:
    """Show whether a step adds or takes; one that only says something has a picture of its own."""
    if step.amount is None:
        return "info"
    return "plus" if step.amount.minor >= 0 else "minus"


def line_shown(row: LineRow, language: str) -> dict[str, Any]:
    """A line with its order's number and the steps that lead to its amount; none if they do not lead there."""
    try:
        steps = _steps(row.explanation(), language)
    except DoesNotRecompute:
        logger.exception("Posting %s does not recompute", row.posting_id)
        steps = []
    return {
        "row": row,
        "number": row.facts.get("sub_order_number") or row.facts.get("order_number") or "",
        "steps": steps,
    }


def lines_shown(rows: Sequence[LineRow], language: str) -> list[dict[str, Any]]:
    """Lines with their explanations."""
    return [line_shown(row, language) for row in rows]


def waiting_shown(rows: Sequence[LineRow], language: str) -> list[dict[str, Any]]:
    """Lines with their explanations and, for each, what its money waits for; one query."""
    reasons = waiting_reasons([row.subject for row in rows])
    lines = lines_shown(rows, language)
    for line in lines:
        waiting = reasons.get(line["row"].subject)
        line["waiting"] = explain_waiting(waiting).text(language) if waiting is not None else ""
    return lines


def statement_shown(card: StatementCard) -> dict[str, Any]:
    """A statement with a chip that says what became of it."""
    if card.payout_state is None:
        is_ok = card.outcome == Outcome.PAYABLE
        chip = Chip(str(Outcome(card.outcome).label), "info" if is_ok else "warning", "clock")
    else:
        tone, icon = TONES[card.payout_state]
        chip = Chip(str(card.payout_state.label), tone, icon)
    return {"card": card, "chip": chip}


@require_safe
@opened_to(opens_portal)
def earnings(request: HttpRequest) -> HttpResponseBase:
    """Show where all money stands, why what waits is waiting, and the statements."""
    place, now, language = place_of(request), timezone.now(), language_here()
    known = place.known
    sums = earnings_of(**known, at=now, first=LINES_SHOWN)
    statements = statements_of(**known, after=request.GET.get("after", ""), first=12)
    context = {
        "sums": sums,
        "outcome": sums.expected_outcome.label,
        "is_payable": sums.expected_outcome == Outcome.PAYABLE,
        "lacks_account": sums.expected_outcome == Outcome.NO_ACCOUNT,
        "next": _next_shown(place, now, language),
        "keeps_members": may_keep_members(place.actor, place.organisation_id),
        "maturing": waiting_shown(sums.maturing.lines, language),
        "available": lines_shown(sums.available.lines, language),
        "has_more_maturing": len(sums.maturing.lines) == LINES_SHOWN,
        "has_more_available": len(sums.available.lines) == LINES_SHOWN,
        "statements": [statement_shown(card) for card in statements.items],
        "next_url": next_page_url(request, statements),
    }
    return portal_page(request, "earnings", "portal-earnings", context, place=place)


def _next_shown(place: Place, now: datetime, language: str) -> dict[str, Any]:
    """What is not in the next payout yet, and why, in words."""
    found = next_payout(**place.known, at=now)
    later = [
        {"row": each, "text": each.sentence().text(language), "is_close": each.is_close}
        for each in found.later
    ]
    return {
        "due_date": found.due_date,
        "cut_off_at": found.cut_off_at,
        "total": found.later_total,
        "later": later,
    }


@require_safe
@opened_to(opens_portal)
def earnings_lines(request: HttpRequest, bucket: str) -> HttpResponseBase:
    """List all lines of one heap of money, oldest first."""
    place, now, language = place_of(request), timezone.now(), language_here()
    is_waiting, after = bucket == "maturing", request.GET.get("after", "")
    read = maturing_of if is_waiting else available_of
    page = read(**place.known, at=now, after=after)
    lines = waiting_shown(page.items, language) if is_waiting else lines_shown(page.items, language)
    context = {"lines": lines, "is_waiting": is_waiting, "next_url": next_page_url(request, page)}
    return portal_page(request, "earnings_lines", "portal-earnings", context, place=place)


@require_safe
@opened_to(opens_portal)
def statement(request: HttpRequest, statement_id: int) -> HttpResponseBase:
    """Show a statement, line by line, each with its reason."""
    place, language = place_of(request), language_here()
    card, page = statement_detail(
        actor=place.actor, statement_id=statement_id, after=request.GET.get("after", "")
    )
    _demand_member(place.actor.roles, card.organisation_id)
    context = {
        **statement_shown(card),
        "lines": lines_shown(page.items, language),
        "next_url": next_page_url(request, page),
        "paper_languages": LANGUAGES,
        "parts": paper_parts(card),
    }
    return portal_page(request, "statement", "portal-earnings", context, place=place)


def _demand_member(roles: Any, organisation_id: int) -> None:
    # Whoever handles settlements reads all statements at the operator's desk; the portal shows one's own.
    if organisation_id not in roles:
        raise NotFound(_("There is no such statement."), field="statement")


@require_safe
@opened_to(opens_portal)
def statement_paper(request: HttpRequest, statement_id: int, language: str) -> HttpResponseBase:
    """Hand over the statement as a paper, in Arabic or French."""
    place = place_of(request)
    card, _page = statement_detail(actor=place.actor, statement_id=statement_id, first=1)
    _demand_member(place.actor.roles, card.organisation_id)
    part = part_wanted(request)
    document = document_latest(
        kind=DocumentKind.STATEMENT, subject=statement_subject(statement_id, part), language=language
    )
    if document is None:
        raise NotFound(
            _("This paper is still being made; please look again in a few minutes."), field="paper"
        )
    return document_answer(document, paper_name(card, language, part))


@require_safe
@opened_to(opens_portal)
def statement_lines(request: HttpRequest, statement_id: int) -> HttpResponseBase:
    """Hand over all lines of a statement as a table."""
    place = place_of(request)
    card, _page = statement_detail(actor=place.actor, statement_id=statement_id, first=1)
    _demand_member(place.actor.roles, card.organisation_id)
    parts = statement_file(actor=place.actor, statement_id=statement_id, language=language_here())
    return stream_answer(parts, f"statement-{card.number}.csv", "text/csv; charset=utf-8")
