"""Packed parcels that must not leave: something in them was taken off sale after it was packed."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from logistics.models.fulfilment import LotAllocation
from logistics.states import LotState

# A lot that only grew too old on the packing table was good when it was packed.
_STOPPING: Final = (LotState.RECALLED, LotState.REJECTED, LotState.QUARANTINE, LotState.REWORK)


def fulfilments_stopped(fulfilment_ids: Collection[UUID]) -> set[UUID]:
    """Return which of these fulfilments hold packed units of a held lot; one query."""
    shares = LotAllocation.objects.filter(
        line__fulfilment__in=list(fulfilment_ids),
        packed_at__isnull=False,
        lot_stock__lot__state__in=_STOPPING,
    )
    return set(shares.values_list("line__fulfilment", flat=True))
