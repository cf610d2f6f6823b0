"""Collections of products, and the pages that people of the marketplace write."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.selectors.categories import families
from catalog.selectors.filters import ProductFilters, ProductOrder
from catalog.selectors.listed import products_listed
from catalog.selectors.reading_room import collection_shown, page_shown
from frontend.cards import Link
from frontend.query_strings import page_links
from frontend.shop_cards import product_cards
from frontend.views.shop.opened import language_here, shop_page
from marketplace.channels.selectors import default_channel
from marketplace.kernel.rich_text import document_of, html_of
from marketplace.kernel.texts import FALLBACKS, RTL_LANGUAGES, text_in

PAGE_SIZE = 24


@require_safe
@shop_page
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a collection: what is said of it, and its products in its own order."""
    language, now, channel = language_here(), timezone.now(), default_channel()
    row = collection_shown(slug=slug, language=language, channel=channel, now=now)
    page = products_listed(
        channel=channel,
        filters=ProductFilters(collection_ids=(row.id,)),
        order=ProductOrder.COLLECTION,
        today=timezone.localdate(now),
        after=request.GET.get("before") or request.GET.get("after", ""),
        backwards=bool(request.GET.get("before")),
        first=PAGE_SIZE,
    )
    next_url, previous_url = page_links(request, page, {})
    name = row.name(language)
    written = next((each for each in FALLBACKS[language] if row.documents.get(each)), language)
    return render(
        request,
        "frontend/shop/collection.html",
        {
            "name": name,
            "text": _html(row.documents.get(written) or document_of(text_in(row.descriptions, language))),
            "description": text_in(row.seo_descriptions, language),
            "crumbs": [Link(_("Home"), reverse("frontend:home")), Link(name, request.path)],
            "cards": product_cards(page.items, families(), language),
            "next_url": next_url,
            "previous_url": previous_url,
            "canonical": request.path,
        },
    )


@require_safe
@shop_page
def written(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a page in the reader's language, or in the nearest in which it has been written."""
    language = language_here()
    row = page_shown(slug=slug, language=language, now=timezone.now())
    found = next((each for each in FALLBACKS[language] if row.documents.get(each)), language)
    title = row.title(found)
    return render(
        request,
        "frontend/shop/written.html",
        {
            "title": title,
            "text": _html(row.documents.get(found, {})),
            "text_language": found,
            "text_direction": "rtl" if found in RTL_LANGUAGES else "ltr",
            "is_fallback": found != language,
            "description": text_in(row.seo_descriptions, language),
            "crumbs": [Link(_("Home"), reverse("frontend:home")), Link(title, request.path)],
            "canonical": request.path,
        },
    )


def _html(document: Mapping[str, Any]) -> SafeString:
    """Return a rich text as HTML: it was cleaned when it was kept."""
    return SafeString(html_of(document))
