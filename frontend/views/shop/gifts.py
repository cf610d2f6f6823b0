"""The page behind the code on a gift's card: from whom, with which words, and who made what lies in it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from frontend.views.shop.opened import shop_page
from orders.selectors.gifts import gift_by_token


@never_cache
@require_safe
@shop_page
def gift(request: HttpRequest, token: str) -> HttpResponse:
    """Show a gift to whoever received it; prices and the order stay with who paid."""
    response = render(request, "frontend/shop/gift.html", {"gift": gift_by_token(token)})
    # The address is the key, as of an order's page.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
