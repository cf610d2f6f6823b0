"""The collecting page of the drivers of our own vehicles: where to call, what to load, without a network too."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from frontend.access import actor_for, opened_to, opens_driving
from frontend.desks import DRIVING, desk_context
from frontend.forms.refusals import done
from frontend.queued import no_store
from frontend.stop_cards import collect_card, stop_told
from frontend.views.papers import pdf_answer
from logistics.selectors.rounds import driver_rounds, stop_of_driver
from logistics.services.round_sheet import round_sheet_pdf
from logistics.services.stop_tell import round_set_out


@require_GET
@opened_to(opens_driving)
def rounds(request: HttpRequest) -> HttpResponse:
    """Show today's rounds with their stops in order."""
    actor, language = actor_for(request), get_language() or "fr"
    found = driver_rounds(actor=actor, today=timezone.localdate())
    shown = {
        **desk_context(DRIVING, actor, "driver-rounds"),
        "rounds": [
            (
                detail,
                detail.round.warehouse.name(language),
                [collect_card(stop, language) for stop in detail.stops],
            )
            for detail in found
        ],
    }
    return no_store(render(request, "frontend/driver/rounds.html", shown))


@require_POST
@opened_to(opens_driving)
def set_out(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """Tell that the vehicle is on the road."""
    done(request, lambda: round_set_out(actor=actor_for(request), round_id=round_id), _("Drive safely."))
    return redirect("frontend:driver-rounds")


@require_POST
@opened_to(opens_driving)
def tell(request: HttpRequest, stop_id: int) -> HttpResponseBase:
    """Note what was loaded at a stop, or that nobody was there."""
    actor = actor_for(request)
    stop = stop_of_driver(actor=actor, stop_id=stop_id)
    back_to = reverse("frontend:driver-rounds")
    return stop_told(request, actor, stop, back_to=back_to, now=timezone.now())


@require_GET
@opened_to(opens_driving)
def sheet(request: HttpRequest, round_id: int) -> HttpResponse:
    """Draw the round for whoever drives with paper."""
    language = get_language() or "fr"
    content = round_sheet_pdf(actor=actor_for(request), round_id=round_id, language=language)
    return pdf_answer(content, f"round-{round_id}.pdf")
