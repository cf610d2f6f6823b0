"""Bring what listings repeat from their products up to date; nothing else writes those columns."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from catalog.models.product import Product
from marketplace.kernel.search_text import sort_key
from marketplace.kernel.texts import text_in

_REFRESH = """
    WITH fresh AS (
        SELECT l.id, p.category_id, p.product_type_id, p.organisation_id, p.region, p.province, p.rating_score,
               p.state = 'published' AND o.state = 'active' AND o.is_seller AS on_sale,
               cheapest.price, cheapest.full_price
        FROM catalog_listing l
        JOIN catalog_product p ON p.id = l.product_id
        JOIN cooperatives_organisation o ON o.id = p.organisation_id
        LEFT JOIN LATERAL (
            SELECT COALESCE(pr.reduced_minor, pr.amount_minor) AS price, pr.amount_minor AS full_price
            FROM catalog_variant v JOIN catalog_price pr ON pr.variant_id = v.id
            WHERE v.product_id = p.id AND v.is_active AND pr.channel_id = l.channel_id
            ORDER BY 1, v.position, v.id LIMIT 1
        ) cheapest ON true
        WHERE {which}
    )
    UPDATE catalog_listing l
    SET category_id = fresh.category_id, product_type_id = fresh.product_type_id,
        organisation_id = fresh.organisation_id, region = fresh.region, province = fresh.province,
        rating_score = fresh.rating_score,
        price_from_minor = fresh.price, full_from_minor = fresh.full_price,
        is_visible = l.is_published AND l.published_at IS NOT NULL AND fresh.on_sale AND fresh.price IS NOT NULL
    FROM fresh WHERE l.id = fresh.id
"""
_NAMES = """
    UPDATE catalog_listing l SET name_key_ar = named.ar, name_key_fr = named.fr
    FROM unnest(%(ids)s::bigint[], %(ar)s::text[], %(fr)s::text[]) AS named(id, ar, fr)
    WHERE l.product_id = named.id
"""


def listing_refresh(*, product_ids: Sequence[int]) -> None:
    """Recompute the shelf columns, the lowest price and the visibility of these products' listings."""
    with connection.cursor() as cursor:
        cursor.execute(_REFRESH.format(which="l.product_id = ANY(%s)"), [list(product_ids)])


def listing_refresh_of_seller(*, organisation_id: int) -> int:
    """Recompute all listings of one seller, for example when it was suspended; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(_REFRESH.format(which="p.organisation_id = %s"), [organisation_id])
        return int(cursor.rowcount)


def listing_names_refresh(*, product_ids: Sequence[int]) -> None:
    """Write the sort keys of these products' names onto their listings."""
    rows = list(Product.objects.filter(pk__in=product_ids).values_list("pk", "names"))
    values: dict[str, Any] = {
        "ids": [key for key, _ in rows],
        "ar": [sort_key(text_in(names, "ar")) for _, names in rows],
        "fr": [sort_key(text_in(names, "fr")) for _, names in rows],
    }
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, values)
