"""A customer confirms an order by the link of a text message, or says that they do not want it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from frontend.access import actor_for
from frontend.forms.refusals import done
from frontend.views.errors import error_page
from frontend.views.shop.checkout import SEE_OTHER
from marketplace.kernel.errors import NotFound
from orders.cod_states import OPEN_CALLS, CallState
from orders.selectors.orders import order_by_token
from orders.services.cod_confirm import call_by_token, cod_confirm_by_link
from orders.services.order_cancel import order_cancel

NO_LINK = gettext_noop("This link confirms no order.")
NO_LINK_HELP = gettext_noop("Copy the whole link from your message, or wait for our call.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is to be confirmed with two buttons; the link alone does nothing, since programs open links too."""
    try:
        call = call_by_token(token)
    except NotFound:
        return error_page(request, code=404, scene="orders", title=NO_LINK, text=NO_LINK_HELP)
    if request.method == "POST":
        _answer(request, token)
        return HttpResponseRedirect(reverse("frontend:confirm", args=[token]), status=SEE_OTHER)
    found = order_by_token(call.order.access_token)
    shown = {
        "found": found,
        "order": found.row,
        "call": call,
        "is_open": call.state in OPEN_CALLS,
        "is_confirmed": call.state == CallState.CONFIRMED,
        "at_the_door": found.payment.amount - found.payment.deposit,
    }
    response = render(request, "frontend/shop/confirm.html", shown)
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: HttpRequest, token: str) -> None:
    now = timezone.now()
    if request.POST.get("answer") == "no":
        order_id = call_by_token(token).order_id
        done(
            request,
            lambda: order_cancel(
                actor=actor_for(request), order_id=order_id, holds_secret=True, reason="customer", now=now
            ),
            _("Your order is cancelled."),
        )
        return
    done(
        request,
        lambda: cod_confirm_by_link(token=token, now=now),
        _("Thank you: your order is confirmed."),
    )
