"""What cooperatives are told of the vehicle that collects their goods: when it comes, and that it found nobody."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from logistics.collecting import StopState
from logistics.events import CollectionMissed, CollectionPlanned
from logistics.handlers_messages import makers_of
from logistics.models.collection import CollectionStop
from logistics.services.round_sheet import window_text
from marketplace.kernel.formats import format_date
from marketplace.notifications.services.notify_people import BY_PHONE, notify_people
from marketplace.outbox.bus import listens


@listens(CollectionPlanned, name="logistics.tell_collection_planned")
def tell_collection_planned(event: CollectionPlanned, *, now: datetime) -> None:
    """Tell each cooperative of a round when the vehicle comes; the same day and hours are told once."""
    rows = CollectionStop.objects.filter(round=event.round_id, state=StopState.PLANNED)
    for stop in rows.select_related("round", "notice").order_by("position"):
        people = makers_of(stop.notice.organisation_id)
        hours = window_text(stop)
        notify_people(
            people=people.values(),
            key=f"collection:{stop.pk}:{stop.round.day}:{hours}",
            template="collection_planned",
            context={
                language: {
                    "notice": stop.notice.number,
                    "day": format_date(stop.round.day, language),
                    "hours": hours or _during_the_day(language),
                    "url": _page(stop, language),
                }
                for language in {person.language for person in people.values()}
            },
            prefer=BY_PHONE,
            now=now,
        )


@listens(CollectionMissed, name="logistics.tell_collection_missed")
def tell_collection_missed(event: CollectionMissed, *, now: datetime) -> None:
    """Tell a cooperative that nobody was there, unless the driver has corrected it since."""
    rows = CollectionStop.objects.filter(pk=event.stop_id, state=StopState.NOT_THERE)
    stop = rows.select_related("round__warehouse", "notice").first()
    if stop is None:
        return
    people = makers_of(stop.notice.organisation_id)
    notify_people(
        people=people.values(),
        key=f"collection-missed:{stop.pk}",
        template="collection_missed",
        context={
            language: {
                "notice": stop.notice.number,
                "phone": stop.round.warehouse.phone or settings.PUBLIC_URL,
                "url": _page(stop, language),
            }
            for language in {person.language for person in people.values()}
        },
        prefer=BY_PHONE,
        now=now,
    )


def _during_the_day(language: str) -> str:
    with override(language):
        return _("during the day")


def _page(stop: CollectionStop, language: str) -> str:
    return f"{settings.PUBLIC_URL}/{language}/portal/deliveries/{stop.notice_id}/"
