"""A cooperative changes one of its products: directly before it is approved, by asking afterwards."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalog.models.product import Product
from catalog.policies import may_edit
from catalog.selectors.change_requests import change_of_product
from catalog.selectors.offers import offers_of_products
from catalog.selectors.seller import product_of_seller
from catalog.services.change_request import Wish, change_request_make, change_request_withdraw
from catalog.services.product_update import OPEN_STATES, product_update
from catalog.states import ChangeState
from frontend.access import opened_to, opens_portal
from frontend.change_diffs import change_chip, diff_rows
from frontend.forms.changing import ChangeForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.shop_cards import size_name
from frontend.views.portal.place import Place, language_here, place_of, portal_page
from marketplace.channels.selectors import default_channel
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require


def _own(place: Place, product_id: int) -> Product:
    product = product_of_seller(actor=place.actor, product_id=product_id)
    if product.organisation_id not in place.actor.roles:
        raise NotFound(_("There is no such product."), field="product")
    require(may_edit(place.actor, product.organisation_id), _("Your role does not cover this."))
    return product


@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(opens_portal)
def change(request: HttpRequest, product_id: int) -> HttpResponseBase:
    """Show what can be changed, and what waits; POST changes it, or asks for it."""
    place, language, now = place_of(request), language_here(), timezone.now()
    row, channel = _own(place, product_id), default_channel()
    offers = offers_of_products([product_id], channel, now)[product_id]
    sizes = {offer.variant_id: size_name(offer, language) for offer in offers}
    is_open = row.state in OPEN_STATES
    form = ChangeForm(request.POST or None, product=row, offers=[] if is_open else offers, sizes=sizes)

    def write() -> object:
        known = {"actor": place.actor, "product_id": product_id, "now": now}
        if is_open:
            return product_update(changes=form.changes(), **known)  # type: ignore[arg-type]
        wish = Wish(changes=form.changes(), channel_id=channel.pk, prices=form.prices())
        return change_request_make(wish=wish, **known)  # type: ignore[arg-type]

    if attempt(form, write) is not None:
        messages.success(
            request,
            _("Saved") if is_open else _("It is asked for; until the staff agree all stays as it is."),
        )
        return redirect("frontend:portal-product-change", product_id=product_id)
    asked = change_of_product(actor=place.actor, product_id=product_id)
    context = {
        "form": form,
        "product": row,
        "name": row.name(language),
        "is_open": is_open,
        "asked": asked,
        "chip": change_chip(asked) if asked else None,
        "diff": diff_rows(asked, sizes, language) if asked else [],
        "can_withdraw": asked is not None and asked.state == ChangeState.WAITING,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return portal_page(request, "change", "portal-products", context, place=place, status=status)


@require_POST
@opened_to(opens_portal)
def withdraw(request: HttpRequest, product_id: int, request_id: int) -> HttpResponseBase:
    """Take back what was asked for."""
    place = place_of(request)
    _own(place, product_id)
    done(
        request,
        lambda: change_request_withdraw(actor=place.actor, request_id=request_id, now=timezone.now()),
        _("Taken back"),
    )
    return redirect("frontend:portal-product-change", product_id=product_id)
