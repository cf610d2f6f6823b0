"""What does not agree between the books and the bank, the card processor, the carriers and the desks."""

from collections.abc import Callable
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from frontend.access import actor_for, opened_to, opens_breaks
from frontend.addresses import next_page_url
from frontend.cards import Link
from frontend.forms.bank import AssignForm, ResolveForm, SettleForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.views.operator.desk import operator_page
from marketplace.kernel.errors import NotFound
from marketplace.payouts.calendar import local_date
from orders.policies import may_confirm_payment
from orders.selectors.bank import BreakRow, break_shown, breaks_listed, breaks_open
from orders.services.agency_import import agency_receipt_return
from orders.services.bank_entry_settle import bank_entry_settle
from orders.services.break_rows import break_assign, break_resolve, keepers
from orders.states import BreakSource, BreakState

ICONS = {
    BreakSource.BANK: "bank",
    BreakSource.CARD: "card",
    BreakSource.CARRIER: "truck",
    BreakSource.TILL: "cash",
    BreakSource.AGENCY: "store",
}


@require_GET
@opened_to(opens_breaks)
def breaks(request: HttpRequest) -> HttpResponse:
    """List breaks by source: the open ones, one's own, or those that are resolved."""
    actor, asked = actor_for(request), request.GET
    source, show = asked.get("source", ""), asked.get("show", "open")
    page = breaks_listed(
        actor=actor,
        state="resolved" if show == "resolved" else "open",
        source=source,
        mine=show == "mine",
        after=asked.get("after", ""),
    )
    counts, today = breaks_open(actor=actor), local_date(timezone.now())
    kept = f"&source={source}" if source else ""
    tabs = [
        Link(_("Open"), f"?show=open{kept}", "alert", is_here=show == "open"),
        Link(_("Mine"), f"?show=mine{kept}", "user", is_here=show == "mine"),
        Link(_("Resolved"), f"?show=resolved{kept}", "check", is_here=show == "resolved"),
    ]
    sources = [Link(_("All"), f"?show={show}", is_here=not source, count=sum(counts.values()))]
    sources += [
        Link(
            str(each.label),
            f"?show={show}&source={each.value}",
            ICONS[each],
            is_here=each.value == source,
            count=counts.get(each.value, 0),
        )
        for each in BreakSource
    ]
    shown = {
        "tabs": tabs,
        "sources": sources,
        "rows": [(row, ICONS[row.source], row.is_late(today)) for row in page.items],
        "next_url": next_page_url(request, page),
    }
    return operator_page(request, "breaks", "operator-breaks", shown)


@require_GET
@opened_to(opens_breaks)
def shown(request: HttpRequest, break_id: int) -> HttpResponse:
    """Show a break and what can be done about it."""
    row = break_shown(actor=actor_for(request), break_id=break_id)
    return _page(request, row)


def _page(request: HttpRequest, row: BreakRow, failed: tuple[str, forms.Form] | None = None) -> HttpResponse:
    actor = actor_for(request)
    may_act = may_confirm_payment(actor) and row.state == BreakState.OPEN
    made: dict[str, forms.Form] = {}
    if may_act:
        made = {
            "assign": AssignForm(owners=_owners(), initial={"owner": row.owner_id, "note": row.note}),
            "resolve": ResolveForm(),
            "return": ResolveForm(),
            "settle": SettleForm(),
        }
    if failed is not None:
        made[failed[0]] = failed[1]
    context = {
        "row": row,
        "icon": ICONS[row.source],
        "is_late": row.is_late(local_date(timezone.now())),
        "may_act": may_act,
        "resolve_step": "return" if row.source == BreakSource.AGENCY else "resolve",
        "resolve_form": made.get("return" if row.source == BreakSource.AGENCY else "resolve"),
        "forms": made,
    }
    status = UNPROCESSABLE if failed is not None else 200
    return operator_page(request, "break", "operator-breaks", context, status=status)


def _owners() -> list[tuple[int, str]]:
    return [(user.pk, str(user)) for user in keepers()]


@require_POST
@opened_to(opens_breaks)
def act(request: HttpRequest, break_id: int, step: str) -> HttpResponseBase:
    """Give a break to somebody, settle its movement, or say how it came about."""
    row = break_shown(actor=actor_for(request), break_id=break_id)
    form, call, said = _deed(request, row, step, timezone.now())
    if attempt(form, call) is None:
        return _page(request, row, (step, form))
    messages.success(request, said)
    return redirect("frontend:operator-break", break_id)


def _resolving(
    request: HttpRequest, row: BreakRow, step: str, now: datetime
) -> tuple[forms.Form, Callable[[], object], str]:
    """Return what ends a break by words: as it is, or by handing an agency's money back."""
    actor, form = actor_for(request), ResolveForm(request.POST)

    def call() -> object:
        said = form.cleaned_data["resolution"]
        if step == "return":
            return agency_receipt_return(actor=actor, receipt_id=_receipt_of(row), resolution=said, now=now)
        return break_resolve(actor=actor, break_id=row.break_id, resolution=said, now=now)

    return form, call, _("Resolved.")


def _deed(
    request: HttpRequest, row: BreakRow, step: str, now: datetime
) -> tuple[forms.Form, Callable[[], object], str]:
    """Return the form of a step, the call that carries it out, and what to say then."""
    actor = actor_for(request)
    if step == "assign":
        assign = AssignForm(request.POST, owners=_owners())
        data = assign.cleaned_data if assign.is_valid() else {}
        return (
            assign,
            lambda: break_assign(
                actor=actor, break_id=row.break_id, owner_id=data["owner"], note=data["note"], now=now
            ),
            _("Noted: somebody answers for it."),
        )
    if step in {"resolve", "return"}:
        return _resolving(request, row, step, now)
    if step == "settle" and row.movement is not None:
        movement, settle = row.movement, SettleForm(request.POST)
        return (
            settle,
            lambda: bank_entry_settle(
                actor=actor,
                entry_id=movement.entry_id,
                kind=settle.cleaned_data["kind"],
                number=settle.cleaned_data["number"],
                resolution=settle.cleaned_data["resolution"],
                now=now,
            ),
            _("Settled: the money left clearing."),
        )
    raise NotFound(_("There is no such step."), field="step")


def _receipt_of(row: BreakRow) -> int:
    """The receipt whose money a break of an agency holds; none of the others has one."""
    kind, _colon, number = row.key.partition(":")
    return int(number) if kind == "agency-receipt" and number.isdigit() else 0
