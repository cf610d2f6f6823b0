"""Buy the same again: a basket with what an order held, and what is missing from it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontend.access import actor_for
from frontend.views.shop.basket import open_basket_id, to_basket
from frontend.views.shop.opened import language_here
from frontend.views.shop.orders import by_token
from marketplace.kernel.texts import text_in
from orders.selectors.orders import OrderView
from orders.services.basket_refill import basket_refill


@require_POST
@by_token
def again(request: HttpRequest, found: OrderView) -> HttpResponse:
    """Put the order's lines into the basket, at today's prices, and say what is gone."""
    checkout_id, language = open_basket_id(request), language_here()
    missing = basket_refill(
        actor=actor_for(request), checkout_id=checkout_id, order_id=found.row.pk, now=timezone.now()
    )
    names = {line.pk: text_in(line.product_names, language) for line in found.lines}
    for each in missing:
        messages.warning(request, f"{names[each.line_id]}: {each.message}")
    if len(missing) < len(names):
        messages.success(request, _("What you bought is in your basket, at today's prices."))
    return to_basket(checkout_id)
