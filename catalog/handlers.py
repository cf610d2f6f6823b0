"""What the catalogue does when something has happened."""

from datetime import datetime

from django.db import transaction

from catalog.events import MediaAdded
from catalog.services.listing_refresh import listing_refresh_of_seller
from catalog.services.thumbnails_plan import thumbnails_plan
from catalog.tasks import make_thumbnails
from marketplace.cooperatives.events import OrganisationMoved
from marketplace.outbox import bus, waking


@bus.listens(MediaAdded, name="catalog.plan_thumbnails")
def plan_thumbnails(event: MediaAdded, *, now: datetime) -> None:
    """Write down the small copies to be made, and wake a worker once that is safe."""
    if thumbnails_plan(media_id=event.media_id, now=now):
        transaction.on_commit(_wake)


@bus.listens(OrganisationMoved, name="catalog.show_or_hide_seller")
def show_or_hide_seller(event: OrganisationMoved, *, now: datetime) -> None:
    """Take a suspended seller's products off the shelves, or put them back."""
    listing_refresh_of_seller(organisation_id=event.organisation_id)


def _wake() -> None:
    """Ask a worker to draw soon. A broker that is away costs only the wait for the next sweep."""
    waking.wake(make_thumbnails)
