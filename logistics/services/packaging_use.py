"""Take packaging out of the store for what is packed in it, or put it back when a parcel is opened again."""

import uuid
from datetime import datetime

from django.db.models import F

from logistics.models.kit import FulfilmentBox
from logistics.models.processing import Consumable, ConsumableMove
from logistics.services.consumables_take import consumables_take
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, OutOfStock


def packaging_use(*, actor: Actor, fulfilment_id: uuid.UUID, parcel_number: str, now: datetime) -> None:
    """
    Take the packaging of a fulfilment's gift boxes, within the transaction that packs it.

    :raises IllegalMove: if less is there than is needed; somebody must count it or order more
    """
    boxes = FulfilmentBox.objects.filter(fulfilment=fulfilment_id, packaging__isnull=False)
    wanted: dict[int, int] = {}
    for packaging_id, quantity in boxes.values_list("packaging", "quantity"):
        wanted[packaging_id] = wanted.get(packaging_id, 0) + quantity
    try:
        consumables_take(wanted, reference=f"parcel:{parcel_number}", field="packaging", actor=actor, now=now)
    except OutOfStock as missing:
        raise IllegalMove(missing.message, field="packaging") from missing


def packaging_give_back(*, actor: Actor, parcel_number: str, now: datetime) -> None:
    """Put back what a parcel's gift boxes took, at what it cost, within the transaction that opens it."""
    used = ConsumableMove.objects.filter(reference=f"parcel:{parcel_number}", quantity__lt=0)
    taken = used.order_by("consumable").values_list("consumable", "quantity", "cost_minor")
    for packaging_id, moved, cost_minor in taken:
        Consumable.objects.filter(pk=packaging_id).update(
            quantity=F("quantity") - moved, value_minor=F("value_minor") - cost_minor
        )
        ConsumableMove.objects.create(
            consumable_id=packaging_id,
            quantity=-moved,
            cost_minor=-cost_minor,
            reference=f"unpacked:{parcel_number}",
            actor=actor.name,
            happened_at=now,
        )
