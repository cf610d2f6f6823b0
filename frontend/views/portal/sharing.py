"""What a cooperative shows around: its address by WhatsApp, a poster, price tags of chosen products."""

from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.selectors.seller import products_of_seller
from catalog.services.share_kit import MOST_PRODUCTS, PAPERS, poster_pdf, price_tags_pdf
from frontend.access import opened_to, opens_portal
from frontend.views.papers import pdf_answer
from frontend.views.portal.place import language_here, place_of, portal_page
from marketplace.channels.selectors import default_channel
from marketplace.kernel.errors import InvalidInput


@require_safe
@opened_to(opens_portal)
def sharing(request: HttpRequest) -> HttpResponseBase:
    """Offer what can be shown around, and products to make tags of."""
    place, language = place_of(request), language_here()
    own = products_of_seller(**place.known, first=MOST_PRODUCTS).items
    url = f"{settings.PUBLIC_URL}{reverse('frontend:cooperative', args=[place.organisation.slug])}"
    context = {
        "shop_url": url,
        "whatsapp_url": f"https://wa.me/?text={quote(f'{place.organisation.name(language)} {url}')}",
        "papers": [(paper.upper(), reverse("frontend:portal-poster", args=[paper])) for paper in PAPERS],
        "products": [
            (row.product_id, row.name(language), row.picture.url_for(128) if row.picture else "")
            for row in own
        ],
    }
    return portal_page(request, "share", "portal-share", context, place=place)


@require_safe
@opened_to(opens_portal)
def poster(request: HttpRequest, paper: str) -> HttpResponseBase:
    """Draw the poster."""
    place = place_of(request)
    content = poster_pdf(**place.known, paper=paper, language=language_here())
    return pdf_answer(content, f"{place.organisation.slug}-{paper}.pdf")


@require_safe
@opened_to(opens_portal)
def tags(request: HttpRequest) -> HttpResponseBase:
    """Draw the price tags of the chosen products; a choice that cannot be drawn is told on the page."""
    place = place_of(request)
    chosen = [
        int(key)
        for key in request.GET.getlist("product")
        if key.isascii() and key.isdigit() and len(key) < 19
    ]
    try:
        content = price_tags_pdf(
            **place.known,
            product_ids=chosen,
            channel=default_channel(),
            language=language_here(),
            now=timezone.now(),
        )
    except InvalidInput as error:
        messages.error(request, error.message)
        return redirect("frontend:portal-share")
    return pdf_answer(content, f"{place.organisation.slug}-tags.pdf")
