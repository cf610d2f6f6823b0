"""Carriers as the hub sees them: how each is reached, and what of theirs waits for a person."""

import uuid
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from logistics.carrying import BookingState, ReportState
from logistics.doorstep import MOST_ATTEMPTS
from logistics.models.carrier import CarrierAccount, CarrierBooking, CarrierReport
from logistics.models.delivery import DeliveryMethod
from logistics.models.parcel import Parcel
from logistics.selectors.warehouses import warehouse_run_by
from logistics.states import DeliveryKind, FulfilmentState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound

# What a page shows of each list; the rest appears as these are dealt with.
SHOWN = 100


@dataclass(frozen=True, slots=True)
class CarrierDesk:
    """Accounts (`on_the_way`: parcels booked and not yet arrived), bookings and reports for a person to look at."""

    accounts: tuple[CarrierAccount, ...]
    bookings: tuple[CarrierBooking, ...]
    reports: tuple[CarrierReport, ...]


def carrier_desk(*, actor: Actor, warehouse_id: uuid.UUID) -> CarrierDesk:
    """
    Show the carriers of a hub and what waits for somebody; four queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    """
    warehouse = warehouse_run_by(actor, warehouse_id)
    here = Q(bookings__parcel__fulfilment__warehouse=warehouse)
    on_the_way = Q(bookings__state=BookingState.BOOKED) & ~Q(
        bookings__parcel__fulfilment__state__in=(
            FulfilmentState.DELIVERED,
            FulfilmentState.RETURNED,
            FulfilmentState.INSPECTED,
            FulfilmentState.LOST,
        )
    )
    accounts = CarrierAccount.objects.select_related("organisation").annotate(
        on_the_way=Count("bookings", filter=here & on_the_way)
    )
    bookings = CarrierBooking.objects.filter(
        state=BookingState.DEAD, parcel__fulfilment__warehouse=warehouse
    ).select_related("parcel__fulfilment", "account__organisation")
    reports = CarrierReport.objects.filter(state=ReportState.DEAD).select_related("account__organisation")
    return CarrierDesk(
        tuple(accounts.order_by("organisation__slug")),
        tuple(bookings.order_by("created_at", "id")[:SHOWN]),
        tuple(reports.order_by("received_at", "id")[:SHOWN]),
    )


def booking_of(*, parcel: Parcel) -> CarrierBooking | None:
    """Return the booking of a parcel whose viewer has been asked; one query."""
    return CarrierBooking.objects.filter(parcel=parcel).first()


def other_ways(*, parcel: Parcel) -> tuple[DeliveryMethod, ...]:
    """List the other carriers to the door that may take a packed parcel; one query."""
    rows = DeliveryMethod.objects.filter(kind=DeliveryKind.HOME, is_active=True).exclude(
        carrier=parcel.carrier_id
    )
    if parcel.fulfilment.cash_due:
        rows = rows.filter(takes_cash=True)
    return tuple(rows.order_by("position", "code"))


def booking_seen(*, booking_id: int) -> CarrierBooking:
    """
    Return a booking with its parcel, to know where to go back to; the service asks who may change it.

    :raises NotFound: if there is none
    """
    booking = CarrierBooking.objects.select_related("parcel").filter(pk=booking_id).first()
    if booking is None:
        raise NotFound(_("There is no such booking."), field="booking")
    return booking


def most_attempts_of(carrier_id: int) -> int:
    """After how many attempts in vain a carrier brings a parcel back; one query."""
    found = CarrierAccount.objects.filter(organisation=carrier_id).values_list("most_attempts", flat=True)
    return found.first() or MOST_ATTEMPTS
