"""A lot's public story, behind the QR code on its label; and the addresses that such a code carries."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from frontend.shop_cards import place_name
from frontend.views.shop.opened import language_here, shop_page
from logistics.selectors.lot_public import lot_public


@require_safe
@shop_page
def scanned(request: HttpRequest, code: str, gtin: str = "") -> HttpResponseBase:
    """Lead a scanned code (GS1 Digital Link or our own) to the lot's page in the reader's language."""
    return redirect("frontend:lot", lot_public(code=code, gtin=gtin).code)


@require_safe
@shop_page
def lot(request: HttpRequest, code: str) -> HttpResponse:
    """Show where a lot comes from, when it was made and looked at, and whether it was taken back."""
    found = lot_public(code=code)
    context = {"lot": found, "origin": place_name(found.province, language_here())}
    return render(request, "frontend/shop/lot.html", context)
