"""Carriers without a system: our own vehicles, a table of prices, and the post with the numbers that it gave us."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from logistics.gateways.base import Booked, CarrierEvent, Shipment
from logistics.models.delivery import TrackingRange
from marketplace.kernel.checkdigits import s10_make
from marketplace.kernel.errors import Conflict, InvalidInput


class ByHandCarrier:
    """Our own number is on the label, and people tell what happens (the hub, the carrier, the driver's page)."""

    is_immediate = True

    def book(self, shipment: Shipment) -> Booked:
        """Nothing to ask: the parcel goes under our number."""
        return Booked(shipment.reference, shipment.reference)

    def cancel(self, reference: str, *, key: str) -> None:
        """Nothing to take back: nobody was asked."""

    def events(self, reference: str) -> Sequence[dict[str, Any]]:
        """Nothing comes by itself."""
        return ()

    def read(self, payload: dict[str, Any]) -> CarrierEvent:
        """
        Nothing can come.

        :raises InvalidInput: always
        """
        raise InvalidInput(_("This carrier has no system that could report."), field="carrier")


class PostalCarrier(ByHandCarrier):
    """The post: each parcel takes the next number of the range that it gave us (UPU S10 with its check digit)."""

    def __init__(self, carrier_id: int) -> None:
        self._carrier_id = carrier_id

    def book(self, shipment: Shipment) -> Booked:
        """
        Take the next number; ours is used where no range was given.

        Called inside a transaction: the range stays locked until the parcel stands.

        :raises Conflict: if the range is used up
        """
        rows = TrackingRange.objects.filter(carrier=self._carrier_id).select_for_update(no_key=True)
        found = rows.first()
        if found is None:
            return super().book(shipment)
        if found.next_serial > found.last_serial:
            raise Conflict(
                _("The tracking numbers of this carrier are used up. Ask it for a new range."),
                field="carrier",
            )
        TrackingRange.objects.filter(pk=found.pk).update(next_serial=F("next_serial") + 1)
        number = s10_make(service=found.service, serial=found.next_serial, country=found.country)
        return Booked(shipment.reference, number)
