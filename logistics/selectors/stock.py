"""What can be bought, and what stands where."""

from collections.abc import Collection

from logistics.models.stock import Stock


def available(variant_ids: Collection[int]) -> dict[int, int]:
    """Return how many units of each variant the web shop may still sell; one query, 0 for what is not stocked."""
    rows = Stock.objects.filter(variant_id__in=variant_ids, warehouse__is_online=True).values_list(
        "variant_id", "quantity", "reserved"
    )
    free = {variant_id: quantity - reserved for variant_id, quantity, reserved in rows}
    return {variant_id: free.get(variant_id, 0) for variant_id in variant_ids}
