"""Give parcels to their carrier, with a list that both sign."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.carrying import BookingState
from logistics.events import ParcelHandedOver
from logistics.models.carrier import CarrierBooking
from logistics.models.fulfilment import Fulfilment
from logistics.models.parcel import Manifest, Parcel, TrackingEvent
from logistics.models.warehouse import Warehouse
from logistics.policies import may_run_hub
from logistics.selectors.stopped import fulfilments_stopped
from logistics.services.numbers import next_serial, number_of
from logistics.states import FULFILMENT_FLOW, DeliveryKind, FulfilmentState, TrackingKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.policy import require
from marketplace.outbox import bus


@transaction.atomic
def parcels_hand_over(
    *,
    actor: Actor,
    warehouse_id: uuid.UUID,
    carrier_id: int,
    now: datetime,
    parcel_ids: Collection[int] | None = None,
) -> Manifest:
    """
    Hand all waiting parcels of a carrier over, or the chosen ones; each is told as `ParcelHandedOver`.

    A parcel that holds a lot taken off sale meanwhile stays behind, and so does one that its carrier's system does not
    know yet, or whose order is stopped.

    :raises NotFound: if there is no such warehouse, or a chosen parcel is not there for this carrier
    :raises NotAllowed: if the actor does not run this hub
    :raises IllegalMove: if a chosen parcel has left already, is not booked with its carrier, is stopped, or holds a
        lot that was taken off sale meanwhile
    :raises InvalidInput: if nothing is waiting for this carrier
    """
    warehouse = Warehouse.objects.filter(pk=warehouse_id).first()
    if warehouse is None:
        raise NotFound(_("There is no such warehouse."), field="warehouse")
    require(
        may_run_hub(actor, warehouse.organisation_id), _("Only the people of this hub may hand parcels over.")
    )
    parcels = _parcels_locked(warehouse_id, carrier_id, parcel_ids)
    if not parcels:
        raise InvalidInput(_("No parcel is waiting for this carrier."), field="carrier")

    manifest = Manifest.objects.create(
        number=number_of("manifest", next_serial("manifest")),
        warehouse=warehouse,
        carrier_id=carrier_id,
        handed_over_at=now,
        handed_over_by=actor.name,
    )
    _record(manifest, parcels, actor=actor, now=now)
    for parcel in parcels:
        bus.publish(_told(parcel, manifest, now=now))
    return manifest


def _parcels_locked(
    warehouse_id: uuid.UUID, carrier_id: int, parcel_ids: Collection[int] | None
) -> Sequence[Parcel]:
    """Lock the fulfilments of the parcels; a parcel of a pickup never goes on a manifest."""
    chosen = Parcel.objects.filter(
        carrier=carrier_id, fulfilment__warehouse=warehouse_id, fulfilment__method__kind=DeliveryKind.HOME
    )
    if parcel_ids is None:
        chosen = chosen.filter(manifest=None, fulfilment__state=FulfilmentState.PACKED)
    else:
        chosen = chosen.filter(pk__in=parcel_ids)
    found = dict(chosen.values_list("pk", "fulfilment"))
    if parcel_ids is not None and len(found) < len(set(parcel_ids)):
        raise NotFound(_("A parcel is not there for this carrier."), field="parcels")
    locked = Fulfilment.objects.filter(pk__in=found.values()).order_by("id").select_for_update(no_key=True)
    fulfilments = {fulfilment.pk: fulfilment for fulfilment in locked}
    parcels = list(Parcel.objects.filter(pk__in=found).order_by("id"))
    for parcel in parcels:
        parcel.fulfilment = fulfilments[parcel.fulfilment_id]
    stopped = fulfilments_stopped(found.values())
    waiting = CarrierBooking.objects.filter(parcel__in=found).exclude(state=BookingState.BOOKED)
    unbooked = set(waiting.values_list("parcel", flat=True))
    if parcel_ids is None:
        ready = [parcel for parcel in parcels if parcel.fulfilment.state == FulfilmentState.PACKED]
        return [
            parcel
            for parcel in ready
            if parcel.fulfilment_id not in stopped
            and parcel.pk not in unbooked
            and parcel.fulfilment.held_at is None
        ]
    _demand_free(parcels, stopped, unbooked)
    return parcels


def _demand_free(
    parcels: Sequence[Parcel], stopped: Collection[uuid.UUID], unbooked: Collection[int]
) -> None:
    """Of chosen parcels each may leave, or none does."""
    for parcel in parcels:
        if parcel.pk in unbooked:
            raise IllegalMove(
                _("Parcel %(parcel)s is not booked with its carrier yet.") % {"parcel": parcel.number},
                field="parcels",
            )
        FULFILMENT_FLOW.check(FulfilmentState(parcel.fulfilment.state), FulfilmentState.HANDED_OVER)
        if parcel.fulfilment.held_at is not None:
            raise IllegalMove(_("This order is stopped: its payment is not in order."), field="parcels")
        if parcel.fulfilment_id in stopped:
            raise IllegalMove(
                _("Parcel %(parcel)s holds a lot that was taken off sale: it stays here.")
                % {"parcel": parcel.number},
                field="parcels",
            )


def _record(manifest: Manifest, parcels: Sequence[Parcel], *, actor: Actor, now: datetime) -> None:
    Parcel.objects.filter(pk__in=[parcel.pk for parcel in parcels]).update(manifest=manifest)
    Fulfilment.objects.filter(pk__in=[parcel.fulfilment_id for parcel in parcels]).update(
        state=FulfilmentState.HANDED_OVER, state_at=now
    )
    TrackingEvent.objects.bulk_create(
        TrackingEvent(
            parcel=parcel,
            key=f"manifest:{manifest.number}",
            kind=TrackingKind.HANDED_OVER,
            actor=actor.name,
            happened_at=now,
            recorded_at=now,
        )
        for parcel in parcels
    )


def _told(parcel: Parcel, manifest: Manifest, *, now: datetime) -> ParcelHandedOver:
    return ParcelHandedOver(
        happened_at=now,
        reference=parcel.fulfilment.reference,
        order_number=parcel.fulfilment.order_number,
        parcel_id=parcel.pk,
        parcel_number=parcel.number,
        carrier_organisation_id=parcel.carrier_id,
        manifest_number=manifest.number,
    )
