"""Book parcels at the systems of carriers: rows that are due, called outside any transaction, each at most once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.carrying import BookingState, CarrierKind
from logistics.gateways.base import Booked, Carrier, CarrierRefused, CarrierUnreachable, Shipment
from logistics.gateways.carriers import carrier_of
from logistics.models.carrier import CarrierAccount, CarrierBooking, CarrierDistrict
from logistics.models.parcel import Parcel, ParcelDocument
from logistics.policies import may_run_hub
from logistics.selectors.locked import parcel_locked
from logistics.services.parcel_renumber import demand_free_number
from logistics.states import DocumentState, FulfilmentState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, NotFound
from marketplace.kernel.policy import require
from marketplace.outbox.work import claimed_one_by_one, put_off


def shipment_of(parcel: Parcel, *, district: str = "") -> Shipment:
    """Say of a parcel (fetched with its fulfilment) what its carrier must know."""
    fulfilment = parcel.fulfilment
    parts = (fulfilment.recipient.get(name, "") for name in ("street", "quarter", "landmark"))
    return Shipment(
        key=f"parcel:{parcel.number}",
        reference=parcel.number,
        name=str(fulfilment.recipient.get("name", "")),
        phone=str(fulfilment.recipient.get("phone", "")),
        address=", ".join(str(part) for part in parts if part),
        city=str(fulfilment.recipient.get("city", "")),
        district=district,
        weight_g=parcel.weight_g,
        cash=fulfilment.cash_due,
    )


def carrier_booking_queue(*, parcel_id: int, now: datetime) -> CarrierBooking | None:
    """Note that a parcel is to be booked; None if its carrier has no system, or it was opened. Once per parcel."""
    parcel = Parcel.objects.filter(pk=parcel_id).first()
    if parcel is None:
        return None
    account = CarrierAccount.objects.filter(organisation=parcel.carrier_id, kind=CarrierKind.REST).first()
    if account is None:
        return None
    booking, _is_new = CarrierBooking.objects.get_or_create(
        parcel=parcel, defaults={"account": account, "due_at": now, "created_at": now}
    )
    return booking


def carrier_bookings_run(*, now: datetime, limit: int = 20) -> int:
    """
    Make the calls that are due (book, or take back); return how many succeeded.

    The answer may be lost after the carrier acted: the next attempt repeats the call under the same key and hears the
    same answer. A refusal is final and visible on the carriers' page; silence and nonsense are tried again, at most
    five times.
    """
    done = 0
    for row in claimed_one_by_one(CarrierBooking, now=now, limit=limit):
        carrier = carrier_of(row.account, row.account.organisation_id)
        try:
            if row.is_unwanted:
                _take_back(row, carrier)
            else:
                _book(row, carrier, now=now)
        except CarrierRefused as refusal:
            CarrierBooking.objects.filter(pk=row.pk).update(
                state=BookingState.DEAD, error=refusal.message[:2000]
            )
        except (CarrierUnreachable, Conflict) as silence:
            put_off(row, now=now, error=silence.message)
        else:
            done += 1
    return done


def _book(row: CarrierBooking, carrier: Carrier, *, now: datetime) -> None:
    parcel = Parcel.every.select_related("fulfilment").get(pk=row.parcel_id)
    district = _district(row.account, str(parcel.fulfilment.recipient.get("province", "")))
    _write(row, carrier.book(shipment_of(parcel, district=district)), now=now)


def _district(account: CarrierAccount, province: str) -> str:
    """
    Name a province as the carrier does; a carrier that needs no names has no list.

    :raises CarrierRefused: if it has a list and the province is not on it
    """
    known = dict(CarrierDistrict.objects.filter(account=account).values_list("province", "code"))
    if known and province not in known:
        raise CarrierRefused(_("This carrier has no name for %(province)s.") % {"province": province})
    return known.get(province, "")


@transaction.atomic
def _write(row: CarrierBooking, booked: Booked, *, now: datetime) -> None:
    """
    Write what the carrier answered; the label is drawn anew with its number.

    :raises Conflict: if the carrier gave a number that another parcel bears
    """
    if not Parcel.objects.filter(pk=row.parcel_id).exists():
        # It was opened while the carrier was asked: the booking is unwanted by now, the next run takes it back.
        CarrierBooking.objects.filter(pk=row.pk).update(reference=booked.reference, booked_at=now)
        return
    parcel = parcel_locked(row.parcel_id)
    demand_free_number(parcel, booked.tracking_number)
    if (
        CarrierBooking.objects.filter(account=row.account, reference=booked.reference)
        .exclude(pk=row.pk)
        .exists()
    ):
        raise Conflict(_("The carrier answered nonsense: a booking of another parcel."), field="reference")
    parcel.tracking_number = booked.tracking_number
    if booked.fee is not None:
        parcel.carrier_cost_minor = booked.fee.minor
    parcel.save(update_fields=["tracking_number", "carrier_cost_minor"])
    CarrierBooking.objects.filter(pk=row.pk).update(
        state=BookingState.BOOKED,
        reference=booked.reference,
        fee_minor=booked.fee.minor if booked.fee else None,
        booked_at=now,
        error="",
    )
    CarrierAccount.objects.filter(pk=row.account_id, poll_at=None).update(poll_at=now)
    ParcelDocument.objects.filter(parcel=parcel).update(
        state=DocumentState.DUE, document=None, due_at=now, attempts=0
    )


def _take_back(row: CarrierBooking, carrier: Carrier) -> None:
    if row.reference:
        carrier.cancel(row.reference, key=f"cancel:{row.reference}")
    CarrierBooking.objects.filter(pk=row.pk).update(state=BookingState.CANCELLED, error="")


@transaction.atomic
def carrier_booking_retry(*, actor: Actor, booking_id: int, now: datetime) -> CarrierBooking:
    """
    Let a booking that was given up be tried again.

    :raises NotFound: if there is none
    :raises NotAllowed: if the actor does not run this hub
    :raises IllegalMove: if it was not given up
    """
    booking = _locked(actor, booking_id)
    if booking.state != BookingState.DEAD:
        raise IllegalMove(_("This booking is not waiting for anybody."), field="booking")
    booking.state, booking.due_at, booking.attempts, booking.error = BookingState.DUE, now, 0, ""
    booking.save(update_fields=["state", "due_at", "attempts", "error"])
    return booking


@transaction.atomic
def carrier_booking_cancel(*, actor: Actor, booking_id: int, now: datetime) -> CarrierBooking:
    """
    Take a booking back before the parcel has left; the carrier is told by a task.

    :raises NotFound: if there is none
    :raises NotAllowed: if the actor does not run this hub
    :raises IllegalMove: if the parcel has left, or the booking is cancelled already
    """
    booking = _locked(actor, booking_id)
    if booking.parcel.fulfilment.state != FulfilmentState.PACKED:
        raise IllegalMove(_("The parcel has left: tell its carrier."), field="booking")
    if booking.state == BookingState.CANCELLED:
        raise IllegalMove(_("This booking is cancelled already."), field="booking")
    booking.is_unwanted = True
    booking.state, booking.due_at, booking.attempts = BookingState.DUE, now, 0
    booking.save(update_fields=["is_unwanted", "state", "due_at", "attempts"])
    return booking


def _locked(actor: Actor, booking_id: int) -> CarrierBooking:
    known = CarrierBooking.objects.filter(pk=booking_id).first()
    if known is None:
        raise NotFound(_("There is no such booking."), field="booking")
    parcel = parcel_locked(known.parcel_id)
    require(
        may_run_hub(actor, parcel.fulfilment.warehouse.organisation_id),
        _("Only the people of this hub may change a booking."),
    )
    booking = CarrierBooking.objects.select_for_update(no_key=True).get(pk=booking_id)
    booking.parcel = parcel
    return booking
