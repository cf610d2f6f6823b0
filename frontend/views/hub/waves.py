"""Waves: start one, and walk it."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from catalog.selectors.gallery import first_pictures_of
from frontend.access import actor_for, opened_to, opens_hub
from frontend.addresses import next_page_url
from frontend.forms.hub import ScanForm, ShortForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.queued import queued_answer, tapped_at
from frontend.views.hub.goods import Stop, stops_of
from frontend.views.hub.place import Place, hub_page, language_here, place_of
from frontend.views.papers import pdf_answer
from logistics.selectors.fulfilments import fulfilments_listed
from logistics.selectors.waves import PickWalk, pick_list, waves_listed
from logistics.services.line_pick import line_pick, line_unpick
from logistics.services.line_short import line_short
from logistics.services.papers import pick_list_pdf
from logistics.services.wave_create import WaveResult, wave_create
from logistics.services.wave_refill import wave_refill
from logistics.states import FulfilmentState
from marketplace.kernel.errors import IllegalMove, InvalidInput


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def waves(request: HttpRequest) -> HttpResponseBase:
    """Show what waits and the waves, newest first; POST lets the chosen fulfilments, or the oldest, go."""
    place = place_of(request)
    if request.method == "POST":
        result = done(request, lambda: _start(request, place))
        if result is not None and result.wave is not None:
            return redirect("frontend:hub-wave", result.wave.pk)
        return redirect("frontend:hub-waves")
    waiting = fulfilments_listed(
        actor=place.actor, warehouse_id=place.warehouse.pk, state=FulfilmentState.RELEASED
    )
    page = waves_listed(
        actor=place.actor, warehouse_id=place.warehouse.pk, after=request.GET.get("after", "")
    )
    shown = {
        "waiting": waiting.items,
        "waits_more": waiting.has_next,
        "today": timezone.localdate(),
        "waves": page.items,
        "next_url": next_page_url(request, page),
    }
    return hub_page(request, "waves", "hub-waves", shown, place=place)


def _start(request: HttpRequest, place: Place) -> WaveResult:
    chosen = [_identity(value) for value in request.POST.getlist("fulfilments")]
    result = wave_create(
        actor=place.actor,
        warehouse_id=place.warehouse.pk,
        fulfilment_ids=chosen or None,
        now=timezone.now(),
    )
    if result.wave is None:
        raise InvalidInput(
            _("No wave was started: goods are missing.") if result.missing else _("Nothing waits for a wave.")
        )
    if result.missing:
        left_out = len(result.missing)
        message = ngettext(
            "%(count)d article is missing: its order waits.",
            "%(count)d articles are missing: their orders wait.",
            left_out,
        )
        messages.warning(request, message % {"count": left_out})
    if result.early:
        message = ngettext(
            "%(count)d order is taken before its goods were promised: %(orders)s",
            "%(count)d orders are taken before their goods were promised: %(orders)s",
            len(result.early),
        )
        messages.warning(request, message % {"count": len(result.early), "orders": ", ".join(result.early)})
    return result


def _identity(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise InvalidInput(_("There is no such fulfilment in this warehouse.")) from None


@require_GET
@opened_to(opens_hub)
def wave(request: HttpRequest, wave_id: int) -> HttpResponse:
    """Show the walk of a wave: place, picture, quantity, and a field for the scanner."""
    return _walk_page(request, pick_list(actor=actor_for(request), wave_id=wave_id), ScanForm())


def _walk_page(
    request: HttpRequest, walk: PickWalk, form: ScanForm, short: ShortForm | None = None
) -> HttpResponse:
    pictures = first_pictures_of(sorted({row.product_id for row in walk.rows}))
    stops = stops_of(walk.rows, pictures, language_here())
    waiting = [stop for stop in stops if not stop.is_picked]
    shown = {
        "wave": walk.wave,
        "form": form,
        "short_form": short or ShortForm(),
        # One key per shown page and stop: a tap that is sent twice counts once.
        "key": uuid.uuid4().hex,
        "current": waiting[0] if waiting else None,
        "waiting": waiting[1:],
        "picked": [stop for stop in stops if stop.is_picked],
        "picked_count": len(stops) - len(waiting),
        "stop_count": len(stops),
    }
    is_wrong = (form.is_bound and form.errors) or (short is not None and short.errors)
    status = UNPROCESSABLE if is_wrong else 200
    return hub_page(request, "wave", "hub-waves", shown, status=status)


@require_POST
@opened_to(opens_hub)
def pick(request: HttpRequest, wave_id: int) -> HttpResponseBase:
    """Take a stop's goods, by a scan (the code) or by a click (the stop)."""
    actor, form = actor_for(request), ScanForm(request.POST)
    walk = pick_list(actor=actor, wave_id=wave_id)
    clicked = request.POST.get("allocation", "")
    stop = _stop_meant(walk, clicked or request.POST.get("stop", ""))
    if stop is None:
        return _not_there(request, wave_id)
    if clicked:
        now = timezone.now()
        return queued_answer(
            request,
            lambda: line_pick(
                actor=actor,
                fulfilment_id=stop.fulfilment_id,
                allocation_id=stop.allocation_id,
                tapped_at=tapped_at(request, now=now),
                key=request.POST.get("key", "")[:100],
                now=now,
            ),
            success=_("Picked: %(name)s") % {"name": stop.name},
            back_to=reverse("frontend:hub-wave", args=[wave_id]),
        )
    picked = attempt(
        form,
        lambda: line_pick(
            actor=actor,
            fulfilment_id=stop.fulfilment_id,
            code=form.cleaned_data["code"],
            now=timezone.now(),
        ),
    )
    if picked is None:
        return _walk_page(request, walk, form)
    return redirect("frontend:hub-wave", wave_id)


def _not_there(request: HttpRequest, wave_id: int) -> HttpResponseBase:
    """What was tapped is no stop of this wave any more: packed, or given back meanwhile."""

    def refuse() -> None:
        raise IllegalMove(_("This is not to be picked any more."), field="allocation")

    return queued_answer(request, refuse, success="", back_to=reverse("frontend:hub-wave", args=[wave_id]))


def _stop_meant(walk: PickWalk, allocation: str) -> Stop | None:
    """Find the stop of the walk that a button or the scanned page is about."""
    stops = stops_of(walk.rows, {}, language_here())
    return next((stop for stop in stops if str(stop.allocation_id) == allocation), None)


@require_POST
@opened_to(opens_hub)
def short(request: HttpRequest, wave_id: int) -> HttpResponseBase:
    """Note that less of a stop's lot lies on its shelf; a second person decides at the counts."""
    actor, form = actor_for(request), ShortForm(request.POST)
    walk = pick_list(actor=actor, wave_id=wave_id)
    stop = _stop_meant(walk, request.POST.get("allocation", ""))
    if stop is None:
        return _not_there(request, wave_id)
    counted = attempt(
        form,
        lambda: line_short(
            actor=actor,
            fulfilment_id=stop.fulfilment_id,
            allocation_id=stop.allocation_id,
            found=form.cleaned_data["found"],
            now=timezone.now(),
        ),
    )
    if counted is None:
        return _walk_page(request, walk, ScanForm(), form)
    messages.success(
        request, _("Noted. A second person looks at the counts; until then, go on with the next article.")
    )
    return redirect("frontend:hub-wave", wave_id)


@require_POST
@opened_to(opens_hub)
def unpick(request: HttpRequest, wave_id: int) -> HttpResponseBase:
    """Undo a pick."""
    actor = actor_for(request)
    walk = pick_list(actor=actor, wave_id=wave_id)
    stop = _stop_meant(walk, request.POST.get("allocation", ""))
    if stop is not None:
        done(
            request,
            lambda: line_unpick(
                actor=actor,
                fulfilment_id=stop.fulfilment_id,
                allocation_id=stop.allocation_id,
                now=timezone.now(),
            ),
            _("Back on the shelf."),
        )
    return redirect("frontend:hub-wave", wave_id)


@require_POST
@opened_to(opens_hub)
def refill(request: HttpRequest, wave_id: int) -> HttpResponseBase:
    """Find other lots for what the wave lost."""
    actor = actor_for(request)
    missing = done(request, lambda: wave_refill(actor=actor, wave_id=wave_id, now=timezone.now()))
    if missing is not None:
        text = (
            _("%(count)d units are still missing.") % {"count": sum(missing.values())}
            if missing
            else _("Nothing is missing.")
        )
        messages.info(request, text)
    return redirect("frontend:hub-wave", wave_id)


@require_GET
@opened_to(opens_hub)
def wave_paper(request: HttpRequest, wave_id: int) -> HttpResponse:
    """Give the pick list as a PDF."""
    content = pick_list_pdf(
        actor=actor_for(request), wave_id=wave_id, language=language_here(), now=timezone.now()
    )
    return pdf_answer(content, f"pick-list-{wave_id}.pdf")
