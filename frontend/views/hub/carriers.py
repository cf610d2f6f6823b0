"""Carriers: how each is reached, what of theirs waits for a person, and a parcel that changes its carrier."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from frontend.access import actor_for, opened_to, opens_hub
from frontend.forms.refusals import done
from frontend.views.hub.place import hub_page, language_here, place_of
from logistics.selectors.carriers import booking_seen, carrier_desk
from logistics.selectors.parcels import parcel_by_number
from logistics.services.carrier_book import carrier_booking_cancel, carrier_booking_retry
from logistics.services.carrier_report import carrier_report_settle
from logistics.services.parcel_carrier_change import parcel_carrier_change
from marketplace.kernel.errors import NotFound


@require_GET
@opened_to(opens_hub)
def carriers(request: HttpRequest) -> HttpResponse:
    """List the carriers, the bookings that failed and the reports that nobody understood."""
    place = place_of(request)
    desk, language = carrier_desk(**place.known), language_here()
    shown = {
        "accounts": [(row, row.organisation.name(language)) for row in desk.accounts],
        "bookings": [(row, row.account.organisation.name(language)) for row in desk.bookings],
        "reports": [(row, row.account.organisation.name(language)) for row in desk.reports],
    }
    return hub_page(request, "carriers", "hub-carriers", shown, place=place)


@require_POST
@opened_to(opens_hub)
def booking(request: HttpRequest, booking_id: int) -> HttpResponseBase:
    """Try a booking again, or take it back."""
    found, now = booking_seen(booking_id=booking_id), timezone.now()
    if request.POST.get("act") == "cancel":
        done(
            request,
            lambda: carrier_booking_cancel(actor=actor_for(request), booking_id=booking_id, now=now),
            _("The carrier is told that the parcel does not come."),
        )
        return redirect("frontend:hub-parcel", found.parcel.number)
    done(
        request,
        lambda: carrier_booking_retry(actor=actor_for(request), booking_id=booking_id, now=now),
        _("The carrier is asked again."),
    )
    return redirect("frontend:hub-carriers")


@require_POST
@opened_to(opens_hub)
def report(request: HttpRequest, report_id: int) -> HttpResponseBase:
    """Act on a report again, or set it aside."""
    place = place_of(request)
    again = request.POST.get("act") == "again"
    done(
        request,
        lambda: carrier_report_settle(
            actor=place.actor,
            report_id=report_id,
            again=again,
            hub_organisation_id=place.warehouse.organisation_id,
            now=timezone.now(),
        ),
        _("It is read again.") if again else _("Set aside."),
    )
    return redirect("frontend:hub-carriers")


@require_POST
@opened_to(opens_hub)
def change(request: HttpRequest, number: str) -> HttpResponseBase:
    """Give a packed parcel to another carrier."""
    actor = actor_for(request)
    parcel = parcel_by_number(actor=actor, number=number).parcel
    method_code = request.POST.get("method", "")
    if not method_code:
        raise NotFound(_("This way of delivery does not exist."), field="method")
    done(
        request,
        lambda: parcel_carrier_change(
            actor=actor, parcel_id=parcel.pk, method_code=method_code, now=timezone.now()
        ),
        _("The parcel goes with another carrier. Print its new label."),
    )
    return redirect("frontend:hub-parcel", parcel.number)
