"""How much a cooperative can make in a day or a week: said with digits, shown as what is promised of the next days."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalog.selectors.seller import products_of_seller
from frontend.access import opened_to, opens_portal
from frontend.forms.capacity import CapacityForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.views.portal.place import language_here, place_of, portal_page
from frontend.wording import date_text
from logistics.capacity import CapacityMeasure, CapacityPer
from logistics.policies import may_set_capacity
from logistics.selectors.capacity import CapacityRow, capacities_of
from logistics.services.capacity_set import capacity_end, capacity_set
from marketplace.kernel.formats import format_weight

PRODUCTS_OFFERED = 50
MEASURE_ICONS = {CapacityMeasure.PIECE: "tag", CapacityMeasure.KILOGRAM: "scale"}
PER_ICONS = {CapacityPer.DAY: "sun", CapacityPer.WEEK: "calendar"}


def _written(amount: int, measure: str, language: str) -> str:
    return str(amount) if measure == CapacityMeasure.PIECE else format_weight(amount, language)


def _shown(found: CapacityRow, language: str) -> dict[str, object]:
    row = found.row
    return {
        "row": row,
        "name": row.product.name(language) if row.product else _("All that we make"),
        "most": _written(row.most, row.measure, language),
        "measure_icon": MEASURE_ICONS[CapacityMeasure(row.measure)],
        "per_icon": PER_ICONS[CapacityPer(row.per)],
        "periods": [
            {
                "day": date_text(begins, language, style="short"),
                "taken": _written(taken, row.measure, language),
                "value": taken,
                "most": max(most, taken),
                "is_full": taken >= most,
            }
            for begins, taken, most in found.periods
        ],
    }


@require_http_methods(["GET", "POST"])
@opened_to(opens_portal)
def capacity(request: HttpRequest) -> HttpResponseBase:
    """Show what limits the cooperative's goods and what is promised of it; POST sets a limit."""
    place, language, now = place_of(request), language_here(), timezone.now()
    own = products_of_seller(**place.known, first=PRODUCTS_OFFERED).items
    form = CapacityForm(
        request.POST if request.method == "POST" else None,
        products=[(str(row.product_id), row.name(language)) for row in own],
        initial={"measure": CapacityMeasure.PIECE, "per": CapacityPer.DAY, "product": ""},
    )
    made = attempt(form, lambda: capacity_set(**place.known, **form.asked(), now=now))
    if made is not None:
        done(request, lambda: None, _("Nobody is promised more than that; customers see the day."))
        return redirect("frontend:portal-capacity")
    context = {
        "rows": [
            _shown(found, language) for found in capacities_of(**place.known, on=timezone.localdate(now))
        ],
        "form": form,
        "measures": [
            (value, text, MEASURE_ICONS[CapacityMeasure(value)]) for value, text in CapacityMeasure.choices
        ],
        "pers": [(value, text, PER_ICONS[CapacityPer(value)]) for value, text in CapacityPer.choices],
        "products": [
            (row.product_id, row.name(language), row.picture.url_for(128) if row.picture else "")
            for row in own
        ],
        "may_set": may_set_capacity(place.actor, place.organisation_id),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return portal_page(request, "capacity", "portal-capacity", context, place=place, status=status)


@require_POST
@opened_to(opens_portal)
def end(request: HttpRequest, capacity_id: int) -> HttpResponseBase:
    """Let nothing limit the goods any more."""
    place = place_of(request)
    done(
        request,
        lambda: capacity_end(**place.known, capacity_id=capacity_id),
        _("Nothing limits these goods now."),
    )
    return redirect("frontend:portal-capacity")
