"""Take packaging out of the store for a parcel that is packed, or put it back when a parcel is opened again."""

import uuid
from collections import Counter
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from logistics.models.kit import FulfilmentBox
from logistics.models.parcel import Parcel
from logistics.models.processing import Consumable, ConsumableMove
from logistics.services.consumables_take import consumables_take
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, NotFound, OutOfStock


def carton_of(code: str, *, warehouse_id: uuid.UUID) -> Consumable | None:
    """
    Return the carton that somebody packs in, by its code; None where they said none.

    :raises NotFound: if the warehouse keeps no such carton
    """
    if not code:
        return None
    found = Consumable.objects.filter(code=code, warehouse=warehouse_id, holds_cm3__isnull=False).first()
    if found is None:
        raise NotFound(_("This hub keeps no such carton."), field="carton")
    return found


def packaging_use(*, actor: Actor, parcel: Parcel, now: datetime) -> None:
    """
    Take a parcel's carton and the packaging of its gift boxes, within the transaction that packs it.

    :raises IllegalMove: if less is there than is needed; somebody must count it or order more
    """
    boxes = FulfilmentBox.objects.filter(fulfilment=parcel.fulfilment_id, packaging__isnull=False)
    wanted: Counter[int] = Counter()
    for packaging_id, quantity in boxes.values_list("packaging", "quantity"):
        wanted[packaging_id] += quantity
    if parcel.carton_id is not None:
        wanted[parcel.carton_id] += 1
    try:
        consumables_take(wanted, reference=f"parcel:{parcel.number}", field="packaging", actor=actor, now=now)
    except OutOfStock as missing:
        raise IllegalMove(missing.message, field="packaging") from missing


def packaging_give_back(*, actor: Actor, parcel_number: str, now: datetime) -> None:
    """Put back what a parcel's carton and gift boxes were, at what it cost, within the transaction that opens it."""
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
