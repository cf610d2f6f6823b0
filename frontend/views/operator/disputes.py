"""Disputes: what a cardholder's bank took back, until when it wants an answer, and the answer."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.access import actor_for, opened_to, opens_orders
from frontend.addresses import next_page_url
from frontend.cards import Chip, Link
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.forms.returning import DisputeCauseForm, EvidenceForm
from frontend.views.operator.desk import operator_page
from frontend.views.papers import pdf_answer
from marketplace.documents.rendering import document_pdf
from marketplace.kernel.actor import Permission
from orders.dispute_evidence import evidence_of, evidence_pack
from orders.refund_states import DisputeState, RefundCause
from orders.selectors.disputes import dispute_page, disputes_listed, story_of
from orders.services.dispute_apply import dispute_answer, dispute_cause_set

HERE = "operator-disputes"
_LOOKS: dict[str, tuple[str, str]] = {
    DisputeState.NEEDS_RESPONSE: ("danger", "alert"),
    DisputeState.UNDER_REVIEW: ("info", "clock"),
    DisputeState.WON: ("success", "check"),
    DisputeState.LOST: ("", "close"),
}


def _chip(state: str) -> Chip:
    return Chip(str(DisputeState(state).label), *_LOOKS[state])


@require_GET
@opened_to(opens_orders)
def disputes(request: HttpRequest) -> HttpResponse:
    """List the disputes, those that run out first coming first."""
    shows_all = request.GET.get("show") == "all"
    page = disputes_listed(
        actor=actor_for(request), only_open=not shows_all, after=request.GET.get("after", "")
    )
    shown = {
        "rows": [(view, _chip(view.row.state)) for view in page.items],
        "tabs": [
            Link(_("Open"), "?", is_here=not shows_all),
            Link(_("All"), "?show=all", is_here=shows_all),
        ],
        "next_url": next_page_url(request, page),
    }
    return operator_page(request, "disputes", HERE, shown)


@require_http_methods(["GET", "POST"])
@opened_to(opens_orders)
def dispute(request: HttpRequest, dispute_id: uuid.UUID) -> HttpResponseBase:
    """Show a dispute with the evidence that we have; POST sends it to the cardholder's bank."""
    actor = actor_for(request)
    view = dispute_page(actor=actor, dispute_id=dispute_id)
    if request.method == "POST":
        form = EvidenceForm(request.POST)
        sent = attempt(
            form,
            lambda: dispute_answer(
                actor=actor, dispute_id=dispute_id, evidence=form.cleaned_data, now=timezone.now()
            ),
        )
        if sent is not None:
            messages.success(request, _("The answer is on its way to the bank."))
            return redirect("frontend:operator-dispute", dispute_id)
    else:
        form = EvidenceForm(initial=evidence_of(story_of(view.order)))
    shown = {
        "view": view,
        "chip": _chip(view.row.state),
        "form": form,
        "cause_form": DisputeCauseForm(initial={"cause": view.row.cause}),
        "may_answer": actor.may(Permission.MANAGE_ORDERS)
        and view.row.submitted_at is None
        and view.row.state == DisputeState.NEEDS_RESPONSE,
        "may_correct": actor.may(Permission.MANAGE_ORDERS) and view.row.closed_at is None,
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return operator_page(request, "dispute", HERE, shown, status=status)


@require_POST
@opened_to(opens_orders)
def cause(request: HttpRequest, dispute_id: uuid.UUID) -> HttpResponseBase:
    """Correct who answers for a dispute that is lost."""
    form = DisputeCauseForm(request.POST)
    if form.is_valid():
        dispute_cause_set(
            actor=actor_for(request),
            dispute_id=dispute_id,
            cause=RefundCause(form.cleaned_data["cause"]),
            now=timezone.now(),
        )
        messages.success(request, _("Noted."))
    return redirect("frontend:operator-dispute", dispute_id)


@require_GET
@opened_to(opens_orders)
def pack(request: HttpRequest, dispute_id: uuid.UUID) -> HttpResponse:
    """Give the evidence as a paper."""
    view = dispute_page(actor=actor_for(request), dispute_id=dispute_id)
    paper = evidence_pack(story_of(view.order), view.row.provider_reference)
    return pdf_answer(document_pdf(paper, "en"), f"evidence-{view.order.number}.pdf")
