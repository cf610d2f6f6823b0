"""Money that goes back: returns to decide about, refunds to decide and to pay, claims on hubs and carriers."""

import uuid
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.access import actor_for, opened_to, opens_orders
from frontend.addresses import next_page_url
from frontend.cards import Link
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.forms.returning import ClaimForm, PaidForm, RefundForm, VoucherForm, WhyForm
from frontend.return_words import refund_chip, return_chip
from frontend.views.operator.desk import operator_page
from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import NotFound
from orders.models.refund import Refund
from orders.models.returning import ReturnRequest
from orders.refund_states import ClaimState, RefundCause, RefundMedium, RefundState, ReturnState
from orders.selectors.boxes import boxes_by_line
from orders.selectors.orders import OrderView
from orders.selectors.refunds import claims_open, refund_page, refunds_listed
from orders.selectors.returns import return_by_number, returns_listed
from orders.selectors.staff import order_by_number
from orders.services.claim_close import claim_close
from orders.services.refund_decide import refund_decide
from orders.services.refund_draft import Wish
from orders.services.refund_send import refund_pay, refund_unclaimed, refund_voucher_issue
from orders.services.return_request import return_decide

HERE = "operator-refunds"
_SHOWN: dict[str, tuple[RefundState, ...]] = {
    "": (RefundState.DUE, RefundState.SENT),
    "customer": (RefundState.CHOICE, RefundState.FAILED),
    "done": (RefundState.DONE,),
}


def _tabs(show: str) -> list[Link]:
    names = {
        "": _("To pay"),
        "customer": _("Waiting for the customer"),
        "done": _("Paid back"),
        "returns": _("Returns"),
        "claims": _("Claims"),
    }
    return [Link(text, f"?show={key}" if key else "?", is_here=key == show) for key, text in names.items()]


@require_GET
@opened_to(opens_orders)
def refunds(request: HttpRequest) -> HttpResponse:
    """List what is to be paid back, or the returns, or the claims."""
    actor, show, after = actor_for(request), request.GET.get("show", ""), request.GET.get("after", "")
    shown: dict[str, object] = {"tabs": _tabs(show), "show": show}
    if show == "returns":
        states = (ReturnState.REQUESTED, ReturnState.APPROVED, ReturnState.RECEIVED)
        page = returns_listed(actor=actor, states=states, after=after)
        shown["returns"] = [(view, return_chip(view.row)) for view in page.items]
        shown["next_url"] = next_page_url(request, page)
    elif show == "claims":
        shown["claims"] = claims_open(actor=actor)
        shown["claim_form"] = ClaimForm()
    else:
        states_shown = _SHOWN.get(show, _SHOWN[""])
        found = refunds_listed(actor=actor, states=states_shown, after=after)
        shown["refunds"] = [(view, refund_chip(view.row)) for view in found.items]
        shown["next_url"] = next_page_url(request, found)
    return operator_page(request, "refunds", HERE, shown)


@require_http_methods(["GET", "POST"])
@opened_to(opens_orders)
def refund_new(request: HttpRequest, number: int) -> HttpResponseBase:
    """Decide a refund of an order, line by line."""
    view = order_by_number(actor=actor_for(request), number=number)
    if request.method == "POST":
        form = RefundForm(request.POST, lines=view.lines)
        refund = attempt(form, lambda: _decided(request, view, form))
        if refund is not None:
            messages.success(request, _("Decided: the customer and the cooperatives are told."))
            return redirect("frontend:operator-refund", refund.pk)
    else:
        form = RefundForm(lines=view.lines, initial={"key": str(uuid.uuid4())})
    inside = boxes_by_line(view.row.pk)
    asked = [(line, units, inside.get(line.pk, ())) for line, units in form.asked()]
    shown = {"order": view.row, "form": form, "asked": asked}
    status = UNPROCESSABLE if form.is_bound else 200
    return operator_page(request, "refund_new", "operator-orders", shown, status=status)


def _decided(request: HttpRequest, view: OrderView, form: RefundForm) -> Refund:
    return refund_decide(
        actor=actor_for(request),
        order_id=view.row.pk,
        key=f"desk:{form.cleaned_data['key']}",
        cause=RefundCause(form.cleaned_data["cause"]),
        wish=Wish(lines=form.wanted(), amount=form.sum(), with_delivery=form.with_delivery()),
        reason=form.cleaned_data["reason"],
        now=timezone.now(),
    )


@require_GET
@opened_to(opens_orders)
def refund(request: HttpRequest, refund_id: uuid.UUID) -> HttpResponse:
    """Show a refund: who bears what, how it is paid, and what is next."""
    return _page(request, refund_id)


def _page(
    request: HttpRequest, refund_id: uuid.UUID, failed: tuple[str, forms.Form] | None = None
) -> HttpResponse:
    actor = actor_for(request)
    view = refund_page(actor=actor, refund_id=refund_id)
    row = view.row
    made: dict[str, forms.Form] = {"pay": PaidForm(), "voucher": VoucherForm(), "unclaimed": WhyForm()}
    if failed is not None:
        made[failed[0]] = failed[1]
    by_hand = row.medium in (RefundMedium.TRANSFER, RefundMedium.AGENCY)
    is_agency = row.medium == RefundMedium.AGENCY
    may_pay = actor.may(Permission.MANAGE_CASH)
    ready = RefundState.SENT if is_agency else RefundState.DUE
    shown = {
        "refund": row,
        "parts": view.parts,
        "chip": refund_chip(row),
        "forms": made,
        "can_pay": may_pay and by_hand and row.state == ready,
        "can_issue": may_pay and is_agency and row.state == RefundState.DUE,
        "can_fail": may_pay and by_hand and row.state in (RefundState.SENT, RefundState.DONE),
    }
    return operator_page(request, "refund", HERE, shown, status=UNPROCESSABLE if failed else 200)


@require_POST
@opened_to(opens_orders)
def refund_act(request: HttpRequest, refund_id: uuid.UUID, step: str) -> HttpResponseBase:
    """Pay a refund, note an agency's code, or note that it did not arrive."""
    form, call = _deed(request, refund_id, step)
    if attempt(form, call) is None:
        return _page(request, refund_id, (step, form))
    messages.success(request, _("Noted."))
    return redirect("frontend:operator-refund", refund_id)


def _deed(request: HttpRequest, refund_id: uuid.UUID, step: str) -> tuple[forms.Form, Callable[[], object]]:
    actor, now = actor_for(request), timezone.now()
    if step == "pay":
        paid = PaidForm(request.POST)
        return paid, lambda: refund_pay(
            actor=actor,
            refund_id=refund_id,
            payment_reference=paid.cleaned_data["payment_reference"],
            now=now,
        )
    if step == "voucher":
        voucher = VoucherForm(request.POST)
        return voucher, lambda: refund_voucher_issue(
            actor=actor,
            refund_id=refund_id,
            code=voucher.cleaned_data["code"],
            expires_on=voucher.cleaned_data["expires_on"],
            now=now,
        )
    if step == "unclaimed":
        why = WhyForm(request.POST)
        return why, lambda: refund_unclaimed(
            actor=actor, refund_id=refund_id, why=why.cleaned_data["why"], now=now
        )
    raise NotFound(_("There is no such step."), field="step")


@require_http_methods(["GET", "POST"])
@opened_to(opens_orders)
def return_(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show a return; POST accepts it, or refuses it with a reason."""
    actor = actor_for(request)
    view = return_by_number(actor=actor, number=number)
    accepts = "accept" in request.POST
    form = WhyForm(request.POST if request.method == "POST" and not accepts else None)
    if accepts:
        return _accepted(request, view.row)
    if form.is_bound:
        refused = attempt(
            form,
            lambda: return_decide(
                actor=actor,
                return_id=view.row.pk,
                accept=False,
                refusal=form.cleaned_data["why"],
                now=timezone.now(),
            ),
        )
        if refused is not None:
            return redirect("frontend:operator-return", number)
    shown = {
        "view": view,
        "chip": return_chip(view.row),
        "form": form,
        "may_decide": actor.may(Permission.MANAGE_ORDERS) and view.row.state == ReturnState.REQUESTED,
    }
    return operator_page(request, "return", HERE, shown, status=UNPROCESSABLE if form.is_bound else 200)


def _accepted(request: HttpRequest, row: ReturnRequest) -> HttpResponseBase:
    done(
        request,
        lambda: return_decide(actor=actor_for(request), return_id=row.pk, accept=True, now=timezone.now()),
        _("The return is accepted; the customer is told."),
    )
    return redirect("frontend:operator-return", row.number)


@require_POST
@opened_to(opens_orders)
def claim(request: HttpRequest, claim_id: int) -> HttpResponseBase:
    """Close a claim on a hub or a carrier."""
    form = ClaimForm(request.POST)
    closed = attempt(
        form,
        lambda: claim_close(
            actor=actor_for(request),
            claim_id=claim_id,
            outcome=ClaimState(form.cleaned_data["outcome"]),
            note=form.cleaned_data["note"],
            now=timezone.now(),
        ),
    )
    if closed is None:
        for words in form.errors.values():
            messages.error(request, " ".join(str(each) for each in words))
    else:
        messages.success(request, _("Noted."))
    return redirect(reverse("frontend:operator-refunds") + "?show=claims")
