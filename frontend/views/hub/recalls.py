"""Trace a lot and take lots back: one screen back and forward, one button to hold and tell, a list to follow up."""

from uuid import uuid4

import orjson
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.access import actor_for, opened_to, opens_hub
from frontend.addresses import next_page_url
from frontend.forms.recalls import CloseForm, FollowForm, RecallForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.views.hub.place import Place, hub_page, language_here, place_of
from frontend.views.papers import download_answer, pdf_answer
from logistics.models.recall import Recall, RecallParcel
from logistics.policies import may_recall
from logistics.selectors.lot_epcis import lot_epcis
from logistics.selectors.lot_trace import lot_trace
from logistics.selectors.lots import lots_by_code
from logistics.selectors.recalls import RecallDetail, recall_detail, recalls_listed
from logistics.services.recall_close import recall_close, report_of
from logistics.services.recall_follow import recall_follow
from logistics.services.recall_open import recall_open
from logistics.services.recall_paper import recall_report_pdf
from logistics.states import RecallReach, RecallTrigger
from logistics.tasks import wake_recalls
from marketplace.kernel.errors import InvalidInput


@require_GET
@opened_to(opens_hub)
def trace(request: HttpRequest, lot_id: int) -> HttpResponse:
    """Show where a lot came from, where its units are, and whether all of them are accounted for."""
    actor, language = actor_for(request), language_here()
    found = lot_trace(
        actor=actor,
        lot_id=lot_id,
        made_after=request.GET.get("made_after", ""),
        from_after=request.GET.get("from_after", ""),
    )
    shown = {
        "trace": found,
        "made_next": next_page_url(request, found.descendants.page, "made_after"),
        "from_next": next_page_url(request, found.ancestors.page, "from_after"),
        "lot": found.lot,
        "name": found.lot.variant.product.name(language),
        "variant": found.lot.variant.name(language),
        "family": found.lot.variant.product.product_type.key,
        "owner": found.lot.organisation.name(language),
        "places": [(stock, stock.warehouse.name(language)) for stock in found.stocks],
        "may_recall": may_recall(actor, found.lot.warehouse.organisation_id),
    }
    return hub_page(request, "trace", "hub-lots", shown)


@require_GET
@opened_to(opens_hub)
def epcis(request: HttpRequest, lot_id: int) -> HttpResponse:
    """Hand a lot's history over as an EPCIS 2.0 document."""
    document = lot_epcis(actor=actor_for(request), lot_id=lot_id, now=timezone.now())
    content = orjson.dumps(document, option=orjson.OPT_INDENT_2)
    return download_answer(content, f"lot-{lot_id}.epcis.jsonld", "application/ld+json")


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def recalls(request: HttpRequest) -> HttpResponseBase:
    """List the recalls of this hub; POST opens one: lots are held everywhere, buyers and carriers are told."""
    place = place_of(request)
    initial = {"key": uuid4().hex, "codes": request.GET.get("lot", "")}
    form = RecallForm(request.POST or None, initial=initial)
    if request.method == "POST":
        opened = attempt(form, lambda: _opened(place, form))
        if opened is not None:
            if opened.listed_at is None:
                wake_recalls()
            return redirect("frontend:hub-recall", opened.pk)
    page = recalls_listed(**place.known, after=request.GET.get("after", ""))
    shown = {
        "rows": page.items,
        "next_url": next_page_url(request, page),
        "form": form,
        "may_recall": may_recall(place.actor, place.warehouse.organisation_id),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return hub_page(request, "recalls", "hub-recalls", shown, place=place, status=status)


def _opened(place: Place, form: RecallForm) -> Recall:
    wanted = form.wanted()
    found = lots_by_code(**place.known, codes=wanted)
    unknown = [code for code in wanted if code.upper() not in found]
    if unknown:
        raise InvalidInput(_("%(codes)s is not known here.") % {"codes": ", ".join(unknown)}, field="codes")
    return recall_open(
        **place.known,
        lot_ids=set(found.values()),
        trigger=RecallTrigger(form.cleaned_data["trigger"]),
        reason=form.cleaned_data["reason"],
        key=form.cleaned_data["key"],
        now=timezone.now(),
    )


@require_GET
@opened_to(opens_hub)
def recall(request: HttpRequest, recall_id: int) -> HttpResponse:
    """Show a recall: its lots, the figures so far, and each parcel to follow up."""
    found = recall_detail(actor=actor_for(request), recall_id=recall_id, after=request.GET.get("after", ""))
    return _page(request, found)


def _page(
    request: HttpRequest,
    detail: RecallDetail,
    *,
    failed: tuple[int, FollowForm] | None = None,
    close_form: CloseForm | None = None,
) -> HttpResponse:
    language, row = language_here(), detail.recall
    shown = {
        "recall": row,
        "report": row.report or report_of(row, detail.totals, at=timezone.now()),
        "lots": [
            (lot, balance, lot.variant.product.name(language), lot.organisation.name(language))
            for lot, balance in detail.lots
        ],
        "parcels": [
            (each, failed[1] if failed and failed[0] == each.pk else _follow_form(each))
            for each in detail.parcels.items
        ],
        "detail": detail,
        "next_url": next_page_url(request, detail.parcels),
        "close_form": close_form or CloseForm(),
        "may_recall": may_recall(actor_for(request), row.warehouse.organisation_id),
    }
    status = UNPROCESSABLE if failed or close_form else 200
    return hub_page(request, "recall", "hub-recalls", shown, status=status)


def _follow_form(row: RecallParcel) -> FollowForm:
    return FollowForm(
        auto_id=f"id_{row.pk}_%s",
        initial={
            "reach": row.reach or RecallReach.REACHED,
            "returned_units": row.returned_units,
            "destroyed_units": row.destroyed_units,
            "note": row.note,
        },
    )


@require_POST
@opened_to(opens_hub)
def follow(request: HttpRequest, recall_id: int, row_id: int) -> HttpResponseBase:
    """Write what became of a buyer's goods."""
    actor, form = actor_for(request), FollowForm(request.POST, auto_id=f"id_{row_id}_%s")
    detail = recall_detail(actor=actor, recall_id=recall_id)
    kept = attempt(
        form,
        lambda: recall_follow(
            actor=actor,
            recall_parcel_id=row_id,
            reach=RecallReach(form.cleaned_data["reach"]),
            returned_units=form.cleaned_data["returned_units"],
            destroyed_units=form.cleaned_data["destroyed_units"],
            note=form.cleaned_data["note"],
            now=timezone.now(),
        ),
    )
    if kept is None:
        return _page(request, detail, failed=(row_id, form))
    return redirect("frontend:hub-recall", recall_id)


@require_POST
@opened_to(opens_hub)
def close(request: HttpRequest, recall_id: int) -> HttpResponseBase:
    """Close a recall with its report."""
    actor, form = actor_for(request), CloseForm(request.POST)
    detail = recall_detail(actor=actor, recall_id=recall_id)
    closed = attempt(
        form,
        lambda: recall_close(
            actor=actor,
            recall_id=recall_id,
            conclusion=form.cleaned_data["conclusion"],
            now=timezone.now(),
        ),
    )
    if closed is None:
        return _page(request, detail, close_form=form)
    messages.success(request, _("Closed. The report is kept."))
    return redirect("frontend:hub-recall", recall_id)


@require_GET
@opened_to(opens_hub)
def report(request: HttpRequest, recall_id: int) -> HttpResponse:
    """Give the report of a recall as a PDF."""
    content = recall_report_pdf(
        actor=actor_for(request), recall_id=recall_id, language=language_here(), now=timezone.now()
    )
    return pdf_answer(content, f"recall-{recall_id}.pdf")
