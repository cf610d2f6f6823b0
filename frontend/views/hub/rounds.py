"""Collecting in the villages: what waits, which vehicle calls where, and how far it is."""

from collections.abc import Sequence
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.access import actor_for, opened_to, opens_hub
from frontend.addresses import next_page_url
from frontend.cards import Chip
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.forms.rounds import RoundForm, StopsForm, VehicleForm
from frontend.stop_cards import collect_card, stop_told
from frontend.views.hub.place import hub_page, language_here, place_of
from frontend.views.papers import pdf_answer
from logistics.collecting import RoundState
from logistics.models.collection import CollectionRound, Vehicle
from logistics.selectors.rounds import (
    Waiting,
    carriers_of_ours,
    notices_to_collect,
    round_of_hub,
    rounds_listed,
    stop_of_hub,
    vehicles_of_ours,
)
from logistics.services.round_change import round_cancel, round_change
from logistics.services.round_plan import round_plan
from logistics.services.round_sheet import round_sheet_pdf
from logistics.services.vehicle_write import vehicle_write
from marketplace.kernel.geography import provinces

HERE = "hub-inbound"
TONES = {
    RoundState.PLANNED: ("info", "calendar"),
    RoundState.ON_THE_ROAD: ("warning", "truck"),
    RoundState.CLOSED: ("success", "check"),
    RoundState.CANCELLED: ("", "close"),
}


def _chip(row: CollectionRound) -> Chip:
    state = RoundState(row.state)
    return Chip(str(state.label), *TONES[state])


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def rounds(request: HttpRequest) -> HttpResponseBase:
    """Show what is to be collected and the rounds; POST plans one over what was ticked, the nearest stop first."""
    place, today = place_of(request), timezone.localdate()
    waiting = notices_to_collect(**place.known)
    vehicles = vehicles_of_ours()
    form = RoundForm(
        request.POST or None,
        vehicles=vehicles,
        notice_ids=[row.notice.pk for row in waiting.items],
        today=today,
        initial={"key": uuid4().hex},
    )
    made = attempt(
        form,
        lambda: round_plan(
            **place.known,
            trip=form.trip(),
            notice_ids=form.cleaned_data["notices"],
            key=form.cleaned_data["key"],
            now=timezone.now(),
        ),
    )
    if made is not None:
        messages.success(request, _("Planned. The cooperatives are told when the vehicle comes."))
        return redirect("frontend:hub-round", made.pk)
    page = rounds_listed(**place.known, after=request.GET.get("after", ""))
    shown = {
        "waiting": _waiting(waiting.items, form),
        "form": form,
        "vehicles": vehicles,
        "rows": [(row, count, _chip(row)) for row, count in page.items],
        "next_url": next_page_url(request, page),
        "today": today,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return hub_page(request, "rounds", HERE, shown, place=place, status=status)


def _waiting(rows: Sequence[Waiting], form: RoundForm) -> list[tuple[Waiting, str, str, bool]]:
    """Return each notice with its cooperative, its province, and whether it is ticked: all are at first."""
    language, names = language_here(), provinces()
    chosen = {str(pk) for pk in (form["notices"].value() or ())}
    return [
        (
            row,
            row.notice.organisation.name(language),
            names[row.notice.collect_province or row.notice.organisation.province].name(language),
            not form.is_bound or str(row.notice.pk) in chosen,
        )
        for row in rows
    ]


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def vehicles(request: HttpRequest) -> HttpResponseBase:
    """Show our vehicles; POST adds one, or changes what the one of that name may carry."""
    place = place_of(request)
    form = VehicleForm(request.POST or None, carriers=carriers_of_ours(), language=language_here())
    kept: Vehicle | None = attempt(form, lambda: vehicle_write(**place.known, wanted=form.wanted()))
    if kept is not None:
        messages.success(request, _("Kept."))
        return redirect("frontend:hub-vehicles")
    rows = [(row, row.carrier.name(language_here())) for row in vehicles_of_ours(active_only=False)]
    status = UNPROCESSABLE if form.is_bound else 200
    return hub_page(request, "vehicles", HERE, {"rows": rows, "form": form}, place=place, status=status)


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def one_round(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """Show a round with its stops; POST keeps their order and times while the vehicle has not set out."""
    actor, language = actor_for(request), language_here()
    detail = round_of_hub(actor=actor, round_id=round_id)
    form = StopsForm(request.POST or None, stops=detail.stops)
    kept = attempt(
        form,
        lambda: round_change(actor=actor, round_id=round_id, wanted=form.wanted(), now=timezone.now()),
    )
    if kept is not None:
        messages.success(request, _("Kept. The cooperatives are told of the new times."))
        return redirect("frontend:hub-round", round_id)
    cards = [collect_card(stop, language) for stop in detail.stops]
    shown = {
        "detail": detail,
        "round": detail.round,
        "carrier": detail.round.vehicle.carrier.name(language),
        "chip": _chip(detail.round),
        "is_planned": detail.round.state == RoundState.PLANNED,
        "form": form,
        "rows": [(card, fields) for card, (_stop, fields) in zip(cards, form.asked(), strict=True)],
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return hub_page(request, "round", HERE, shown, status=status)


@require_POST
@opened_to(opens_hub)
def cancel(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """Call a round off; what it was to collect waits for another one."""
    done(
        request,
        lambda: round_cancel(actor=actor_for(request), round_id=round_id, now=timezone.now()),
        _("Called off. Its goods wait for another round."),
    )
    return redirect("frontend:hub-round", round_id)


@require_POST
@opened_to(opens_hub)
def tell(request: HttpRequest, stop_id: int) -> HttpResponseBase:
    """Note for a driver who called what was loaded at a stop."""
    actor = actor_for(request)
    stop = stop_of_hub(actor=actor, stop_id=stop_id)
    back_to = reverse("frontend:hub-round", args=[stop.round_id])
    return stop_told(request, actor, stop, back_to=back_to, now=timezone.now())


@require_GET
@opened_to(opens_hub)
def sheet(request: HttpRequest, round_id: int) -> HttpResponse:
    """Draw the round on paper."""
    content = round_sheet_pdf(actor=actor_for(request), round_id=round_id, language=language_here())
    return pdf_answer(content, f"round-{round_id}.pdf")
