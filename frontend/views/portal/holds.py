"""Money that is held back: read why, and object."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frontend.access import opened_to, opens_portal
from frontend.forms.portal_money import AppealForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.views.portal.place import place_of, portal_page
from marketplace.payouts.selectors.holds import hold_of
from marketplace.payouts.services.hold_appeal import hold_appeal


@require_http_methods(["GET", "POST"])
@opened_to(opens_portal)
def hold(request: HttpRequest, hold_id: int) -> HttpResponseBase:
    """Show a hold with what was said about it; POST objects to it."""
    place, form = place_of(request), AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        made = attempt(
            form,
            lambda: hold_appeal(
                actor=place.actor, hold_id=hold_id, words=form.cleaned_data["words"], now=timezone.now()
            ),
        )
        if made is not None:
            messages.success(request, _("Your objection is sent; you are answered in time."))
            return redirect("frontend:portal-hold", hold_id)
    row = hold_of(**place.known, hold_id=hold_id)
    status = UNPROCESSABLE if form.is_bound else 200
    shown = {"row": row, "form": form}
    return portal_page(request, "hold", "portal-earnings", shown, place=place, status=status)
