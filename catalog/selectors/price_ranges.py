"""From how much to how much a product costs, and how it is taxed: what a list shows, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from catalog.selectors.offers import TAX_LATERAL
from marketplace.channels.models import Channel
from marketplace.kernel.money import Money
from marketplace.kernel.prepared import among

_RANGES = f"""
    SELECT p.id, range.least, range.most, range.full_least, range.full_most, range.currency,
           COALESCE(treated.rate, 0)
    FROM catalog_product p
    JOIN catalog_producttype kind ON kind.id = p.product_type_id
    JOIN LATERAL (
        SELECT min(COALESCE(pr.reduced_minor, pr.amount_minor)) AS least,
               max(COALESCE(pr.reduced_minor, pr.amount_minor)) AS most,
               min(pr.amount_minor) AS full_least, max(pr.amount_minor) AS full_most,
               min(pr.currency) AS currency
        FROM catalog_variant v
        JOIN catalog_price pr ON pr.variant_id = v.id AND pr.channel_id = %(channel)s
        WHERE v.product_id = p.id AND v.is_active
    ) range ON range.least IS NOT NULL
    {TAX_LATERAL}
    WHERE p.id = ANY(%(ids)s)
"""


@dataclass(frozen=True, slots=True)
class PriceRange:
    """
    The prices of a product's active variants, tax included, and the tax rate that all of them share.

    The full prices are those without the promotions that run now.
    """

    least: Money
    most: Money
    full_least: Money
    full_most: Money
    tax_rate: Decimal


def price_ranges(product_ids: Sequence[int], channel: Channel, at: datetime) -> dict[int, PriceRange]:
    """Return the price range of each product that has a price in a channel, in one statement."""
    statement, keys = among(_RANGES, product_ids)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"ids": keys, "channel": channel.pk, "date": timezone.localdate(at)})
        return {
            product_id: PriceRange(
                Money(least, currency),
                Money(most, currency),
                Money(full_least, currency),
                Money(full_most, currency),
                rate if channel.charges_taxes else Decimal(0),
            )
            for product_id, least, most, full_least, full_most, currency, rate in cursor.fetchall()
        }
