"""Take packaging out of the store for what is packed in it, or put it back when a parcel is opened again."""

import uuid
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from logistics.models.kit import FulfilmentBox
from logistics.models.processing import Consumable, ConsumableMove
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove


def packaging_use(*, actor: Actor, fulfilment_id: uuid.UUID, parcel_number: str, now: datetime) -> None:
    """
    Take the packaging of a fulfilment's gift boxes, within the transaction that packs it.

    :raises IllegalMove: if less is there than is needed; somebody must count it or order more
    """
    boxes = FulfilmentBox.objects.filter(fulfilment=fulfilment_id, packaging__isnull=False)
    wanted: dict[int, int] = {}
    for packaging_id, quantity in boxes.values_list("packaging", "quantity"):
        wanted[packaging_id] = wanted.get(packaging_id, 0) + quantity
    for packaging_id, pieces in sorted(wanted.items()):
        rows = Consumable.objects.filter(pk=packaging_id, quantity__gte=pieces)
        if not rows.update(quantity=F("quantity") - pieces):
            item = Consumable.objects.get(pk=packaging_id)
            raise IllegalMove(
                _("There is not enough of %(item)s: %(count)s are needed.")
                % {"item": item.code, "count": pieces},
                field="packaging",
            )
        ConsumableMove.objects.create(
            consumable_id=packaging_id,
            quantity=-pieces,
            reference=f"parcel:{parcel_number}",
            actor=actor.name,
            happened_at=now,
        )


def packaging_give_back(*, actor: Actor, parcel_number: str, now: datetime) -> None:
    """Put back what a parcel's gift boxes took, within the transaction that opens it."""
    used = ConsumableMove.objects.filter(reference=f"parcel:{parcel_number}", quantity__lt=0)
    for packaging_id, moved in used.order_by("consumable").values_list("consumable", "quantity"):
        Consumable.objects.filter(pk=packaging_id).update(quantity=F("quantity") - moved)
        ConsumableMove.objects.create(
            consumable_id=packaging_id,
            quantity=-moved,
            reference=f"unpacked:{parcel_number}",
            actor=actor.name,
            happened_at=now,
        )
