"""Cycle counts: blind for whoever counts, decided by somebody else."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import opened_to, opens_hub
from frontend.addresses import next_page_url
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.forms.storage import CountDecisionForm, CountedForm, CountOpenForm
from frontend.views.hub.place import Place, hub_page, language_here, place_of
from logistics.models.storage import CountLine
from logistics.selectors.counts import CountSheet, count_sheet, counts_listed
from logistics.selectors.storage import zones_of_warehouse
from logistics.services.cycle_count_decide import cycle_count_decide
from logistics.services.cycle_count_enter import cycle_count_enter
from logistics.services.cycle_count_open import cycle_count_open
from marketplace.kernel.errors import NotFound

HERE = "hub-storage"


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def counts(request: HttpRequest) -> HttpResponseBase:
    """List the counts, the newest first; POST opens one of what was not counted for longest."""
    place, language = place_of(request), language_here()
    zones = [(str(row.zone.pk), row.zone.name(language)) for row in zones_of_warehouse(**place.known)]
    form = CountOpenForm(request.POST or None, zones=zones)
    opened = attempt(
        form,
        lambda: cycle_count_open(
            **place.known,
            zone_id=int(form.cleaned_data["zone"]) if form.cleaned_data["zone"] else None,
            limit=form.cleaned_data["limit"],
            now=timezone.now(),
        ),
    )
    if opened is not None:
        return redirect("frontend:hub-count", opened.pk)
    page = counts_listed(**place.known, after=request.GET.get("after", ""))
    shown = {"form": form, "rows": page.items, "next_url": next_page_url(request, page)}
    status = UNPROCESSABLE if form.is_bound else 200
    return hub_page(request, "counts", HERE, shown, place=place, status=status)


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def count(request: HttpRequest, count_id: int) -> HttpResponseBase:
    """Show the next lot to count without its figure; POST writes down what was counted of one."""
    place = place_of(request)
    sheet = count_sheet(**place.known, count_id=count_id)
    if request.method == "GET":
        return _sheet_page(request, place, sheet)
    line = _line_of(sheet.blind, request.POST.get("line", ""))
    form = CountedForm(request.POST)
    entered = attempt(
        form,
        lambda: cycle_count_enter(
            actor=place.actor, line_id=line.pk, counted=form.cleaned_data["counted"], now=timezone.now()
        ),
    )
    if entered is None:
        return _sheet_page(request, place, sheet, failed=(line.pk, form))
    return redirect("frontend:hub-count", count_id)


@require_POST
@opened_to(opens_hub)
def decide(request: HttpRequest, count_id: int) -> HttpResponseBase:
    """Correct what is written (`act=correct`), or have the lot counted again (`act=again`)."""
    place = place_of(request)
    sheet = count_sheet(**place.known, count_id=count_id)
    line, act = _line_of(sheet.differing, request.POST.get("line", "")), request.POST.get("act", "")
    if act not in ("correct", "again"):
        raise NotFound(_("There is no such decision."), field="act")
    form = CountDecisionForm(request.POST, auto_id=f"id_{line.pk}_%s")
    decided = attempt(
        form,
        lambda: cycle_count_decide(
            actor=place.actor,
            line_id=line.pk,
            is_right=act == "correct",
            note=form.cleaned_data["note"],
            now=timezone.now(),
        ),
    )
    if decided is None:
        return _sheet_page(request, place, sheet, failed=(line.pk, form))
    messages.success(request, _("Corrected.") if act == "correct" else _("It will be counted again."))
    return redirect("frontend:hub-count", count_id)


def _line_of(lines: tuple[CountLine, ...], asked: str) -> CountLine:
    line = next((line for line in lines if str(line.pk) == asked), None)
    if line is None:
        raise NotFound(_("There is no such line to count."), field="line")
    return line


def _sheet_page(
    request: HttpRequest,
    place: Place,
    sheet: CountSheet,
    failed: tuple[int, CountedForm | CountDecisionForm] | None = None,
) -> HttpResponse:
    language = language_here()
    current = sheet.blind[0] if sheet.blind else None
    if failed is not None and isinstance(failed[1], CountedForm):
        current = next(line for line in sheet.blind if line.pk == failed[0])
    differing = [
        (
            *_words(line, language),
            line.counted_by == place.actor.name,
            failed[1] if failed and failed[0] == line.pk else CountDecisionForm(auto_id=f"id_{line.pk}_%s"),
        )
        for line in sheet.differing
    ]
    shown = {
        "sheet": sheet,
        "current": _words(current, language) if current is not None else None,
        "form": failed[1] if failed and isinstance(failed[1], CountedForm) else CountedForm(),
        "waiting": [_words(line, language) for line in sheet.blind if line is not current],
        "differing": differing,
        "done": [_words(line, language) for line in sheet.done],
        "counted_lines": len(sheet.differing) + len(sheet.done),
        "all_lines": len(sheet.blind) + len(sheet.differing) + len(sheet.done),
    }
    status = UNPROCESSABLE if failed else 200
    return hub_page(request, "count", HERE, shown, place=place, status=status)


def _words(line: CountLine, language: str) -> tuple[CountLine, str, str, str]:
    variant = line.lot_stock.lot.variant
    return (
        line,
        variant.product.name(language),
        variant.name(language),
        variant.product.product_type.key,
    )
