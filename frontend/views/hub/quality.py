"""The quality officer's table: a lot's checklist, and how a cooperative's goods fare."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from catalog.selectors.sources import source_text
from frontend.access import actor_for, opened_to, opens_hub
from frontend.forms.quality import ExamineForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.quality_cards import delay_text, weak_points
from frontend.views.hub.place import hub_page, language_here, place_of
from logistics.quality import checklist_of
from logistics.selectors.lot_detail import lot_detail
from logistics.selectors.quality import checks_of_lot, quality_trend
from logistics.services.lot_examine import lot_examine
from logistics.states import LotState
from marketplace.cooperatives.selectors import organisations_named
from marketplace.kernel.errors import NotFound


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def examine(request: HttpRequest, lot_id: int) -> HttpResponseBase:
    """Show a lot's checklist with the source of each limit; POST keeps readings and, if chosen, the decision."""
    actor, language = actor_for(request), language_here()
    detail = lot_detail(actor=actor, lot_id=lot_id)
    checks = checks_of_lot(lot_id)
    known = next(
        ({row.criterion: row.value for row in each.readings.all()} for each in checks if not each.decision),
        {},
    )
    product = detail.lot.variant.product
    form = ExamineForm(
        request.POST or None,
        request.FILES or None,
        criteria=checklist_of(product.product_type.facts),
        units=detail.quantity,
        known=known,
        language=language,
    )
    check = attempt(
        form, lambda: lot_examine(actor=actor, lot_id=lot_id, seen=form.seen(), now=timezone.now())
    )
    if check is not None:
        messages.success(request, _("Decided.") if check.decision else _("Kept: results are awaited."))
        return redirect("frontend:hub-lot", lot_id)
    shown = {
        "lot": detail.lot,
        "name": product.name(language),
        "variant": detail.lot.variant.name(language),
        "owner": detail.lot.organisation.name(language),
        "family": product.product_type.key,
        "can_be_examined": detail.lot.state == LotState.QUARANTINE,
        "form": form,
        "rows": [(criterion, field, source_text(criterion.source)) for criterion, field in form.asked()],
    }
    return hub_page(request, "examine", "hub-lots", shown, status=UNPROCESSABLE if form.is_bound else 200)


@require_GET
@opened_to(opens_hub)
def supplier(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show how the lots of a cooperative fared over a year."""
    place, language = place_of(request), language_here()
    owner = organisations_named([organisation_id]).get(organisation_id)
    if owner is None:
        raise NotFound(_("There is no such cooperative."), field="organisation")
    trend = quality_trend(
        actor=place.actor,
        organisation_id=organisation_id,
        hub_organisation_id=place.warehouse.organisation_id,
        at=timezone.now(),
    )
    shown = {
        "owner": owner.name(language),
        "trend": trend,
        "weak_points": weak_points(trend.weak_points),
        "delay": delay_text(trend.time_to_lesson),
    }
    return hub_page(request, "supplier", "hub-lots", shown, place=place)
