"""What is new on the shelves, for feed readers (RSS 2.0)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.selectors.filters import ProductFilters, ProductOrder
from catalog.selectors.listed import products_listed
from frontend.shop_cards import place_name
from frontend.views.shop.opened import language_here, shop_page
from frontend.wording import money_text
from marketplace.channels.selectors import default_channel

ITEMS = 50


@require_safe
@shop_page
def feed(request: HttpRequest) -> HttpResponse:
    """List the newest products in the language of the address, in a fixed number of statements."""
    language = language_here()
    page = products_listed(
        channel=default_channel(),
        filters=ProductFilters(),
        order=ProductOrder.NEWEST,
        today=timezone.localdate(),
        first=ITEMS,
        language=language,
    )
    out = Rss201rev2Feed(
        title=_("The cooperatives' market"),
        link=f"{settings.PUBLIC_URL}{reverse('frontend:home')}",
        description=_("New on the shelves"),
        language=language,
        feed_url=f"{settings.PUBLIC_URL}{request.path}",
    )
    for card in page.items:
        url = f"{settings.PUBLIC_URL}{reverse('frontend:product', args=[card.slug])}"
        about = (card.organisation_name(language), place_name(card.province, language))
        price = money_text(card.price_from, language)
        out.add_item(
            title=card.name(language),
            link=url,
            description=" · ".join(part for part in (*about, price) if part),
            pubdate=card.published_at,
            unique_id=url,
        )
    return HttpResponse(out.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")
