"""The store: zones and their thermometers, bins, and the way of a lot to its place."""

from collections.abc import Callable
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.access import opened_to, opens_hub
from frontend.addresses import next_page_url
from frontend.forms.hub import ScanForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.forms.storage import AlarmForm, BinsForm, PlaceForm, ReadingForm, ZoneForm
from frontend.views.hub.place import Place, hub_page, language_here, place_of
from logistics.models.lot import LotStock
from logistics.models.warehouse import Bin
from logistics.selectors.storage import (
    Standing,
    bin_content,
    lot_to_place,
    scanned_in_storage,
    waiting_for_a_place,
    zone_log,
    zones_of_warehouse,
)
from logistics.services.lot_place import Wanted, lot_place
from logistics.services.storage_zone_write import bins_add, storage_zone_write
from logistics.services.temperature_note import temperature_alarm_close, temperature_note
from logistics.states import PlacementReason, StorageKind
from marketplace.kernel.errors import NotFound

HERE = "hub-storage"
HERE_URL = f"frontend:{HERE}"
# The last placing of this browser, for the undo: lot, and the bin in which it stood before
PLACED = "hub.placed"
KIND_ICONS = {StorageKind.AMBIENT: "sun", StorageKind.POSITIVE: "snow", StorageKind.NEGATIVE: "snow"}


@require_GET
@opened_to(opens_hub)
def storage(request: HttpRequest) -> HttpResponseBase:
    """Show what waits for a place and the zones; a scanned code (`?code=`) leads to its bin or its lot."""
    place, language = place_of(request), language_here()
    scan = ScanForm(request.GET if "code" in request.GET else None)
    if scan.is_bound and scan.is_valid():
        found = scanned_in_storage(**place.known, code=scan.cleaned_data["code"])
        if isinstance(found, Bin):
            return redirect("frontend:hub-bin", found.code)
        if isinstance(found, LotStock):
            return redirect("frontend:hub-lot-place", found.lot_id)
        scan.add_error("code", _("%(code)s is not known here.") % {"code": scan.cleaned_data["code"]})
    page = waiting_for_a_place(**place.known, today=timezone.localdate(), after=request.GET.get("after", ""))
    shown = {
        "form": scan,
        "rows": [(each, *_names(each.row, language)) for each in page.items],
        "zones": [(row, row.zone.name(language)) for row in zones_of_warehouse(**place.known)],
        "next_url": next_page_url(request, page),
        "can_undo": bool(request.session.get(PLACED)),
    }
    status = UNPROCESSABLE if scan.is_bound else 200
    return hub_page(request, "storage", HERE, shown, place=place, status=status)


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def lot_place_page(request: HttpRequest, lot_id: int) -> HttpResponseBase:
    """Show where a lot should stand; POST puts it into the bin that was scanned or tapped."""
    place, now = place_of(request), timezone.now()
    standing = lot_to_place(**place.known, lot_id=lot_id, today=timezone.localdate(now))
    form = PlaceForm(request.POST or None, moves=standing.row.bin_id is not None)
    before = standing.row.bin.code if standing.row.bin is not None else ""
    placed = attempt(
        form, lambda: (lot_place(**place.known, lot_id=lot_id, wanted=form.wanted(), now=now), True)
    )
    if placed is None:
        return _place_page(request, place, standing, form)
    messages.success(
        request,
        _("Lot %(lot)s stands in %(bin)s.")
        % {"lot": standing.row.lot.code, "bin": form.cleaned_data["bin_code"].upper()},
    )
    request.session[PLACED] = [lot_id, before] if placed[0] is not None else []
    return redirect(HERE_URL)


def _place_page(request: HttpRequest, place: Place, standing: Standing, form: PlaceForm) -> HttpResponse:
    language = language_here()
    name, size, owner, family = _names(standing.row, language)
    shown = {
        "standing": standing,
        "row": standing.row,
        "best": standing.places[0] if standing.places else None,
        "others": standing.places[1:],
        "name": name,
        "size": size,
        "owner": owner,
        "family": family,
        "kind_icon": KIND_ICONS[standing.kind],
        "form": form,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return hub_page(request, "place_lot", HERE, shown, place=place, status=status)


@require_POST
@opened_to(opens_hub)
def lot_place_undo(request: HttpRequest) -> HttpResponseBase:
    """Take the last placing of this person back."""
    place = place_of(request)
    last = request.session.pop(PLACED, None)
    if last:
        wanted = Wanted(bin_code=last[1], reason=PlacementReason.UNDO)
        done(
            request,
            lambda: lot_place(**place.known, lot_id=last[0], wanted=wanted, now=timezone.now()),
            _("Taken back."),
        )
    return redirect(HERE_URL)


@require_GET
@opened_to(opens_hub)
def bin_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show what stands in a bin."""
    place, language = place_of(request), language_here()
    content = bin_content(**place.known, code=code)
    zone = content.bin.zone
    shown = {
        "content": content,
        "zone_name": zone.name(language) if zone is not None else "",
        "rows": [(row, *_names(row, language)) for row in content.rows],
    }
    return hub_page(request, "bin", HERE, shown, place=place)


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def zone(request: HttpRequest, zone_id: int) -> HttpResponseBase:
    """Show a zone's thermometer, alarm and bins; POST writes a reading, closes the alarm or adds bins."""
    place, now = place_of(request), timezone.now()
    log = zone_log(**place.known, zone_id=zone_id)
    act = request.POST.get("act", "")
    sent = request.POST or None
    reading = ReadingForm(sent if act == "read" else None, initial={"key": uuid4().hex})
    alarm = AlarmForm(sent if act == "close" else None)
    bins = BinsForm(sent if act == "bins" else None, auto_id="id_bins_%s")
    acts: dict[str, Callable[[], object]] = {
        "read": lambda: attempt(
            reading,
            lambda: temperature_note(actor=place.actor, zone_id=zone_id, now=now, **reading.cleaned_data),
        ),
        "close": lambda: attempt(
            alarm,
            lambda: temperature_alarm_close(
                actor=place.actor,
                alarm_id=log.alarm.pk if log.alarm is not None else 0,
                now=now,
                **alarm.cleaned_data,
            ),
        ),
        "bins": lambda: attempt(bins, lambda: bins_add(actor=place.actor, zone_id=zone_id, **bins.bins())),
    }
    if request.method == "POST":
        if act not in acts:
            raise NotFound(_("There is no such decision."), field="act")
        if acts[act]() is not None:
            messages.success(request, _("Kept."))
            return redirect("frontend:hub-zone", zone_id)
    shown = {
        "log": log,
        "name": log.zone.name(language_here()),
        "reading": reading,
        "alarm": alarm,
        "bins_form": bins,
        "newest": log.readings[0] if log.readings else None,
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return hub_page(request, "zone", HERE, shown, place=place, status=status)


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def zones(request: HttpRequest) -> HttpResponseBase:
    """Ask for a new zone; POST keeps it."""
    place = place_of(request)
    form = ZoneForm(request.POST or None)
    kept = attempt(form, lambda: storage_zone_write(**place.known, zone=form.zone()))
    if kept is not None:
        messages.success(request, _("Kept."))
        return redirect("frontend:hub-zone", kept.pk)
    status = UNPROCESSABLE if form.is_bound else 200
    return hub_page(request, "zones", HERE, {"form": form}, place=place, status=status)


def _names(row: LotStock, language: str) -> tuple[str, str, str, str]:
    """Return the words of a lot: product, size, owner, family."""
    variant = row.lot.variant
    return (
        variant.product.name(language),
        variant.name(language),
        row.lot.organisation.name(language),
        variant.product.product_type.key,
    )
