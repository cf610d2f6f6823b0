"""Give a packed parcel to another carrier than the customer chose, when the first one cannot carry it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.carrying import BookingState
from logistics.gateways.carriers import carrier_of
from logistics.models.carrier import CarrierAccount, CarrierBooking
from logistics.models.delivery import DeliveryMethod
from logistics.models.parcel import Parcel, ParcelDocument
from logistics.policies import may_run_hub
from logistics.selectors.delivery import carrier_cost
from logistics.selectors.locked import parcel_locked
from logistics.services.carrier_book import carrier_booking_queue, shipment_of
from logistics.states import DeliveryKind, DocumentState, FulfilmentState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.geography import provinces
from marketplace.kernel.policy import require


@transaction.atomic
def parcel_carrier_change(*, actor: Actor, parcel_id: int, method_code: str, now: datetime) -> Parcel:
    """
    Send a packed parcel by another way to the door, under a number of that carrier; the customer pays no more.

    :raises NotFound: if there is no such parcel, or no such way to the door
    :raises NotAllowed: if the actor does not run this hub
    :raises IllegalMove: if the parcel has left, or its booking stands: it must be taken back first
    :raises InvalidInput: if it is the same carrier, or one that takes no cash where cash is due
    :raises Conflict: if the new carrier's numbers are used up
    """
    parcel = parcel_locked(parcel_id)
    fulfilment = parcel.fulfilment
    require(
        may_run_hub(actor, fulfilment.warehouse.organisation_id),
        _("Only the people of this hub may choose the carrier."),
    )
    if fulfilment.state != FulfilmentState.PACKED or fulfilment.method.kind != DeliveryKind.HOME:
        raise IllegalMove(_("This parcel does not wait for a carrier."), field="method")
    method = DeliveryMethod.objects.filter(code=method_code, kind=DeliveryKind.HOME, is_active=True).first()
    if method is None:
        raise NotFound(_("This way of delivery does not exist."), field="method")
    if method.carrier_id == parcel.carrier_id:
        raise InvalidInput(_("This carrier has the parcel already."), field="method")
    if fulfilment.cash_due and not method.takes_cash:
        raise InvalidInput(_("This carrier takes no cash at the door."), field="method")
    _demand_not_booked(parcel)
    fulfilment.method = method
    fulfilment.save(update_fields=["method"])
    _write(parcel, method, now=now)
    return parcel


def _demand_not_booked(parcel: Parcel) -> None:
    standing = CarrierBooking.objects.filter(parcel=parcel).exclude(state=BookingState.CANCELLED)
    if standing.exclude(state=BookingState.DEAD, reference="").exists():
        raise IllegalMove(_("Take the booking back first."), field="method")
    CarrierBooking.objects.filter(parcel=parcel).delete()


def _write(parcel: Parcel, method: DeliveryMethod, *, now: datetime) -> None:
    place = provinces().get(str(parcel.fulfilment.recipient.get("province", "")))
    lines = parcel.fulfilment.lines.select_related("variant")
    cost = carrier_cost(
        method_id=method.pk,
        region=place.region if place else "",
        province=place.code if place else "",
        weight_g=parcel.weight_g,
        volume_cm3=sum(line.variant.volume_cm3 * line.quantity for line in lines),
        on=timezone.localdate(now),
        currency=parcel.currency,
    )
    parcel.carrier_id, parcel.tracking_number = method.carrier_id, parcel.number
    parcel.carrier_cost_minor = cost.minor
    account = CarrierAccount.objects.filter(organisation=method.carrier_id).first()
    carrier = carrier_of(account, method.carrier_id)
    if carrier.is_immediate:
        parcel.tracking_number = carrier.book(shipment_of(parcel)).tracking_number
    parcel.save(update_fields=["carrier", "tracking_number", "carrier_cost_minor"])
    carrier_booking_queue(parcel_id=parcel.pk, now=now)
    # The label bears the carrier and its number: it is drawn anew.
    ParcelDocument.objects.filter(parcel=parcel).update(
        state=DocumentState.DUE, document=None, due_at=now, attempts=0
    )
