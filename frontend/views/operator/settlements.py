"""Settlement runs: prepare, approve by a second person, lock, send to the bank, read its answer."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.access import actor_for, opened_to, opens_settlements
from frontend.addresses import next_page_url
from frontend.cards import Link
from frontend.forms.operator import DiscardForm, ExportForm, PrepareForm, ResultForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.views.operator.desk import language_here, operator_page
from frontend.views.papers import download_answer
from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import BASE_CURRENCY
from marketplace.kernel.texts import text_in
from marketplace.payouts.calendar import due_dates, local_date
from marketplace.payouts.policies import may_move_money, may_prepare
from marketplace.payouts.selectors.files import payout_file
from marketplace.payouts.selectors.rows import term_on
from marketplace.payouts.selectors.settlements import (
    RunDetail,
    StatementCard,
    alarms_open,
    run_detail,
    runs_listed,
    statements_in,
)
from marketplace.payouts.services.payout_result_import import payout_result_import
from marketplace.payouts.services.settlement_approve import settlement_approve, settlement_discard
from marketplace.payouts.services.settlement_export import settlement_export
from marketplace.payouts.services.settlement_lock import settlement_lock
from marketplace.payouts.services.settlement_prepare import settlement_prepare
from marketplace.payouts.states import RUN_FLOW, FileFormat, Outcome, PayoutState, PayoutWay, RunState

_R = RunState
TONES = {
    _R.DRAFT: ("warning", "pencil"),
    _R.APPROVED: ("info", "thumb-up"),
    _R.LOCKED: ("info", "lock"),
    _R.EXPORTED: ("brand", "bank"),
    _R.CLOSED: ("success", "check"),
    _R.DISCARDED: ("", "trash"),
}
OUTCOME_TONES = {
    Outcome.PAYABLE: ("success", "check"),
    Outcome.BELOW_MINIMUM: ("", "arrow-forward"),
    Outcome.NEGATIVE: ("warning", "minus"),
    Outcome.NO_ACCOUNT: ("danger", "alert"),
}
PAYOUT_TONES = {
    PayoutState.READY: ("", "clock"),
    PayoutState.EXPORTED: ("brand", "bank"),
    PayoutState.PAID: ("success", "check"),
    PayoutState.RETURNED: ("danger", "undo"),
    PayoutState.REOPENED: ("danger", "undo"),
}
_CSV = "text/csv; charset=utf-8"
TYPES = {
    FileFormat.CSV.value: _CSV,
    FileFormat.PAIN001.value: "application/xml",
    FileFormat.SIMT400.value: "text/plain; charset=iso-8859-1",
    FileFormat.MANDATE.value: _CSV,
    FileFormat.STRIPE.value: _CSV,
    FileFormat.MANUAL.value: _CSV,
}


def latest_due(now: datetime) -> date | None:
    """Return the newest date of the calendar that has come; None while nothing says when settlements are due."""
    today = local_date(now)
    try:
        term = term_on(today, BASE_CURRENCY)
    except NotFound:
        return None
    return max(due_dates(term.days, today - timedelta(days=31), today), default=None)


@require_http_methods(["GET", "POST"])
@opened_to(opens_settlements)
def settlements(request: HttpRequest) -> HttpResponseBase:
    """List the runs and the dates that were missed; POST prepares a date (again: the same run)."""
    actor, now = actor_for(request), timezone.now()
    if request.method == "POST":
        form = PrepareForm(request.POST)
        run = attempt(
            form,
            lambda: settlement_prepare(actor=actor, due_date=form.cleaned_data["due_date"], now=now),
        )
        if run is not None:
            return redirect("frontend:operator-run", run.pk)
    else:
        form = PrepareForm(initial={"due_date": latest_due(now)})
    page = runs_listed(actor=actor, after=request.GET.get("after", ""))
    shown = {
        "rows": [(row, *TONES[row.state]) for row in page.items],
        "next_url": next_page_url(request, page),
        "alarms": alarms_open(actor=actor),
        "form": form,
        "may_prepare": may_prepare(actor),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return operator_page(request, "settlements", "operator-settlements", shown, status=status)


@require_GET
@opened_to(opens_settlements)
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show a run with its statements and what may be done with it now."""
    return _run_page(request, run_id)


def _run_page(
    request: HttpRequest, run_id: int, failed: tuple[str, forms.Form] | None = None
) -> HttpResponse:
    actor, wanted = actor_for(request), request.GET.get("outcome", "")
    if wanted and wanted not in Outcome.values:
        raise NotFound(_("There is no such outcome."), field="outcome")
    detail = run_detail(actor=actor, run_id=run_id)
    page = statements_in(actor=actor, run_id=run_id, outcome=wanted, after=request.GET.get("after", ""))
    made: dict[str, forms.Form] = {
        "discard": DiscardForm(),
        "export": ExportForm(ways=detail.unsent),
        "result": ResultForm(),
    }
    if failed is not None:
        made[failed[0]] = failed[1]
    tone, icon = TONES[detail.card.state]
    shown = {
        "run": detail.card,
        "detail": detail,
        "tone": tone,
        "icon": icon,
        "tabs": _tabs(detail, wanted),
        "rows": [_row(card) for card in page.items],
        "next_url": next_page_url(request, page),
        "orders_transfers": PayoutWay.STRIPE in detail.unsent,
        "files": [(way, name) for way, name in detail.files.items()],
        "payouts": [(state.label, count, *PAYOUT_TONES[state]) for state, count in detail.payouts.items()],
        "steps": _steps(detail, moves_money=may_move_money(actor)),
        "waits_for_second": detail.card.state == RunState.DRAFT and not detail.may_approve,
        "may_approve_at_all": actor.may(Permission.APPROVE_SETTLEMENTS),
        "forms": made,
        "failed": failed[0] if failed else "",
    }
    status = UNPROCESSABLE if failed is not None else 200
    return operator_page(request, "run", "operator-settlements", shown, status=status)


def _tabs(detail: RunDetail, wanted: str) -> list[Link]:
    tabs = [Link(_("All"), "?", is_here=not wanted, count=sum(each.count for each in detail.outcomes))]
    return tabs + [
        Link(
            str(each.outcome.label),
            f"?outcome={each.outcome.value}",
            OUTCOME_TONES[each.outcome][1],
            is_here=each.outcome.value == wanted,
            count=each.count,
        )
        for each in detail.outcomes
    ]


def _row(card: StatementCard) -> tuple[StatementCard, str, str, str, str]:
    name = text_in(card.organisation_names, language_here())
    if card.payout_state is not None:
        return card, name, str(card.payout_state.label), *PAYOUT_TONES[card.payout_state]
    return card, name, str(card.outcome.label), *OUTCOME_TONES[card.outcome]


def _steps(detail: RunDetail, *, moves_money: bool) -> dict[str, bool]:
    """Which buttons the page shows: what the run's state and the person allow."""
    state = detail.card.state
    return {
        "approve": detail.may_approve,
        "discard": moves_money and RUN_FLOW.allows(state, RunState.DISCARDED),
        "lock": moves_money and RUN_FLOW.allows(state, RunState.LOCKED),
        "export": moves_money and bool(detail.unsent),
        "download": moves_money and bool(detail.files),
        "result": moves_money and bool(detail.files),
    }


@require_POST
@opened_to(opens_settlements)
def act(request: HttpRequest, run_id: int, step: str) -> HttpResponseBase:
    """Take one step with a run: approve, discard, lock, export, or read the bank's answer."""
    actor, now = actor_for(request), timezone.now()
    buttons: dict[str, tuple[Callable[[], object], str]] = {
        "approve": (
            lambda: settlement_approve(actor=actor, run_id=run_id, now=now),
            _("Approved. The settlement can be locked now."),
        ),
        "lock": (
            lambda: settlement_lock(actor=actor, run_id=run_id, now=now),
            _("Locked: the payouts are made, the statements are being written."),
        ),
    }
    if step in buttons:
        done(request, *buttons[step])
        return redirect("frontend:operator-run", run_id)
    form, call, said = _deed(request, run_id, step, now)
    if attempt(form, call) is None:
        return _run_page(request, run_id, (step, form))
    messages.success(request, said)
    return redirect("frontend:operator-run", run_id)


def _deed(
    request: HttpRequest, run_id: int, step: str, now: datetime
) -> tuple[forms.Form, Callable[[], object], str]:
    """Return the form of a step, the call that carries it out, and what to say then."""
    actor = actor_for(request)
    if step == "discard":
        discard = DiscardForm(request.POST)
        return (
            discard,
            lambda: settlement_discard(
                actor=actor, run_id=run_id, reason=discard.cleaned_data["reason"], now=now
            ),
            _("Discarded: the date can be prepared anew."),
        )
    if step == "export":
        export = ExportForm(request.POST, ways=tuple(PayoutWay))
        return (
            export,
            lambda: settlement_export(
                actor=actor, run_id=run_id, file_format=export.cleaned_data["file_format"], now=now
            ),
            _("The Stripe transfers are ordered: their answers come by themselves.")
            if export.data.get("file_format") == FileFormat.STRIPE
            else _("The file is written. Download it and give it to the bank or the agency."),
        )
    if step == "result":
        result = ResultForm(request.POST, request.FILES)
        return (
            result,
            lambda: payout_result_import(
                actor=actor, content=result.content(), name=result.cleaned_data["file"].name, now=now
            ),
            _("The answer of the bank is read."),
        )
    raise NotFound(_("There is no such step."), field="step")


@require_GET
@opened_to(opens_settlements)
def download(request: HttpRequest, run_id: int) -> HttpResponse:
    """Give the file for the bank, or for the agency that pays mandates out."""
    way = request.GET.get("way", PayoutWay.BANK.value)
    file = payout_file(actor=actor_for(request), run_id=run_id, way=way)
    return download_answer(bytes(file.content), file.name, TYPES[file.format])
