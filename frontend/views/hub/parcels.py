"""One parcel: what is in it, where it has been, and what its carrier tells of it."""

import uuid
from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from catalog.selectors.gallery import first_pictures_of
from frontend.access import actor_for, is_signed_in, opened_to, opens_hub
from frontend.cards import TimelineEntry
from frontend.forms.hub import DeliveredForm, FailureForm, ScanForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.views.hub.goods import articles_of
from frontend.views.hub.place import hub_page, language_here, place_of
from frontend.views.papers import document_answer
from frontend.wording import datetime_text, money_text
from logistics.models.parcel import TrackingEvent
from logistics.policies import may_run_hub
from logistics.selectors.carriers import booking_of, other_ways
from logistics.selectors.parcels import ParcelDetail, parcel_by_number
from logistics.services.parcel_document_render import parcel_document_render
from logistics.services.parcel_track import parcel_track
from logistics.services.parcel_unpack import parcel_unpack
from logistics.states import (
    FULFILMENT_FLOW,
    STATE_AFTER,
    DeliveryKind,
    FailureReason,
    FulfilmentState,
    ParcelPaper,
    TrackingKind,
)
from marketplace.kernel.errors import NotFound

_T = TrackingKind
ICONS = {
    _T.PACKED: "parcel",
    _T.HANDED_OVER: "handshake",
    _T.OUT_FOR_DELIVERY: "truck",
    _T.ATTEMPT_FAILED: "alert",
    _T.DELIVERED: "home",
    _T.REFUSED: "thumb-down",
    _T.RETURNING: "undo",
    _T.RETURNED: "archive",
    _T.INSPECTED: "shield",
    _T.LOST: "alert",
}
FORMS: dict[TrackingKind, Callable[..., forms.Form]] = {
    _T.DELIVERED: DeliveredForm,
    _T.ATTEMPT_FAILED: FailureForm,
    _T.REFUSED: FailureForm,
}


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def parcels(request: HttpRequest) -> HttpResponseBase:
    """Ask for a parcel by its number; POST (a scan) leads to it."""
    form = ScanForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        found = attempt(form, lambda: _looked_up(request, form))
        if found is not None:
            return redirect("frontend:hub-parcel", found.parcel.number)
    place = place_of(request)
    status = UNPROCESSABLE if form.is_bound else 200
    return hub_page(request, "parcels", "hub-parcels", {"form": form}, place=place, status=status)


def _looked_up(request: HttpRequest, form: ScanForm) -> ParcelDetail | None:
    try:
        return parcel_by_number(actor=actor_for(request), number=form.cleaned_data["code"])
    except NotFound as error:
        form.add_error("code", error.message)
        return None


@require_GET
@opened_to(is_signed_in)
def parcel(request: HttpRequest, number: str) -> HttpResponse:
    """Show a parcel to its hub and its carrier."""
    return _page(request, parcel_by_number(actor=actor_for(request), number=number))


def _kinds(detail: ParcelDetail) -> list[TrackingKind]:
    """What may be told of the parcel now."""
    fulfilment = detail.parcel.fulfilment
    state = FulfilmentState(fulfilment.state)
    if state == FulfilmentState.PACKED and fulfilment.method.kind != DeliveryKind.PICKUP:
        return [_T.LOST]
    known = [kind for kind, after in STATE_AFTER.items() if FULFILMENT_FLOW.allows(state, after)]
    if state == FulfilmentState.HANDED_OVER:
        known.append(_T.ATTEMPT_FAILED)
    return known


def _form(kind: TrackingKind, detail: ParcelDetail, data: object = None) -> forms.Form:
    due = detail.parcel.fulfilment.cash_due
    initial = {"cash_collected": due} if kind == _T.DELIVERED and due else {}
    return FORMS.get(kind, forms.Form)(data, initial=initial, auto_id=f"id_{kind.value}_%s")


def _entry(event: TrackingEvent, language: str) -> TimelineEntry:
    notes = [str(FailureReason(event.reason).label)] if event.reason else []
    if event.cash_collected_minor is not None:
        notes.append(_("Cash collected: %(sum)s") % {"sum": money_text(event.cash_collected, language)})
    notes += [
        note for note in (event.note, _("Told too late to move the parcel.") if event.is_late else "") if note
    ]
    kind = TrackingKind(event.kind)
    moment = datetime_text(event.happened_at, language)
    return TimelineEntry(str(kind.label), ICONS[kind], "done", moment, " · ".join(notes))


def _page(
    request: HttpRequest, detail: ParcelDetail, failed: tuple[TrackingKind, forms.Form] | None = None
) -> HttpResponse:
    row, language = detail.parcel, language_here()
    pictures = first_pictures_of([line.product_id for line in detail.lines])
    told = [
        (kind, failed[1] if failed is not None and failed[0] == kind else _form(kind, detail))
        for kind in _kinds(detail)
    ]
    runs_hub = may_run_hub(actor_for(request), row.fulfilment.warehouse.organisation_id)
    waits = runs_hub and row.fulfilment.state == FulfilmentState.PACKED
    at_door = row.fulfilment.method.kind == DeliveryKind.HOME
    shown = {
        "booking": booking_of(parcel=row),
        "may_unbook": waits,
        "other_ways": [(way.code, way.name(language)) for way in other_ways(parcel=row)]
        if waits and at_door
        else [],
        "parcel": row,
        "fulfilment": row.fulfilment,
        "recipient": row.fulfilment.recipient,
        "carrier": row.carrier.name(language),
        "state": FulfilmentState(row.fulfilment.state),
        "entries": [_entry(event, language) for event in detail.events],
        "articles": articles_of(detail.lines, pictures, language),
        "told": [(kind, form, ICONS[kind], _is_open(kind, failed)) for kind, form in told],
        # One key per shown page: sent twice it counts once.
        "key": f"desk:{uuid.uuid4()}",
        "may_inspect": runs_hub and row.fulfilment.state == FulfilmentState.RETURNED,
    }
    return hub_page(request, "parcel", "hub-parcels", shown, status=UNPROCESSABLE if failed else 200)


def _is_open(kind: TrackingKind, failed: tuple[TrackingKind, forms.Form] | None) -> bool:
    return failed is not None and failed[0] == kind


@require_POST
@opened_to(is_signed_in)
def track(request: HttpRequest, number: str) -> HttpResponseBase:
    """Note what the carrier or the counter tells; the same form twice counts once."""
    actor = actor_for(request)
    detail = parcel_by_number(actor=actor, number=number)
    told = request.POST.get("kind", "")
    if told not in STATE_AFTER:
        raise NotFound(_("There is no such report."), field="kind")
    kind, now = TrackingKind(told), timezone.now()
    form = _form(kind, detail, request.POST)
    event = attempt(
        form,
        lambda: parcel_track(
            actor=actor,
            parcel_id=detail.parcel.pk,
            kind=kind,
            happened_at=now,
            key=request.POST.get("key", "")[:120],
            now=now,
            reason=form.cleaned_data.get("reason", ""),
            note=form.cleaned_data.get("note", ""),
            cash_collected=form.cleaned_data.get("cash_collected"),
        ),
    )
    if event is None:
        return _page(request, detail, (kind, form))
    return redirect("frontend:hub-parcel", detail.parcel.number)


@require_POST
@opened_to(opens_hub)
def unpack(request: HttpRequest, number: str) -> HttpResponseBase:
    """Open a parcel that has not left: its goods go back, its order waits for a wave."""
    actor = actor_for(request)
    found = parcel_by_number(actor=actor, number=number).parcel
    opened = done(
        request,
        lambda: parcel_unpack(actor=actor, parcel_id=found.pk, now=timezone.now()),
        _("The parcel is open: put everything back on its shelf and throw the label away."),
    )
    return redirect("frontend:hub-waves") if opened else redirect("frontend:hub-parcel", number)


@require_GET
@opened_to(is_signed_in)
def parcel_paper(request: HttpRequest, number: str, kind: str) -> HttpResponseBase:
    """Give the label, the packing slip or the card of a gift, drawn now if it is not there yet."""
    detail = parcel_by_number(actor=actor_for(request), number=number)
    if kind not in ParcelPaper.values:
        raise NotFound(_("There is no such paper."), field="kind")
    document = parcel_document_render(parcel_id=detail.parcel.pk, kind=ParcelPaper(kind), now=timezone.now())
    return document_answer(document, f"{kind}-{detail.parcel.number}.pdf")
