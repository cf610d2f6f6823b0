"""What can be bought, and what stands where."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import QuerySet

from catalog.selectors.filters import Condition
from logistics.models.stock import Stock
from marketplace.kernel.prepared import AnyOf, Slot, prepared


@prepared
def _online(variant_ids: Slot) -> QuerySet[Stock, tuple[int, int, int]]:
    rows = Stock.objects.filter(AnyOf("variant_id", variant_ids), warehouse__is_online=True)
    return rows.values_list("variant_id", "quantity", "reserved")


def available(variant_ids: Collection[int]) -> dict[int, int]:
    """Return how many units of each variant the web shop may still sell; one query, 0 for what is not stocked."""
    rows = _online(variant_ids=list(variant_ids))
    free = {variant_id: quantity - reserved for variant_id, quantity, reserved in rows}
    return {variant_id: free.get(variant_id, 0) for variant_id in variant_ids}


# Whether the web shop may sell any of a variant `v`, as `stock.is_there`
IS_THERE = """
    LEFT JOIN LATERAL (
        SELECT bool_or(s.quantity > s.reserved) AS is_there FROM logistics_stock s
        JOIN logistics_warehouse w ON w.id = s.warehouse_id AND w.is_online WHERE s.variant_id = v.id
    ) stock ON true
"""


def sellable(*, is_in_stock: bool) -> Condition:
    """Return the condition that the web shop may sell something, or nothing, of a product."""
    has_some = (
        "EXISTS (SELECT 1 FROM catalog_variant v JOIN logistics_stock s ON s.variant_id = v.id"
        " JOIN logistics_warehouse w ON w.id = s.warehouse_id AND w.is_online"
        " WHERE v.product_id = l.product_id AND v.is_active AND s.quantity > s.reserved)"
    )
    return Condition(has_some if is_in_stock else f"NOT {has_some}")


def stocked(
    *, least: int | None = None, most: int | None = None, warehouse_ids: Sequence[object] | None = None
) -> Condition:
    """Return the condition that so many units of a product stand in warehouses: in these, or in all of the shop's."""
    where = "w.id::text = ANY(%(warehouses)s)" if warehouse_ids is not None else "w.is_online"
    total = (
        "(SELECT COALESCE(sum(s.quantity), 0) FROM catalog_variant v JOIN logistics_stock s ON s.variant_id = v.id"
        f" JOIN logistics_warehouse w ON w.id = s.warehouse_id WHERE v.product_id = l.product_id AND {where})"
    )
    bounds = []
    values: dict[str, Any] = {}
    for name, sign, limit in (("least", ">=", least), ("most", "<=", most)):
        if limit is not None:
            bounds.append(f"{total} {sign} %({name})s")
            values[name] = limit
    if warehouse_ids is not None:
        bounds = bounds or [f"{total} > 0"]
        values["warehouses"] = [str(each) for each in warehouse_ids]
    return Condition(" AND ".join(bounds) or "TRUE", values)


def stocks_of_variants(variant_ids: Sequence[int]) -> dict[int, list[Stock]]:
    """Return the stocks of each variant in all warehouses, in one statement."""
    found: dict[int, list[Stock]] = {}
    for row in Stock.objects.filter(variant__in=variant_ids).order_by("variant_id", "id"):
        found.setdefault(row.variant_id, []).append(row)
    return found
