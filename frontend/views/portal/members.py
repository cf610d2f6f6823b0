"""Members' accounts of one's own cooperative: deliveries by weight, advances, and the sheet of a period."""

import uuid
from collections.abc import Callable
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frontend.access import opened_to, opens_portal
from frontend.forms.portal_money import AdvanceForm, DeliveryForm, MemberForm, SheetForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.views.portal.place import Place, place_of, portal_page
from marketplace.kernel.errors import NotFound
from marketplace.payouts.selectors.members import member_book, share_sheet
from marketplace.payouts.services.member_share import (
    advance_add,
    delivery_add,
    member_add,
    share_sheet_close,
)

GRAMS = 1000


@require_safe
@opened_to(opens_portal)
def members(request: HttpRequest) -> HttpResponseBase:
    """List the members with what is open since the last sheet, and the sheets."""
    return _page(request, place_of(request))


def _page(request: HttpRequest, place: Place, failed: tuple[str, forms.Form] | None = None) -> HttpResponse:
    book = member_book(**place.known)
    choices = [(row.member_id, f"{row.number} {row.name}") for row in book.members]
    fresh = {"key": f"portal:{uuid.uuid4()}", "day": timezone.localdate()}
    made: dict[str, forms.Form] = {
        "member": MemberForm(),
        "delivery": DeliveryForm(members=choices, initial=fresh),
        "advance": AdvanceForm(members=choices, initial=fresh),
        "sheet": SheetForm(),
    }
    if failed is not None:
        made[failed[0]] = failed[1]
    shown = {"book": book, "forms": made, "failed": failed[0] if failed else ""}
    status = UNPROCESSABLE if failed is not None else 200
    return portal_page(request, "members", "portal-earnings", shown, place=place, status=status)


@require_POST
@opened_to(opens_portal)
def act(request: HttpRequest, step: str) -> HttpResponseBase:
    """Write a member, a delivery or an advance down, or close the sheet of a period."""
    place = place_of(request)
    choices = [(row.member_id, row.name) for row in member_book(**place.known).members]
    form, call, said = _deed(request, place, step, choices, timezone.now())
    if attempt(form, call) is None:
        return _page(request, place, (step, form))
    messages.success(request, said)
    return redirect("frontend:portal-members")


def _deed(
    request: HttpRequest, place: Place, step: str, choices: list[tuple[int, str]], now: datetime
) -> tuple[forms.Form, Callable[[], object], str]:
    """Return the form of a step, the call that carries it out, and what to say then."""
    if step == "member":
        member = MemberForm(request.POST)
        return (
            member,
            lambda: member_add(
                **place.known, number=member.cleaned_data["number"], name=member.cleaned_data["name"], now=now
            ),
            _("The member is in the register."),
        )
    if step == "sheet":
        sheet = SheetForm(request.POST)
        return (
            sheet,
            lambda: share_sheet_close(
                **place.known, to_date=sheet.cleaned_data["to_date"], kept=sheet.cleaned_data["kept"], now=now
            ),
            _("The period is shared out."),
        )
    if step == "delivery":
        delivery = DeliveryForm(request.POST, members=choices)
        return delivery, lambda: _delivered(place, delivery, now), _("The delivery is written down.")
    if step == "advance":
        advance = AdvanceForm(request.POST, members=choices)
        return advance, lambda: _advanced(place, advance, now), _("The advance is written down.")
    raise NotFound(_("There is no such step."), field="step")


def _delivered(place: Place, form: DeliveryForm, now: datetime) -> object:
    data = form.cleaned_data
    return delivery_add(
        actor=place.actor,
        key=data["key"],
        member_id=data["member"],
        delivered_date=data["day"],
        weight_g=int(data["weight"] * GRAMS),
        grade_price=data["grade_price"],
        product=data["product"],
        now=now,
    )


def _advanced(place: Place, form: AdvanceForm, now: datetime) -> object:
    data = form.cleaned_data
    return advance_add(
        actor=place.actor,
        key=data["key"],
        member_id=data["member"],
        amount=data["amount"],
        paid_date=data["day"],
        note=data["note"],
        now=now,
    )


@require_safe
@opened_to(opens_portal)
def sheet(request: HttpRequest, sheet_id: int) -> HttpResponseBase:
    """Show the sheet of a period, line by line."""
    place = place_of(request)
    card, rows, total = share_sheet(**place.known, sheet_id=sheet_id)
    shown = {"card": card, "rows": rows, "total": total}
    return portal_page(request, "member_sheet", "portal-earnings", shown, place=place)
