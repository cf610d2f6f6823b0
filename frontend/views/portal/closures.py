"""Days on which a cooperative is closed: announced in three taps, taken back in one."""

from datetime import timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import opened_to, opens_portal
from frontend.forms.closures import ClosureForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.views.portal.place import place_of, portal_page
from marketplace.cooperatives.closures import back_date, closures_of
from marketplace.cooperatives.policies import may_close
from marketplace.cooperatives.services.closure_announce import closure_announce
from marketplace.cooperatives.services.closure_end import closure_end
from marketplace.cooperatives.states import ClosureReason

REASON_ICONS = {
    ClosureReason.REST: "moon",
    ClosureReason.FEAST: "star",
    ClosureReason.HARVEST: "leaf",
    ClosureReason.WORKS: "settings",
    ClosureReason.OTHER: "note",
}


@require_http_methods(["GET", "POST"])
@opened_to(opens_portal)
def closures(request: HttpRequest) -> HttpResponseBase:
    """Show the days on which the cooperative is closed; POST announces more."""
    place, now = place_of(request), timezone.now()
    today = timezone.localdate(now)
    form = ClosureForm(
        request.POST if request.method == "POST" else None,
        initial={"from_date": today + timedelta(days=1), "reason": ClosureReason.REST, "sells_on": True},
    )
    made = attempt(form, lambda: closure_announce(**place.known, **form.asked(), now=now))
    if made is not None:
        done(request, lambda: None, _("Customers see when you are back."))
        return redirect("frontend:portal-closures")
    context = {
        "rows": [
            (row, REASON_ICONS[ClosureReason(row.reason)], back_date(row.until_date), row.from_date <= today)
            for row in closures_of(**place.known, on=today)
        ],
        "form": form,
        "reasons": [
            (value, text, REASON_ICONS[ClosureReason(value)]) for value, text in ClosureReason.choices
        ],
        "may_close": may_close(place.actor, place.organisation_id),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return portal_page(request, "closures", "portal-closures", context, place=place, status=status)


@require_POST
@opened_to(opens_portal)
def open_again(request: HttpRequest, closure_id: int) -> HttpResponseBase:
    """Open today after all."""
    place = place_of(request)
    done(
        request,
        lambda: closure_end(**place.known, closure_id=closure_id, now=timezone.now()),
        _("You are open on these days."),
    )
    here = "frontend:portal-today" if request.POST.get("back") == "today" else "frontend:portal-closures"
    return redirect(here)
