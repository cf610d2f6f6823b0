"""The hub's prices, and what each lot and parcel cost it."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frontend.access import opened_to, opens_hub
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.forms.tariff import CostForm, PriceForm, month_of
from frontend.views.hub.place import hub_page, place_of
from logistics.policies import may_set_prices
from logistics.selectors.cost_to_serve import cost_to_serve
from logistics.selectors.tariffs import tariff_history, tariffs_on
from logistics.services.hub_tariff_write import hub_cost_record, hub_tariff_write
from logistics.states import HubService

HERE = "hub-storage"
MOST_SHOWN = 30


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def tariff(request: HttpRequest) -> HttpResponseBase:
    """Show what the hub asks today and from when; POST announces a price."""
    place, now = place_of(request), timezone.now()
    form = PriceForm(request.POST or None)
    kept = attempt(form, lambda: hub_tariff_write(**place.known, wanted=form.wanted(), now=now))
    if kept is not None:
        messages.success(request, _("Kept."))
        return redirect("frontend:hub-tariff")
    held = tariffs_on(place.warehouse.pk, timezone.localdate(now)).values()
    shown = {
        "rows": [(row, row in held) for row in tariff_history(place.warehouse.pk)],
        "form": form if may_set_prices(place.actor, place.warehouse.organisation_id) else None,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return hub_page(request, "tariff", HERE, shown, place=place, status=status)


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def costs(request: HttpRequest) -> HttpResponseBase:
    """Show what a month's lots and parcels cost the hub; POST records what a kind of work cost."""
    place, today = place_of(request), timezone.localdate()
    month = month_of(request.GET.get("month", ""), today)
    # Whoever may not see costs is refused here, before anything is written
    found = cost_to_serve(**place.known, month=month)
    form = CostForm(request.POST or None)
    kept = attempt(
        form,
        lambda: hub_cost_record(
            **place.known,
            month=month,
            service=HubService(form.cleaned_data["service"]),
            amount=form.cleaned_data["amount"],
            now=timezone.now(),
        ),
    )
    if kept is not None:
        messages.success(request, _("Kept."))
        return redirect(f"{request.path}?month={month:%Y-%m}")
    dearest = sorted(found.by_lot.items(), key=lambda pair: (-pair[1].minor, pair[0]))
    parcels = sorted(found.by_parcel.items(), key=lambda pair: (-pair[1].minor, pair[0]))
    shown = {
        "month": month,
        "before": (month - timedelta(days=1)).strftime("%Y-%m"),
        "after": (month + timedelta(days=32)).strftime("%Y-%m") if month < today.replace(day=1) else "",
        "found": found,
        "recorded": [(service.label, amount) for service, amount in found.recorded.items()],
        "lots": dearest[:MOST_SHOWN],
        "parcels": parcels[:MOST_SHOWN],
        "form": form,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return hub_page(request, "costs", HERE, shown, place=place, status=status)
