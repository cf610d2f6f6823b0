"""What a cooperative sells before it is harvested: said with digits and two days, shown as what is ordered of it."""

from datetime import timedelta

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalog.policies import may_edit
from catalog.selectors.offers import offers_of_products
from catalog.selectors.preorders import preorders_of
from catalog.selectors.seller import products_of_seller
from catalog.services.preorder_set import preorder_end, preorder_set
from frontend.access import opened_to, opens_portal
from frontend.forms.preorders import PreorderForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.shop_cards import size_name
from frontend.views.portal.place import Place, language_here, place_of, portal_page
from marketplace.channels.selectors import default_channel

PRODUCTS_OFFERED = 50
WEEKS_SHOWN = 4


def _sizes(place: Place) -> list[tuple[str, str, str]]:
    """Return what the cooperative sells, size by size: its id as text, its name and a small picture."""
    language, now = language_here(), timezone.now()
    own = products_of_seller(**place.known, first=PRODUCTS_OFFERED).items
    offers = offers_of_products([row.product_id for row in own], default_channel(), now)
    return [
        (
            str(offer.variant_id),
            f"{row.name(language)} {size_name(offer, language)}",
            row.picture.url_for(128) if row.picture else "",
        )
        for row in own
        for offer in offers[row.product_id]
    ]


@require_http_methods(["GET", "POST"])
@opened_to(opens_portal)
def preorders(request: HttpRequest) -> HttpResponseBase:
    """Show what is sold ahead and how much of it is ordered; POST sells more ahead, or changes it."""
    place, now = place_of(request), timezone.now()
    today, sizes = timezone.localdate(now), _sizes(place)
    form = PreorderForm(
        request.POST if request.method == "POST" else None,
        variants=[(key, name) for key, name, _picture in sizes],
        initial={
            "until_date": today + timedelta(weeks=WEEKS_SHOWN),
            "arrives_date": today + timedelta(weeks=2 * WEEKS_SHOWN),
        },
    )
    made = attempt(form, lambda: preorder_set(actor=place.actor, **form.asked(), now=now))
    if made is not None:
        done(request, lambda: None, _("Customers can order it now and see when it arrives."))
        return redirect("frontend:portal-preorders")
    names = {key: name for key, name, _picture in sizes}
    rows = preorders_of(**place.known, on=today)
    context = {
        "rows": [
            {
                "row": row,
                "name": names.get(str(row.variant_id), row.variant.product.name(language_here())),
                "is_running": row.ended_at is None and row.until_date >= today,
            }
            for row in rows
        ],
        "form": form,
        "sizes": sizes,
        "may_edit": may_edit(place.actor, place.organisation_id),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return portal_page(request, "preorders", "portal-preorders", context, place=place, status=status)


@require_POST
@opened_to(opens_portal)
def end(request: HttpRequest, variant_id: int) -> HttpResponseBase:
    """Take no more orders ahead."""
    place = place_of(request)
    done(
        request,
        lambda: preorder_end(actor=place.actor, variant_id=variant_id, now=timezone.now()),
        _("Nobody orders more of it ahead; what is ordered stays ordered."),
    )
    return redirect("frontend:portal-preorders")
