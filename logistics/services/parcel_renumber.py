"""Write down the number that a carrier gave a parcel, where it is not the one that we expected."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.parcel import Parcel
from logistics.policies import may_track
from logistics.selectors.locked import parcel_locked
from logistics.states import OPEN_STATES
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput
from marketplace.kernel.policy import require
from marketplace.kernel.search_text import without_controls

LONGEST: Final = 40


@transaction.atomic
def parcel_renumber(*, actor: Actor, parcel_id: int, tracking_number: str) -> Parcel:
    """
    Change the carrier's number of a parcel that is still on its way; an empty one becomes our own number.

    :raises NotFound: if there is no such parcel
    :raises NotAllowed: if the actor is neither the hub nor the carrier
    :raises IllegalMove: if its road is over
    :raises InvalidInput: if the number is too long
    :raises Conflict: if another parcel bears the number
    """
    parcel = parcel_locked(parcel_id)
    hub_id = parcel.fulfilment.warehouse.organisation_id
    require(
        may_track(actor, hub_organisation_id=hub_id, carrier_organisation_id=parcel.carrier_id),
        _("Only the hub and the carrier may report on this parcel."),
    )
    if parcel.fulfilment.state not in OPEN_STATES:
        raise IllegalMove(_("This parcel is not on its way any more."), field="tracking_number")
    number = without_controls(tracking_number).strip() or parcel.number
    if len(number) > LONGEST:
        raise InvalidInput(
            _("Please use at most %(count)d characters.") % {"count": LONGEST}, field="tracking_number"
        )
    demand_free_number(parcel, number)
    parcel.tracking_number = number
    parcel.save(update_fields=["tracking_number"])
    return parcel


def demand_free_number(parcel: Parcel, number: str) -> None:
    """
    Pass a carrier's number that no other parcel bears.

    :raises Conflict: if one does
    """
    if Parcel.objects.filter(tracking_number=number).exclude(pk=parcel.pk).exists():
        raise Conflict(_("Another parcel has this number."), field="tracking_number")
