"""Who else makes a product: the offers of other sellers on the same article, each in its turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from catalog.selectors.fair_order import TURN, TURN_JOIN
from catalog.selectors.listed import ProductCard, cards_of
from catalog.selectors.offers import Offer, offers_of_products
from marketplace.channels.models import Channel
from marketplace.kernel.prepared import among

# More sellers of one article are not shown beside it
MOST = 24


@dataclass(frozen=True, slots=True)
class OtherOffers:
    """What another seller offers of the same article: its product, and its sizes as they can be bought now."""

    card: ProductCard
    offers: tuple[Offer, ...]


_TWINS = f"""
    SELECT own.id, l.product_id
    FROM catalog_product own
    JOIN catalog_product twin ON twin.article_id = own.article_id AND twin.product_type_id = own.product_type_id
         AND twin.organisation_id <> own.organisation_id
    JOIN catalog_listing l ON l.product_id = twin.id AND l.channel_id = %(channel)s AND l.is_visible
    {TURN_JOIN}
    WHERE own.id = ANY(%(ids)s)
    ORDER BY {TURN}, l.product_id
"""


def twins_of(product_ids: Sequence[int], channel: Channel) -> dict[int, list[int]]:
    """
    Return the products of other sellers on the same article that can be seen in a channel, in one statement.

    They stand in the order of today's turns, as /ranking/ tells it: who was shown least comes first.
    """
    found: dict[int, list[int]] = {product_id: [] for product_id in product_ids}
    if not product_ids:
        return found
    statement, keys = among(_TWINS, product_ids)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"ids": keys, "channel": channel.pk})
        for own, twin in cursor.fetchall():
            if len(found[own]) < MOST:
                found[own].append(twin)
    return found


def other_offers(product_id: int, *, channel: Channel, at: datetime) -> list[OtherOffers]:
    """Return what other sellers of the same article offer, in their turn; in four statements, or one if nobody does."""
    twins = twins_of([product_id], channel)[product_id]
    if not twins:
        return []
    cards = cards_of(twins, channel=channel, today=timezone.localdate(at))
    offers = offers_of_products(twins, channel, at)
    return [OtherOffers(cards[twin], tuple(offers[twin])) for twin in twins if twin in cards]
