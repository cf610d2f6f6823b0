"""Write down a vehicle of a carrier of our own, and what it may carry."""

import uuid
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.carrying import CarrierKind
from logistics.models.carrier import CarrierAccount
from logistics.models.collection import Vehicle
from logistics.policies import may_run_hub
from logistics.selectors.locked import warehouse_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.policy import require

HEAVIEST_G: Final = 40_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleWanted:
    """Whose it is, what people call it, and the grams that it may carry."""

    carrier_id: int
    name: str
    capacity_g: int
    is_active: bool = True


@transaction.atomic
def vehicle_write(*, actor: Actor, warehouse_id: uuid.UUID, wanted: VehicleWanted) -> Vehicle:
    """
    Add a vehicle, or change what the one of that name may carry; rounds that are planned keep theirs.

    :param warehouse_id: the hub whose people write it
    :raises NotFound: if there is no such warehouse, or no such carrier with vehicles of our own
    :raises NotAllowed: if the actor does not run the hub
    :raises InvalidInput: if it has no name, or carries nothing or more than 40 tonnes
    """
    warehouse = warehouse_locked(warehouse_id)
    require(may_run_hub(actor, warehouse.organisation_id), _("This is for the people of this hub."))
    name = " ".join(wanted.name.split())[:40]
    if not name:
        raise InvalidInput(_("A vehicle needs a name."), field="name")
    if not 1 <= wanted.capacity_g <= HEAVIEST_G:
        raise InvalidInput(_("A vehicle carries between 1 kg and 40 tonnes."), field="capacity")
    own = CarrierAccount.objects.filter(organisation=wanted.carrier_id, kind=CarrierKind.OWN)
    if not own.exists():
        raise NotFound(_("This carrier has no vehicles of our own."), field="carrier")
    vehicle, _made = Vehicle.objects.update_or_create(
        carrier_id=wanted.carrier_id,
        name=name,
        defaults={"capacity_g": wanted.capacity_g, "is_active": wanted.is_active},
    )
    return vehicle
