"""What customers send back after they had it: take it in, look at it, say what becomes of it."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frontend.access import actor_for, opened_to, opens_hub
from frontend.addresses import next_page_url
from frontend.forms.hub import ScanForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.forms.returning import FindingForm
from frontend.return_words import return_chip
from frontend.views.hub.place import hub_page, place_of
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from orders.models.returning import ReturnRequest
from orders.refund_states import ReturnState
from orders.selectors.returns import return_by_number, returns_listed
from orders.services.return_resolve import return_inspect, return_receive

EXPECTED = (ReturnState.APPROVED, ReturnState.RECEIVED)


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def sent_back(request: HttpRequest) -> HttpResponseBase:
    """List what is on its way back, or here to be looked at; POST takes in the one whose label was scanned."""
    place = place_of(request)
    form = ScanForm(request.POST or None) if request.method == "GET" else ScanForm(request.POST)
    taken = attempt(form, lambda: _taken_in(place.actor, form.cleaned_data["code"].upper()))
    if taken is not None:
        return redirect("frontend:hub-look", taken.number)
    page = returns_listed(actor=place.actor, states=EXPECTED, after=request.GET.get("after", ""))
    shown = {
        "rows": [(view, return_chip(view.row)) for view in page.items],
        "next_url": next_page_url(request, page),
        "form": form,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return hub_page(request, "sent_back", "hub-sent-back", shown, place=place, status=status)


def _taken_in(actor: Actor, number: str) -> ReturnRequest:
    """Note that a return is at the hub; one that is there already is simply found."""
    try:
        row = return_by_number(actor=actor, number=number).row
    except NotFound as error:
        raise InvalidInput(error.message, field="code") from error
    if row.state == ReturnState.APPROVED:
        row = return_receive(actor=actor, number=number, now=timezone.now())
    return row


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def look(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show what should be in a return; POST says what was found."""
    actor = actor_for(request)
    view = return_by_number(actor=actor, number=number)
    form = FindingForm(request.POST if request.method == "POST" else None, lines=list(view.lines))
    if form.is_bound:
        found = attempt(
            form,
            lambda: return_inspect(
                actor=actor,
                number=number,
                findings=form.findings(),
                note=form.cleaned_data["note"],
                now=timezone.now(),
            ),
        )
        if found is not None:
            messages.success(request, _("Inspected: the goods stand where you said, the money goes back."))
            return redirect("frontend:hub-sent-back")
    shown = {"view": view, "form": form, "chip": return_chip(view.row), "is_open": view.row.state in EXPECTED}
    status = UNPROCESSABLE if form.is_bound else 200
    return hub_page(request, "look", "hub-sent-back", shown, status=status)
