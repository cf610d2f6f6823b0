"""What every carrier can do for us, whoever it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from logistics.states import TrackingKind
from marketplace.kernel.errors import DomainError
from marketplace.kernel.money import Money


class CarrierUnreachable(DomainError):
    """The carrier does not answer, or answers nonsense; asking again under the same key is safe."""

    code = "CARRIER_UNREACHABLE"


class CarrierRefused(DomainError):
    """The carrier understood and will not do it; asking again changes nothing."""

    code = "CARRIER_REFUSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """What a carrier must know of a parcel; `key` makes booking it twice harmless."""

    key: str
    # Our number of the parcel
    reference: str
    name: str
    phone: str
    address: str
    city: str
    # The carrier's own name of the place; empty where it needs none
    district: str
    weight_g: int
    # To collect at the door; zero for a paid parcel
    cash: Money


@dataclass(frozen=True, slots=True)
class Booked:
    """What a carrier answered to a booking; without a fee its table of prices counts."""

    reference: str
    tracking_number: str
    fee: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierEvent:
    """What a carrier told of a parcel, in our words; `kind` None: nothing that moves a parcel."""

    event_id: str
    # The carrier's name of the booking
    reference: str
    kind: TrackingKind | None
    reason: str = ""
    note: str = ""
    happened_at: datetime
    cash: Money | None = None


class Carrier(Protocol):
    """One carrier. `is_immediate`: booking asks nobody outside and is done while the box is closed."""

    is_immediate: bool

    def book(self, shipment: Shipment) -> Booked:
        """
        Ask for the parcel to be carried; the same key again returns the first booking.

        :raises CarrierRefused: if it will not carry it
        :raises CarrierUnreachable: if it does not answer sensibly
        """
        ...

    def cancel(self, reference: str, *, key: str) -> None:
        """
        Take a booking back; taking it back twice is harmless.

        :raises CarrierRefused: if it is too late
        :raises CarrierUnreachable: if it does not answer sensibly
        """
        ...

    def events(self, reference: str) -> Sequence[dict[str, Any]]:
        """
        Return what it knows of a booking, as it tells it: `read` makes it ours.

        :raises CarrierUnreachable: if it does not answer sensibly
        """
        ...

    def read(self, payload: dict[str, Any]) -> CarrierEvent:
        """
        Put an event of its into our words.

        :raises InvalidInput: if it makes no sense
        """
        ...
