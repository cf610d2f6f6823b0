"""The packing table: what is picked goes into its box."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from catalog.selectors.gallery import first_pictures_of
from frontend.access import actor_for, opened_to, opens_hub
from frontend.addresses import next_page_url
from frontend.forms.hub import PackForm
from frontend.forms.portal import WeighForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.views.hub.goods import articles_of
from frontend.views.hub.place import hub_page, language_here, place_of
from frontend.views.portal.weighing import weighed_words
from frontend.wording import weight_text
from logistics.selectors.cartons import cartons_for
from logistics.selectors.fulfilments import FulfilmentDetail, fulfilment_detail, fulfilments_listed
from logistics.services.parcel_pack import parcel_pack
from logistics.states import FulfilmentState
from marketplace.kernel.texts import text_in
from orders.selectors.weighings import lines_to_weigh
from orders.services.line_weigh import line_weigh, line_weigh_undo

PACKABLE = (FulfilmentState.ALLOCATED, FulfilmentState.PICKING)


@require_GET
@opened_to(opens_hub)
def packing(request: HttpRequest) -> HttpResponse:
    """List what is being picked, the longest waiting first."""
    place = place_of(request)
    page = fulfilments_listed(
        actor=place.actor,
        warehouse_id=place.warehouse.pk,
        state=FulfilmentState.PICKING,
        after=request.GET.get("after", ""),
    )
    rows = [(row, text_in(row.method_names, language_here())) for row in page.items]
    shown = {"rows": rows, "next_url": next_page_url(request, page)}
    return hub_page(request, "packing", "hub-pack", shown, place=place)


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def pack(request: HttpRequest, fulfilment_id: uuid.UUID) -> HttpResponseBase:
    """Show what belongs into the box; POST closes it. Whoever presses twice comes to the same parcel."""
    actor = actor_for(request)
    detail = fulfilment_detail(actor=actor, fulfilment_id=fulfilment_id)
    cartons = _cartons(detail) if detail.fulfilment.state in PACKABLE else []
    form = PackForm(request.POST if request.method == "POST" else None, cartons=cartons)
    if request.method == "POST":
        parcel = attempt(
            form,
            lambda: parcel_pack(
                actor=actor,
                fulfilment_id=fulfilment_id,
                weight_g=form.cleaned_data["weight"],
                carton=form.cleaned_data.get("carton", ""),
                now=timezone.now(),
            ),
        )
        if parcel is not None:
            return redirect("frontend:hub-parcel", parcel.number)
        # Somebody else may have closed it meanwhile
        detail = fulfilment_detail(actor=actor, fulfilment_id=fulfilment_id)
    if detail.parcel_numbers:
        return redirect("frontend:hub-parcel", detail.parcel_numbers[0])
    return _table(request, detail, form)


@require_POST
@opened_to(opens_hub)
def weigh(request: HttpRequest, fulfilment_id: uuid.UUID, line_id: int) -> HttpResponseBase:
    """Write down what a line that is sold by its weight weighs, or take that back; then on with packing."""
    actor, now, form = actor_for(request), timezone.now(), WeighForm(request.POST)
    if "undo" in request.POST:
        done(request, lambda: line_weigh_undo(actor=actor, line_id=line_id, now=now))
    elif not form.is_valid():
        messages.error(request, str(form.errors["weight"][0]))
    else:
        row = done(request, lambda: line_weigh(actor=actor, line_id=line_id, weighed_g=form.grams, now=now))
        if row is not None:
            messages.success(request, weighed_words(row, language_here()))
    return redirect("frontend:hub-pack-one", fulfilment_id=fulfilment_id)


def _weights(detail: FulfilmentDetail, language: str) -> dict[str, dict[str, object]]:
    """Say of the lines that are sold by their weight what they weigh, and what they should, by reference."""
    found = lines_to_weigh([line.reference for line in detail.lines])
    pieces = {line.reference: line.quantity for line in detail.lines}
    return {
        key: {
            "line_id": each.line.pk,
            "ordered": weight_text(pieces[key] * each.line.weighed_g, language),
            "weighed": weight_text(each.weighing.weighed_g, language) if each.weighing else "",
        }
        for key, each in found.items()
    }


def _cartons(detail: FulfilmentDetail) -> list[tuple[str, str, bool]]:
    """Say which cartons there are: code, name with how many, and which is proposed."""
    rows = cartons_for(detail.fulfilment.pk, warehouse_id=detail.fulfilment.warehouse_id)
    language = language_here()
    return [(row.code, f"{text_in(row.names, language)} ({row.pieces})", row.is_proposed) for row in rows]


def _boxes(detail: FulfilmentDetail, language: str) -> list[tuple[str, int, str, list[tuple[int, str]]]]:
    """Say what goes into which gift box: name, how many of it, packaging, and the pieces in each."""
    names = {line.reference: text_in(line.names, language) for line in detail.lines}
    return [
        (
            text_in(box.names, language),
            box.quantity,
            text_in(box.packaging_names, language) or box.packaging,
            [(pieces, names[reference]) for reference, pieces in box.items],
        )
        for box in detail.boxes
    ]


def _table(request: HttpRequest, detail: FulfilmentDetail, form: PackForm) -> HttpResponse:
    pictures = first_pictures_of([line.product_id for line in detail.lines])
    is_open = detail.fulfilment.state in PACKABLE
    weights = _weights(detail, language_here()) if is_open else {}
    shown = {
        "fulfilment": detail.fulfilment,
        "method": detail.fulfilment.method.name(language_here()),
        "recipient": detail.fulfilment.recipient,
        "articles": [
            (article, weights.get(article.row.reference))
            for article in articles_of(detail.lines, pictures, language_here())
        ],
        "boxes": _boxes(detail, language_here()),
        "is_open": is_open,
        "is_ready": is_open and detail.is_ready_to_pack,
        "why_not": "" if detail.is_ready_to_pack else _("Something is not picked yet."),
        "form": form,
    }
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return hub_page(request, "pack", "hub-pack", shown, status=status)
