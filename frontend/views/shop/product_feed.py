"""The catalogue of a channel for programs that compare shops, in the language of the address."""

from collections.abc import Iterator
from datetime import datetime

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import condition, require_safe

from catalog.selectors.categories import category_tree
from catalog.selectors.product_feed import feed_fingerprint, feed_pages
from frontend.merchant_feed import feed_foot, feed_head, feed_items
from frontend.views.shop.opened import language_here, shop_page
from logistics.selectors.stock import IS_THERE, available
from marketplace.channels.models import Channel
from marketplace.channels.selectors import channels_by_slug


def _channel(slug: str) -> Channel:
    found = channels_by_slug([slug]).get(slug)
    if found is None or not found.is_active:
        raise Http404(_("There is no such shop."))
    return found


def _etag(_request: HttpRequest, channel: str) -> str:
    """Say whether anything in the feed has changed, so that who has read it need not read it again."""
    found = feed_fingerprint(channel=_channel(channel), stock=IS_THERE, at=timezone.now())
    return f'W/"{channel}-{language_here()}-{timezone.localdate():%Y%m%d}-{found}"'


def _parts(channel: Channel, language: str, now: datetime) -> Iterator[str]:
    """
    Write the feed page by page: a fixed number of statements each.

    Nobody has a language any more while an answer streams, so each part is written in its own.
    """
    with override(language):
        tree = category_tree()
        head = feed_head(_("The cooperatives' market"), _("All that is on the shelves"), language)
    yield head
    for page in feed_pages(channel=channel, at=now):
        left = available([offer.variant_id for product in page for offer in product.offers])
        with override(language):
            part = "".join(feed_items(product, left, tree, language) for product in page)
        yield part
    yield feed_foot()


@require_safe
@shop_page
@condition(etag_func=_etag)
def product_feed(request: HttpRequest, channel: str) -> HttpResponseBase:
    """Stream all products of a channel with price, availability, measure and pictures (RSS 2.0, Google's names)."""
    return StreamingHttpResponse(
        _parts(_channel(channel), language_here(), timezone.now()),
        content_type="application/rss+xml; charset=utf-8",
    )
