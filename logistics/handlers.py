"""What follows in this package from its own facts."""

from datetime import datetime

from logistics.events import ParcelPacked
from logistics.models.parcel import ParcelDocument
from logistics.states import ParcelPaper
from marketplace.outbox.bus import listens


@listens(ParcelPacked, name="logistics.draw_papers")
def draw_papers(event: ParcelPacked, *, now: datetime) -> None:
    """Note that label and slip are due; a task draws them outside any transaction."""
    ParcelDocument.objects.bulk_create(
        (ParcelDocument(parcel_id=event.parcel_id, kind=kind, due_at=now) for kind in ParcelPaper),
        ignore_conflicts=True,
    )
