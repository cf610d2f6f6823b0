"""What follows in this package from its own facts."""

from datetime import datetime

from logistics.events import ParcelPacked
from logistics.models.parcel import Parcel, ParcelDocument
from logistics.services.carrier_book import carrier_booking_queue
from logistics.states import ParcelPaper
from marketplace.outbox.bus import listens


@listens(ParcelPacked, name="logistics.draw_papers")
def draw_papers(event: ParcelPacked, *, now: datetime) -> None:
    """Note that label and slip, and the card of a gift, are due; a task draws them outside any transaction."""
    parcel = Parcel.objects.select_related("fulfilment").filter(pk=event.parcel_id).first()
    if parcel is None:
        return  # it was opened again before anybody got round to it
    kinds = [kind for kind in ParcelPaper if kind != ParcelPaper.GIFT_CARD or parcel.fulfilment.gift]
    ParcelDocument.objects.bulk_create(
        (ParcelDocument(parcel_id=event.parcel_id, kind=kind, due_at=now) for kind in kinds),
        ignore_conflicts=True,
    )


@listens(ParcelPacked, name="logistics.book_carrier")
def book_carrier(event: ParcelPacked, *, now: datetime) -> None:
    """Note that the parcel is to be booked, where its carrier has a system; a task calls it."""
    carrier_booking_queue(parcel_id=event.parcel_id, now=now)
