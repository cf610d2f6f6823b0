"""Which cartons a hub keeps, and which of them what is packed fits into."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Sum

from logistics.models.fulfilment import FulfilmentLine
from logistics.models.processing import Consumable
from logistics.packing import Carton, carton_for


@dataclass(frozen=True, slots=True)
class CartonRow:
    """A carton that somebody may choose; `is_proposed`: the smallest that is there and fits."""

    code: str
    names: Mapping[str, str]
    pieces: int
    is_proposed: bool


def cartons_for(fulfilment_id: uuid.UUID, *, warehouse_id: uuid.UUID) -> list[CartonRow]:
    """
    Return a hub's cartons, the smallest first, for what is packed for a fulfilment; at most two queries.

    The caller has asked who may see the fulfilment. What was never measured takes no room: its weight decides.
    """
    items = Consumable.objects.filter(warehouse=warehouse_id, holds_cm3__isnull=False)
    cartons = [
        (item, Carton(item.pk, item.holds_cm3 or 0, item.carries_g or 0, item.weight_g, item.quantity))
        for item in items.order_by("holds_cm3", "code")
    ]
    if not cartons:
        return []
    lines = FulfilmentLine.objects.filter(fulfilment=fulfilment_id)
    sums = lines.aggregate(
        volume=Sum(F("quantity") * F("variant__volume_cm3")),
        weight=Sum(F("quantity") * F("variant__weight_g")),
    )
    best = carton_for(
        [carton for _item, carton in cartons], volume_cm3=sums["volume"] or 0, weight_g=sums["weight"] or 0
    )
    return [
        CartonRow(item.code, item.names, item.quantity, best is not None and item.pk == best.id)
        for item, _carton in cartons
    ]
