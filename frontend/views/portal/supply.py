"""A cooperative says that it cannot supply a part of its order: how many, why, and what else it offers."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frontend.access import opened_to, opens_portal
from frontend.forms.portal import SupplyForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.views.portal.place import Place, language_here, place_of, portal_page
from marketplace.kernel.texts import text_in
from orders.models.order import OrderLine
from orders.models.shortage import LineShortage
from orders.selectors.sub_orders import own_line
from orders.selectors.substitutes import substitutes_for
from orders.services.shortage_open import supply_refuse
from orders.shortage_states import ShortageReason

# In how many days it would be there
DAYS = (1, 3, 7, 14, 30)
MOST_TILES = 6


@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(opens_portal)
def supply(request: HttpRequest, line_id: int) -> HttpResponseBase:
    """Ask how many are missing and what is offered instead; POST asks the customer."""
    place, language = place_of(request), language_here()
    line = own_line(actor=place.actor, line_id=line_id)
    form = SupplyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and attempt(form, lambda: _refused(place, line, form)) is not None:
        messages.success(request, _("The customer is asked. It is off the shelf until you bring some."))
        return redirect("frontend:portal-order", sub_order_id=line.sub_order_id)
    others = substitutes_for(line, units=1, at=timezone.now())[:MOST_TILES]
    context = {
        "line": line,
        "form": form,
        "name": text_in(line.product_names, language),
        "size": text_in(line.variant_names, language),
        "others": [
            (offer, text_in(offer.product_names, language), text_in(offer.names, language))
            for offer in others
        ],
        "days": DAYS,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return portal_page(request, "supply", "portal-orders", context, place=place, status=status)


def _refused(place: Place, line: OrderLine, form: SupplyForm) -> LineShortage:
    now, days = timezone.now(), form.cleaned_data["days"]
    return supply_refuse(
        actor=place.actor,
        line_id=line.pk,
        quantity=int(form.cleaned_data["quantity"]),
        reason=ShortageReason(form.cleaned_data["reason"]),
        substitute_id=form.cleaned_data["substitute"],
        wait_until=timezone.localdate(now) + timedelta(days=days) if days else None,
        now=now,
    )
