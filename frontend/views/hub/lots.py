"""Lots: take goods in, and decide whether they may be sold."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from catalog.selectors.codes import variant_by_code
from frontend.access import actor_for, opened_to, opens_hub
from frontend.addresses import next_page_url
from frontend.cards import Link
from frontend.forms.hub import LotForm, LotHoldForm, ReleaseForm
from frontend.forms.recalls import WriteOffForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.forms.storage import CountedForm
from frontend.quality_cards import check_card
from frontend.views.hub.place import Place, hub_page, language_here, place_of
from frontend.views.papers import pdf_answer
from logistics.models.lot import Lot
from logistics.models.storage import CountLine
from logistics.selectors.lot_detail import LotDetail, lot_detail
from logistics.selectors.lots import lots_in_warehouse
from logistics.selectors.quality import checks_of_lot
from logistics.selectors.storage import lot_climate
from logistics.services.cycle_count_enter import lot_count_blind
from logistics.services.goods_receive import Counted, Delivery, goods_receive
from logistics.services.inbound_papers import lot_label_pdf
from logistics.services.lot_hold import lot_hold
from logistics.services.lot_receive import lot_code_made_up
from logistics.services.lot_release import lot_release
from logistics.services.lot_write_off import lot_write_off
from logistics.states import SELLABLE, LotState, MovementReason
from marketplace.kernel.errors import Conflict, NotFound
from marketplace.kernel.texts import text_in

_L = LotState
TONES = {
    _L.QUARANTINE: ("warning", "clock"),
    _L.RELEASED: ("success", "check"),
    _L.RELEASED_WITH_REMARK: ("success", "note"),
    _L.REWORK: ("warning", "refresh"),
    _L.REJECTED: ("danger", "close"),
    _L.RECALLED: ("danger", "alert"),
    _L.EXPIRED: ("danger", "calendar"),
}


@require_GET
@opened_to(opens_hub)
def lots(request: HttpRequest) -> HttpResponse:
    """List the lots of this warehouse, all or in one state, the last received first."""
    place, wanted = place_of(request), request.GET.get("state", "")
    if wanted and wanted not in LotState.values:
        raise NotFound(_("There is no such state."), field="state")
    state = LotState(wanted) if wanted else None
    page = lots_in_warehouse(
        actor=place.actor,
        warehouse_id=place.warehouse.pk,
        state=state,
        after=request.GET.get("after", ""),
    )
    tabs = [Link(_("All"), "?", is_here=state is None)]
    tabs += [
        Link(str(each.label), f"?state={each.value}", TONES[each][1], is_here=each == state)
        for each in LotState
    ]
    language = language_here()
    rows = [
        (row, text_in(row.product_names, language), text_in(row.variant_names, language), *TONES[row.state])
        for row in page.items
    ]
    shown = {"rows": rows, "tabs": tabs, "next_url": next_page_url(request, page)}
    return hub_page(request, "lots", "hub-lots", shown, place=place)


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def receive(request: HttpRequest) -> HttpResponseBase:
    """Take goods in; the lot number of the form keeps a second press from making a second lot."""
    place, now = place_of(request), timezone.now()
    if request.method == "GET":
        initial = {"code": request.GET.get("code", ""), "lot_code": lot_code_made_up(now)}
        return hub_page(request, "receive", "hub-lots", {"form": LotForm(initial=initial)}, place=place)
    form = LotForm(request.POST)
    lot = attempt(form, lambda: _received(place, form))
    if lot is None:
        return hub_page(request, "receive", "hub-lots", {"form": form}, place=place, status=UNPROCESSABLE)
    messages.success(request, _("Lot %(code)s is taken in and waits for its check.") % {"code": lot.code})
    return redirect("frontend:hub-lot", lot.pk)


def _received(place: Place, form: LotForm) -> Lot | None:
    data = dict(form.cleaned_data)
    code, lot_code, quantity = data.pop("code"), data.pop("lot_code"), data.pop("quantity")
    try:
        variant = variant_by_code(code)
        receipt = goods_receive(
            actor=place.actor,
            delivery=Delivery(warehouse_id=place.warehouse.pk),
            lines=[Counted(variant_id=variant.pk, counted=quantity, code=lot_code, **data)],
            key=uuid4().hex,
            now=timezone.now(),
        )
        return receipt.lines.select_related("lot").get().lot
    except NotFound as error:
        form.add_error("code", error.message)
    except Conflict as error:
        form.add_error("lot_code", error.message)
    return None


@require_GET
@opened_to(opens_hub)
def lot_label(request: HttpRequest, lot_id: int) -> HttpResponse:
    """Draw the label of a lot's crates."""
    content = lot_label_pdf(actor=actor_for(request), lot_id=lot_id, language=language_here())
    return pdf_answer(content, f"lot-{lot_id}.pdf")


@require_GET
@opened_to(opens_hub)
def lot(request: HttpRequest, lot_id: int) -> HttpResponse:
    """Show a lot, where it stands, and what may be decided about it."""
    found = lot_detail(
        actor=actor_for(request), lot_id=lot_id, moved_after=request.GET.get("moved_after", "")
    )
    return _page(request, found)


def _states(detail: LotDetail) -> list[LotState]:
    return [state for state in LotState if state in detail.moves - SELLABLE]


def _write_off_form(detail: LotDetail, data: QueryDict | None = None) -> WriteOffForm:
    return WriteOffForm(data, most=detail.quantity, auto_id="id_write_off_%s")


def _page(
    request: HttpRequest, detail: LotDetail, failed: tuple[str, forms.Form] | None = None
) -> HttpResponse:
    language, state = language_here(), LotState(detail.lot.state)
    made: dict[str, Any] = {
        "release": ReleaseForm(auto_id="id_release_%s") if detail.moves & SELLABLE else None,
        "hold": LotHoldForm(states=_states(detail), auto_id="id_hold_%s") if _states(detail) else None,
        "count": CountedForm(auto_id="id_count_%s") if detail.quantity else None,
        "write_off": _write_off_form(detail) if detail.quantity else None,
    }
    if failed is not None:
        made[failed[0]] = failed[1]
    shown = {
        "lot": detail.lot,
        "detail": detail,
        "moves_next": next_page_url(request, detail.movements, "moved_after"),
        "state": state,
        "tone": TONES[state][0],
        "icon": TONES[state][1],
        "name": detail.lot.variant.product.name(language),
        "variant": detail.lot.variant.name(language),
        "owner": detail.lot.organisation.name(language),
        "family": detail.lot.variant.product.product_type.key,
        "places": [(stock, stock.warehouse.name(language)) for stock in detail.stocks],
        "checks": [check_card(check, language) for check in checks_of_lot(detail.lot.pk)],
        "stays": lot_climate(detail.lot.pk),
        "forms": made,
        "failed": failed[0] if failed else "",
    }
    return hub_page(request, "lot", "hub-lots", shown, status=UNPROCESSABLE if failed else 200)


@require_POST
@opened_to(opens_hub)
def decide(request: HttpRequest, lot_id: int, act: str) -> HttpResponseBase:
    """Release a lot, hold it, write units off, or count it."""
    actor = actor_for(request)
    detail = lot_detail(actor=actor, lot_id=lot_id)
    form, run = _deed(act, detail, request)
    result = attempt(form, run)
    if result is None:
        return _page(request, detail, (act, form))
    if isinstance(result, CountLine):
        return redirect("frontend:hub-count", result.count_id)
    messages.success(request, _("Done."))
    return redirect("frontend:hub-lot", lot_id)


def _deed(act: str, detail: LotDetail, request: HttpRequest) -> tuple[forms.Form, Callable[[], object]]:
    """Return the form of a decision and the call that carries it out."""
    known: dict[str, Any] = {"actor": actor_for(request), "lot_id": detail.lot.pk, "now": timezone.now()}
    if act == "release":
        release = ReleaseForm(request.POST, auto_id="id_release_%s")
        return release, lambda: lot_release(**known, remark=release.cleaned_data["remark"])
    if act == "hold":
        hold = LotHoldForm(request.POST, states=_states(detail), auto_id="id_hold_%s")
        return hold, lambda: lot_hold(
            **known, state=LotState(hold.cleaned_data["state"]), reason=hold.cleaned_data["reason"]
        )
    if act == "count":
        count = CountedForm(request.POST, auto_id="id_count_%s")
        return count, lambda: lot_count_blind(
            **known, warehouse_id=detail.lot.warehouse_id, counted=count.cleaned_data["counted"]
        )
    if act == "write_off":
        out = _write_off_form(detail, request.POST)
        return out, lambda: lot_write_off(
            **known,
            warehouse_id=detail.lot.warehouse_id,
            units=out.cleaned_data["units"],
            reason=MovementReason(out.cleaned_data["reason"]),
            note=out.cleaned_data["note"],
        )
    raise NotFound(_("There is no such decision."), field="act")
