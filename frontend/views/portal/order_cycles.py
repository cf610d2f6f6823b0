"""Rounds in which a cooperative takes orders: when the list opens, when it closes, when the goods are ready."""

from datetime import date, datetime, time, timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalog.policies import may_edit
from catalog.selectors.order_cycles import order_cycles_of
from catalog.selectors.seller import products_of_seller
from catalog.services.order_cycle_set import order_cycle_end, order_cycle_set
from frontend.access import opened_to, opens_portal
from frontend.forms.order_cycles import REPEATS, OrderCycleForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.views.portal.place import Place, language_here, place_of, portal_page

PRODUCTS_OFFERED = 50
OPENS, CLOSES = time(8), time(18)


def _rows(place: Place, now: datetime) -> list[dict[str, object]]:
    often, language = dict(REPEATS), language_here()
    return [
        {
            "row": row,
            "name": row.product.name(language) if row.product else _("All that we sell"),
            "is_open": row.opens_at <= now < row.closes_at,
            "often": often[row.repeats_days],
        }
        for row in order_cycles_of(**place.known)
    ]


def _initial(today: date) -> dict[str, object]:
    """A week's round that begins tomorrow, to be corrected."""
    return {
        "product": "",
        "opens_at": today + timedelta(days=1),
        "opens_hour": OPENS,
        "closes_at": today + timedelta(days=4),
        "closes_hour": CLOSES,
        "ready_date": today + timedelta(days=6),
        "repeats_days": 7,
    }


@require_http_methods(["GET", "POST"])
@opened_to(opens_portal)
def order_cycles(request: HttpRequest) -> HttpResponseBase:
    """Show the cooperative's rounds; POST says when orders are taken."""
    place, language, now = place_of(request), language_here(), timezone.now()
    own = products_of_seller(**place.known, first=PRODUCTS_OFFERED).items
    form = OrderCycleForm(
        request.POST if request.method == "POST" else None,
        products=[(str(row.product_id), row.name(language)) for row in own],
        initial=_initial(timezone.localdate(now)),
    )
    made = attempt(form, lambda: order_cycle_set(**place.known, **form.asked(), now=now))
    if made is not None:
        done(request, lambda: None, _("Orders are taken in these rounds only; customers see when."))
        return redirect("frontend:portal-cycles")
    context = {
        "rows": _rows(place, now),
        "form": form,
        "repeats": REPEATS,
        "products": [
            (str(row.product_id), row.name(language), row.picture.url_for(128) if row.picture else "")
            for row in own
        ],
        "may_edit": may_edit(place.actor, place.organisation_id),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return portal_page(request, "order_cycles", "portal-cycles", context, place=place, status=status)


@require_POST
@opened_to(opens_portal)
def end(request: HttpRequest, cycle_id: int) -> HttpResponseBase:
    """Take orders at any time again."""
    place = place_of(request)
    done(
        request,
        lambda: order_cycle_end(**place.known, cycle_id=cycle_id, now=timezone.now()),
        _("Orders are taken at any time now."),
    )
    return redirect("frontend:portal-cycles")
