"""A driver's day: the stops of our own vehicles, what to collect at each, and what customers wished."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from logistics.doorstep import MOST_ATTEMPTS, ON_THE_WAY
from logistics.models.carrier import CarrierAccount
from logistics.models.doorstep import DeliveryWish
from logistics.models.parcel import Parcel
from logistics.policies import may_drive
from logistics.states import FulfilmentState
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money, total_of

# More stops than anybody drives in a day
MOST_STOPS = 200
_S = FulfilmentState
ON_BOARD = (_S.HANDED_OVER, _S.OUT_FOR_DELIVERY, _S.REFUSED, _S.RETURNING)


@dataclass(frozen=True, slots=True)
class DriverStop:
    """One parcel on board: where it goes, what to collect, what was wished; `goes_back`: to the hub alone."""

    parcel: Parcel
    state: FulfilmentState
    recipient: Mapping[str, str]
    cash_due: Money
    wish: DeliveryWish | None
    goes_back: bool


@dataclass(frozen=True, slots=True)
class DriverDay:
    """The stops of today in the order of the road, those of later days, and what goes back to the hub."""

    today: tuple[DriverStop, ...]
    later: tuple[DriverStop, ...]
    going_back: tuple[DriverStop, ...]

    @property
    def cash_due(self) -> Money:
        """What is to be collected today."""
        return total_of([stop.cash_due for stop in self.today])


def driver_day(*, actor: Actor, today: date) -> DriverDay:
    """Return what is on board of the vehicles for which the actor drives; three queries."""
    carriers = [pk for pk, held in actor.roles.items() if Role.DRIVER in held]
    parcels = list(
        Parcel.objects.filter(carrier__in=carriers, fulfilment__state__in=ON_BOARD)
        .select_related("fulfilment", "carrier")
        .order_by("packed_at", "id")[:MOST_STOPS]
    )
    stops = sorted(_stops(parcels), key=_road)
    open_stops = [stop for stop in stops if not stop.goes_back]
    return DriverDay(
        today=tuple(stop for stop in open_stops if stop.wish is None or stop.wish.day <= today),
        later=tuple(stop for stop in open_stops if stop.wish is not None and stop.wish.day > today),
        going_back=tuple(stop for stop in stops if stop.goes_back),
    )


def driver_stop(*, actor: Actor, number: str) -> DriverStop:
    """
    Return one parcel on board; three queries.

    :raises NotFound: if it is not on the actor's vehicles
    """
    parcel = Parcel.objects.filter(number=number).select_related("fulfilment", "carrier").first()
    if parcel is None or not may_drive(actor, parcel.carrier_id):
        raise NotFound(_("No parcel has the number %(number)s.") % {"number": number}, field="number")
    return _stops([parcel])[0]


def _stops(parcels: list[Parcel]) -> list[DriverStop]:
    wishes = {wish.parcel_id: wish for wish in DeliveryWish.objects.filter(parcel__in=parcels).order_by("id")}
    most = dict(
        CarrierAccount.objects.filter(organisation__in={row.carrier_id for row in parcels}).values_list(
            "organisation", "most_attempts"
        )
    )
    return [_stop(row, wishes.get(row.pk), most.get(row.carrier_id, MOST_ATTEMPTS)) for row in parcels]


def _stop(parcel: Parcel, wish: DeliveryWish | None, most: int) -> DriverStop:
    state = FulfilmentState(parcel.fulfilment.state)
    return DriverStop(
        parcel=parcel,
        state=state,
        recipient=parcel.fulfilment.recipient,
        cash_due=parcel.fulfilment.cash_due,
        wish=wish,
        goes_back=state not in ON_THE_WAY or parcel.attempts >= most,
    )


def _road(stop: DriverStop) -> tuple[str, ...]:
    return tuple(_parts(stop.recipient, ("province", "city", "quarter", "street")))


def _parts(recipient: Mapping[str, str], names: Iterable[str]) -> Iterable[str]:
    return (str(recipient.get(name, "")).casefold() for name in names)
