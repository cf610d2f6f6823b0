"""Write what promotions make of prices onto the prices and their listings; nothing else writes those columns."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from catalog.price_scopes import scope_sql
from catalog.services.listing_refresh import listing_refresh

# How a reduction is reckoned, in one place: a percentage is rounded once, halves up; no price falls below nothing.
_REDUCED = """GREATEST(pr.amount_minor - CASE {kind} WHEN 'percentage'
    THEN round(pr.amount_minor * LEAST({value}, 100) / 100) ELSE {value} END, 0)::bigint"""
_FROM_RULE = _REDUCED.format(kind="%(kind{n})s", value="%(value{n})s::numeric")
_FROM_ROW = _REDUCED.format(kind="%(kind)s", value="%(value)s::numeric")

_WANTED = f"""
    SELECT pr.id, {_FROM_RULE} AS reduced, %(snapshot{{n}})s::jsonb AS reduction
    FROM catalog_price pr
    JOIN catalog_variant v ON v.id = pr.variant_id
    JOIN catalog_product p ON p.id = v.product_id
    WHERE pr.channel_id = %(channel{{n}})s AND {{only}} AND {{scope}}
"""
_REDUCE = """
    WITH wanted AS ({wanted}),
    best AS (SELECT DISTINCT ON (id) id, reduced, reduction FROM wanted ORDER BY id, reduced, reduction->>'rule'),
    fresh AS (
        SELECT pr.id, v.product_id,
               CASE WHEN best.reduced < pr.amount_minor THEN best.reduced END AS reduced,
               CASE WHEN best.reduced < pr.amount_minor THEN best.reduction END AS reduction
        FROM catalog_price pr
        JOIN catalog_variant v ON v.id = pr.variant_id
        JOIN catalog_product p ON p.id = v.product_id
        LEFT JOIN best ON best.id = pr.id
        WHERE {only} AND (best.id IS NOT NULL OR pr.reduced_minor IS NOT NULL)
    )
    UPDATE catalog_price pr SET reduced_minor = fresh.reduced, reduction = fresh.reduction
    FROM fresh
    WHERE fresh.id = pr.id
      AND (pr.reduced_minor, pr.reduction) IS DISTINCT FROM (fresh.reduced, fresh.reduction)
    RETURNING fresh.product_id
"""
_NOTHING = "SELECT NULL::bigint AS id, NULL::bigint AS reduced, NULL::jsonb AS reduction WHERE false"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceReduction:
    """
    What a rule takes off the prices of its scope in a channel.

    `value` is per cent, or minor units; `snapshot` is kept at the price: the rule, its names, who pays.
    """

    channel_id: int
    kind: str
    value: str
    predicate: Mapping[str, Any]
    snapshot: Mapping[str, Any]
    # Only products of this seller: it pays for nobody else's
    organisation_id: int | None = None


@transaction.atomic
def prices_reduce(*, reductions: Sequence[PriceReduction], product_ids: Sequence[int] | None = None) -> int:
    """
    Make the prices (all, or those of some products) show the lowest of these reductions and no other.

    One statement for the prices, one for the listings. Returns of how many products something changed.

    :raises InvalidInput: if a predicate has a word that is not known
    """
    params: dict[str, Any] = {"only": list(product_ids or [])}
    only = "true" if product_ids is None else "p.id = ANY(%(only)s)"
    wanted = [_wanted(n, each, only, params) for n, each in enumerate(reductions)]
    sql = _REDUCE.format(wanted=" UNION ALL ".join(wanted) or _NOTHING, only=only)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        changed = sorted({row[0] for row in cursor.fetchall()})
    if changed:
        listing_refresh(product_ids=changed)
    return len(changed)


def _wanted(n: int, each: PriceReduction, only: str, params: dict[str, Any]) -> str:
    params |= {
        f"kind{n}": each.kind,
        f"value{n}": each.value,
        f"channel{n}": each.channel_id,
        f"snapshot{n}": json.dumps({**each.snapshot, "kind": each.kind, "value": each.value}),
    }
    scope = scope_sql(each.predicate, params)
    if each.organisation_id is not None:
        params[f"seller{n}"] = each.organisation_id
        scope += f" AND p.organisation_id = %(seller{n})s"
    return _WANTED.format(n=n, only=only, scope=scope)


def reduction_follow(*, price_id: int, reduction: Mapping[str, Any]) -> None:
    """Reckon a reduction anew for a price that its seller has just set; the caller refreshes the listing."""
    params = {
        "id": price_id,
        "kind": reduction["kind"],
        "value": reduction["value"],
        "snapshot": json.dumps(dict(reduction)),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE catalog_price pr SET reduced_minor = {_FROM_ROW}, reduction = %(snapshot)s::jsonb"
            f" WHERE pr.id = %(id)s AND {_FROM_ROW} < pr.amount_minor",
            params,
        )
