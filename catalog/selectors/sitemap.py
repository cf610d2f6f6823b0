"""The addresses of all that can be seen, for search engines: read in blocks, so that a million cost no memory."""

from datetime import datetime

from django.db.models import Max

from catalog.models.offer import Listing
from marketplace.channels.models import Channel


def sitemap_blocks(*, channel: Channel, size: int) -> int:
    """Return into how many blocks of product numbers the catalogue falls, in one statement."""
    last = Listing.objects.filter(channel=channel, is_visible=True).aggregate(last=Max("product_id"))["last"]
    return -(-int(last or 0) // size)


def sitemap_products(*, channel: Channel, block: int, size: int) -> list[tuple[str, datetime]]:
    """Return slug and last change of the products of a block (from 1) that can be seen, in one statement."""
    rows = Listing.objects.filter(
        channel=channel,
        is_visible=True,
        product_id__gt=(block - 1) * size,
        product_id__lte=block * size,
    ).order_by("product_id")
    return list(rows.values_list("product__slug", "product__updated_at"))
