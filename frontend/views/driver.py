"""The page of the drivers of our own vehicles: today's stops, big buttons, and no need of a network at the door."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from frontend.access import actor_for, opened_to, opens_driving
from frontend.desks import DRIVING, desk_context
from frontend.forms.driving import HandedForm
from frontend.queued import act_key, no_store, queued_answer, tapped_at
from logistics.doorstep import ON_THE_WAY
from logistics.models.parcel import TrackingEvent
from logistics.selectors.driving import DriverStop, driver_day, driver_stop
from logistics.services.delivery_proof import Proof
from logistics.services.evidence_keep import evidence_stored
from logistics.services.parcel_track import parcel_track
from logistics.states import EvidenceKind, FailureReason, FulfilmentState, TrackingKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound

_R = FailureReason
# What may go wrong at a door, with its picture; a refusal ends the way, the others leave a next attempt
REASONS = (
    (_R.ABSENT, "home"),
    (_R.WRONG_ADDRESS, "map-pin"),
    (_R.NO_CASH, "cash"),
    (_R.REFUSED, "thumb-down"),
    (_R.DAMAGED, "alert"),
)
_ENDS = frozenset({_R.REFUSED, _R.DAMAGED})


@dataclass(frozen=True, slots=True)
class StopCard:
    """A stop as its card shows it; each form has a key of its own, so that it counts once."""

    stop: DriverStop
    map_url: str
    key: str
    form: HandedForm


def _card(stop: DriverStop) -> StopCard:
    parts = (stop.recipient.get(name, "") for name in ("street", "quarter", "city"))
    where = ", ".join(str(part) for part in parts if part)
    return StopCard(
        stop=stop,
        map_url=f"https://www.openstreetmap.org/search?query={quote(where)}",
        key=uuid.uuid4().hex,
        form=HandedForm(
            initial={"cash_collected": stop.cash_due if stop.cash_due else None},
            auto_id=f"id_{stop.parcel.number}_%s",
        ),
    )


@require_GET
@opened_to(opens_driving)
def today(request: HttpRequest) -> HttpResponse:
    """Show what is on board: today's stops in the order of the road, later ones, and what goes back."""
    actor = actor_for(request)
    day = driver_day(actor=actor, today=timezone.localdate())
    waiting = [stop for stop in day.today if stop.state == FulfilmentState.HANDED_OVER]
    shown = {
        **desk_context(DRIVING, actor, "driver-today"),
        "stops": [_card(stop) for stop in day.today],
        "later": [_card(stop) for stop in day.later],
        "going_back": [_card(stop) for stop in day.going_back],
        "cash_due": day.cash_due,
        "waiting": len(waiting),
        "reasons": [(reason.value, reason.label, icon) for reason, icon in REASONS],
    }
    return no_store(render(request, "frontend/driver/today.html", shown))


@require_POST
@opened_to(opens_driving)
def set_out(request: HttpRequest) -> HttpResponseBase:
    """Tell of everything of today that the van is on its way with it."""
    actor, now = actor_for(request), timezone.now()
    told = 0
    for stop in driver_day(actor=actor, today=timezone.localdate()).today:
        if stop.state == FulfilmentState.HANDED_OVER:
            _track(actor, stop, TrackingKind.OUT_FOR_DELIVERY, key=f"out:{now:%Y%m%d%H%M}", at=now, now=now)
            told += 1
    text = ngettext("%(count)d customer is told.", "%(count)d customers are told.", told)
    messages.success(request, text % {"count": told})
    return redirect("frontend:driver-today")


@require_POST
@opened_to(opens_driving)
def tell(request: HttpRequest, number: str) -> HttpResponseBase:
    """Note what happened at a stop, with the moment of the tap; the same form twice counts once."""
    actor, now = actor_for(request), timezone.now()
    stop = driver_stop(actor=actor, number=number)
    at, what = tapped_at(request, now=now), request.POST.get("what", "")
    if what == "delivered":
        success = _("Delivered.")
    elif what == "back":
        success = _("It goes back to the hub.")
    elif what in _R.values:
        success = str(_R(what).label)
    else:
        raise NotFound(_("There is no such report."), field="what")
    return queued_answer(
        request,
        lambda: _told(request, actor, stop, what, at=at, now=now),
        success=success,
        back_to=reverse("frontend:driver-today"),
    )


def _told(
    request: HttpRequest, actor: Actor, stop: DriverStop, what: str, *, at: datetime, now: datetime
) -> TrackingEvent:
    key = f"driver:{act_key(request)}"
    if what == "delivered":
        return _handed(request, actor, stop, key=key, at=at, now=now)
    if what == "back":
        return _track(actor, stop, TrackingKind.RETURNING, key=key, at=at, now=now)
    kind = TrackingKind.REFUSED if what in _ENDS else TrackingKind.ATTEMPT_FAILED
    return _track(actor, stop, kind, key=key, at=at, now=now, reason=what)


def _track(
    actor: Actor,
    stop: DriverStop,
    kind: TrackingKind,
    *,
    key: str,
    at: datetime,
    now: datetime,
    reason: str = "",
) -> TrackingEvent:
    return parcel_track(
        actor=actor, parcel_id=stop.parcel.pk, kind=kind, happened_at=at, key=key, now=now, reason=reason
    )


def _handed(
    request: HttpRequest, actor: Actor, stop: DriverStop, *, key: str, at: datetime, now: datetime
) -> TrackingEvent:
    """
    Note a delivery with its cash and its proof.

    :raises InvalidInput: if the form is wrong, or nothing proves the delivery
    """
    if stop.goes_back and stop.state in ON_THE_WAY:
        raise IllegalMove(_("This parcel goes back to the hub."), field="what")
    form = HandedForm(request.POST, request.FILES)
    if not form.is_valid():
        errors = next(iter(form.errors.values()))
        raise InvalidInput(str(errors[0]), field=next(iter(form.errors)))
    photo = form.cleaned_data["photo"]
    files = {"photo": (EvidenceKind.PHOTO, photo.read()) if photo else None}
    with evidence_stored(files) as stored:
        return parcel_track(
            actor=actor,
            parcel_id=stop.parcel.pk,
            kind=TrackingKind.DELIVERED,
            happened_at=at,
            key=key,
            now=now,
            cash_collected=form.cleaned_data["cash_collected"],
            proof=Proof(form.cleaned_data["received_by"], form.cleaned_data["code"], stored.get("photo")),
        )
