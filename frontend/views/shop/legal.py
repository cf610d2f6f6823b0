"""What the law wants to be readable and printable: terms, privacy, who runs the shop, and how to reach them."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import select_template
from django.views.decorators.http import require_safe

from frontend.views.shop.opened import language_here
from marketplace.kernel.texts import FALLBACKS

WRITTEN = ("ar", "fr")


def _page(request: HttpRequest, name: str) -> HttpResponse:
    """Show a text in the page's language, or in the nearest in which it has been written."""
    language = next(each for each in FALLBACKS[language_here()] if each in WRITTEN)
    text = select_template([f"frontend/legal/{name}.{language}.html"])
    return render(
        request,
        "frontend/shop/legal.html",
        {
            "text": text.render({"seller": settings.SELLER, "is_demo": settings.DEMO}, request),
            "text_language": language,
            "text_direction": "rtl" if language == "ar" else "ltr",
            "is_fallback": language != language_here(),
            "name": name,
            "canonical": request.path,
        },
    )


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """Show the terms of sale (law 31-08)."""
    return _page(request, "terms")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Show what happens to personal data (law 09-08)."""
    return _page(request, "privacy")


@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """Show who runs the shop."""
    return _page(request, "notice")


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Show how to reach the shop."""
    return _page(request, "contact")
