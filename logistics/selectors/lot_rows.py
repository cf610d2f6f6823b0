"""What a list of lots shows besides its rows, read in batches."""

from collections.abc import Sequence

from logistics.models.lot import LotStock, Movement


def stocks_of_lots(lot_ids: Sequence[int]) -> dict[int, list[LotStock]]:
    """Return where each lot stands, in one statement."""
    rows = LotStock.objects.filter(lot__in=lot_ids).select_related("bin").order_by("lot_id", "id")
    found: dict[int, list[LotStock]] = {}
    for row in rows:
        found.setdefault(row.lot_id, []).append(row)
    return found


def movements_of_lots(lot_ids: Sequence[int]) -> dict[int, list[Movement]]:
    """Return every movement of each lot, oldest first, in one statement."""
    found: dict[int, list[Movement]] = {}
    for row in Movement.objects.filter(lot__in=lot_ids).order_by("lot_id", "id"):
        found.setdefault(row.lot_id, []).append(row)
    return found
