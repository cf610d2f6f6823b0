"""By which methods of the back office's shipping zones a parcel can travel."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection

from catalog.selectors.rows import texts
from logistics.selectors.delivery import DeliveryOption
from logistics.states import DeliveryKind
from marketplace.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A parcel to be: from which channel, where to, and what is in it; `goods_minor` before delivery."""

    channel_id: int
    country: str
    postcode: str
    goods_minor: int
    weight_g: int
    product_ids: Sequence[int]


# A rule without an end reaches to the last postcode there is; postcodes compare as texts.
_MATCHES = 's.postcode >= r.start AND (r."end" = \'\' OR s.postcode <= r."end")'
_OPTIONS = f"""
    SELECT s.place, d.id, d.code, d.names, d.kind, l.price_minor, l.currency, d.min_days, d.max_days, d.takes_cash
    FROM jsonb_to_recordset(%s::jsonb) AS s(place int, channel bigint, country text, postcode text, goods bigint,
                                            weight bigint, products bigint[])
    JOIN logistics_methodlisting l ON l.channel_id = s.channel
    JOIN logistics_zonemethod m ON m.method_id = l.method_id
    JOIN logistics_deliverymethod d ON d.id = m.method_id AND d.is_active
    JOIN logistics_shippingzone z ON z.id = m.zone_id
    JOIN logistics_shippingzone_channels zc ON zc.shippingzone_id = z.id AND zc.channel_id = l.channel_id
    WHERE (s.country = ANY(z.countries)
           OR (z.is_default AND NOT EXISTS (
                SELECT 1 FROM logistics_shippingzone other
                JOIN logistics_shippingzone_channels oc ON oc.shippingzone_id = other.id
                WHERE oc.channel_id = l.channel_id AND s.country = ANY(other.countries))))
      AND CASE WHEN m.by_weight
               THEN s.weight BETWEEN COALESCE(m.least_weight_g, 0) AND COALESCE(m.most_weight_g, s.weight)
               ELSE s.goods BETWEEN COALESCE(l.least_order_minor, 0) AND COALESCE(l.most_order_minor, s.goods)
          END
      AND NOT EXISTS (SELECT 1 FROM logistics_zonemethod_excluded_products e
                      WHERE e.zonemethod_id = m.method_id AND e.product_id = ANY(s.products))
      AND NOT EXISTS (SELECT 1 FROM logistics_postalcoderule r
                      WHERE r.method_id = m.method_id AND r.inclusion = 'exclude' AND {_MATCHES})
      AND (NOT EXISTS (SELECT 1 FROM logistics_postalcoderule r
                       WHERE r.method_id = m.method_id AND r.inclusion = 'include')
           OR EXISTS (SELECT 1 FROM logistics_postalcoderule r
                      WHERE r.method_id = m.method_id AND r.inclusion = 'include' AND {_MATCHES}))
    ORDER BY l.price_minor, d.position, d.code
"""


def zone_options(sendings: Sequence[Sending]) -> list[list[DeliveryOption]]:
    """
    Return for each parcel the methods of the zones that reach its country on its terms, the cheapest first.

    One query for all of them; none without any.
    """
    found: list[list[DeliveryOption]] = [[] for _ in sendings]
    if not sendings:
        return found
    rows = [
        {
            "place": place,
            "channel": each.channel_id,
            "country": each.country,
            "postcode": each.postcode,
            "goods": each.goods_minor,
            "weight": each.weight_g,
            "products": list(each.product_ids),
        }
        for place, each in enumerate(sendings)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_OPTIONS, [orjson.dumps(rows).decode()])
        for place, *columns in cursor.fetchall():
            found[place].append(_option(columns))
    return found


def _option(row: Sequence[Any]) -> DeliveryOption:
    method_id, code, names, kind, price_minor, currency, min_days, max_days, takes_cash = row
    return DeliveryOption(
        method_id=method_id,
        code=code,
        names=texts(names),
        kind=DeliveryKind(kind),
        price=Money(price_minor, currency),
        min_days=min_days,
        max_days=max_days,
        takes_cash=takes_cash,
        full_price=Money(price_minor, currency),
        remote=Money.zero(currency),
    )
