"""One statement, and why each of its amounts is what it is."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from frontend.access import actor_for, opened_to, opens_settlements
from frontend.addresses import next_page_url
from frontend.forms.operator import MandateForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.views.operator.desk import language_here, operator_page
from frontend.views.papers import (
    document_answer,
    paper_name,
    paper_parts,
    part_wanted,
    pdf_answer,
    stream_answer,
)
from marketplace.cooperatives.selectors import officers_of
from marketplace.documents.models import DocumentKind
from marketplace.documents.selectors import document_latest
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.texts import text_in
from marketplace.payouts.policies import may_move_money
from marketplace.payouts.selectors.settlements import LineRow, StatementCard, statement_detail
from marketplace.payouts.sentences import DoesNotRecompute
from marketplace.payouts.services.mandate_choose import mandate_choose, mandate_withdraw
from marketplace.payouts.services.statement_file import statement_file
from marketplace.payouts.services.statement_render import (
    LANGUAGES,
    statement_pdf,
    statement_subject,
)
from marketplace.payouts.states import POSTED_RUN_STATES, Outcome, RunState


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with the steps that lead to its amount; without steps its facts do not recompute."""

    row: LineRow
    heading: str
    steps: tuple[tuple[str, Money | None], ...]


def shown_line(row: LineRow, language: str) -> ShownLine:
    """Word the explanation of a line."""
    try:
        why = row.explanation()
    except DoesNotRecompute:
        return ShownLine(row, row.subject, ())
    steps = tuple((step.sentence.text(language), step.amount) for step in why.steps)
    return ShownLine(row, steps[0][0], steps)


@require_GET
@opened_to(opens_settlements)
def statement(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Show a statement line by line; each line opens to its reason."""
    return _statement_page(request, statement_id)


@require_POST
@opened_to(opens_settlements)
def mandate(request: HttpRequest, statement_id: int) -> HttpResponseBase:
    """Pay a statement of a draft in cash, or take that back."""
    actor = actor_for(request)
    if request.POST.get("withdraw"):
        done(
            request,
            lambda: mandate_withdraw(actor=actor, statement_id=statement_id),
            _("The money waits for an account again."),
        )
        return redirect("frontend:operator-statement", statement_id)
    card, _page = statement_detail(actor=actor, statement_id=statement_id, first=1)
    form = MandateForm(request.POST, officers=_officers(card))
    made = attempt(
        form,
        lambda: mandate_choose(
            actor=actor,
            statement_id=statement_id,
            officer_id=form.cleaned_data["officer"],
            now=timezone.now(),
        ),
    )
    if made is None:
        return _statement_page(request, statement_id, failed=form)
    messages.success(request, _("It is paid in cash, once a second person has approved the settlement."))
    return redirect("frontend:operator-statement", statement_id)


def _officers(card: StatementCard) -> list[tuple[int, str]]:
    return [(each.pk, each.full_name) for each in officers_of(card.organisation_id) if each.full_name.strip()]


def _statement_page(
    request: HttpRequest, statement_id: int, *, failed: MandateForm | None = None
) -> HttpResponse:
    language = language_here()
    card, page = statement_detail(
        actor=actor_for(request), statement_id=statement_id, after=request.GET.get("after", "")
    )
    may_choose = card.run_state == RunState.DRAFT and may_move_money(actor_for(request))
    waits = may_choose and card.outcome == Outcome.NO_ACCOUNT
    shown = {
        "card": card,
        "name": text_in(card.organisation_names, language),
        "lines": [shown_line(row, language) for row in page.items],
        "next_url": next_page_url(request, page),
        "has_paper": card.run_state in POSTED_RUN_STATES,
        "parts": paper_parts(card),
        "may_choose": may_choose,
        "mandate_form": failed or (MandateForm(officers=_officers(card)) if waits else None),
    }
    status = UNPROCESSABLE if failed is not None else 200
    return operator_page(request, "statement", "operator-settlements", shown, status=status)


@require_GET
@opened_to(opens_settlements)
def statement_paper(request: HttpRequest, statement_id: int) -> HttpResponseBase:
    """Give the statement as a PDF: the kept one, or one set now if the workers have not come to it yet."""
    card, _page = statement_detail(actor=actor_for(request), statement_id=statement_id, first=1)
    return paper_answer(card, language_here(), part_wanted(request))


def paper_answer(card: StatementCard, language: str, part: int = 1) -> HttpResponseBase:
    """
    Return a part of the paper of a statement that the caller may see; other languages read it in French.

    :raises NotFound: if the statement is of a draft, which has no paper, or the paper has no such part
    """
    if card.run_state not in POSTED_RUN_STATES:
        raise NotFound(_("A draft has no paper."), field="statement")
    code = language if language in LANGUAGES else "fr"
    name = paper_name(card, code, part)
    kept = document_latest(
        kind=DocumentKind.STATEMENT, subject=statement_subject(card.statement_id, part), language=code
    )
    if kept is not None:
        return document_answer(kept, name)
    return pdf_answer(statement_pdf(statement_id=card.statement_id, language=code, part=part), name)


@require_GET
@opened_to(opens_settlements)
def statement_lines(request: HttpRequest, statement_id: int) -> HttpResponseBase:
    """Give all lines of a statement as a CSV file."""
    parts = statement_file(actor=actor_for(request), statement_id=statement_id, language=language_here())
    return stream_answer(parts, f"statement-{statement_id}.csv", "text/csv; charset=utf-8")
