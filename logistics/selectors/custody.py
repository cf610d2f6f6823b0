"""Through whose hands the goods of an order went."""

import uuid
from dataclasses import dataclass

from logistics.models.fulfilment import Fulfilment
from logistics.models.parcel import Parcel


@dataclass(frozen=True, slots=True)
class Custody:
    """The hub that packed, and the carrier that took the parcel (none before it is packed)."""

    hub_id: int
    warehouse_id: uuid.UUID
    carrier_id: int | None
    parcel_id: int | None


def custody_of(reference: str) -> Custody | None:
    """Return who had the goods of an order ("order:<uuid>") in their hands, or nothing; in two statements."""
    fulfilment = Fulfilment.objects.select_related("warehouse").filter(reference=reference).first()
    if fulfilment is None:
        return None
    parcel = Parcel.objects.filter(fulfilment=fulfilment).order_by("-pk").first()
    return Custody(
        hub_id=fulfilment.warehouse.organisation_id,
        warehouse_id=fulfilment.warehouse_id,
        carrier_id=parcel.carrier_id if parcel else None,
        parcel_id=parcel.pk if parcel else None,
    )
