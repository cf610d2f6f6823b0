"""Officers and facilitators hear who may act for whom, and that somebody did."""

from datetime import datetime

from django.utils import translation

from marketplace.accounts.models import User
from marketplace.cooperatives.events import AssistanceGranted, AssistanceUsed
from marketplace.cooperatives.models.assistance import Assistance
from marketplace.cooperatives.selectors import officers_of
from marketplace.kernel.formats import format_date
from marketplace.network.links import help_url, helping_url
from marketplace.notifications.services.notify_people import BY_PHONE, notify_people
from marketplace.outbox.bus import listens


@listens(AssistanceGranted, name="network.tell_assistance_granted")
def tell_assistance_granted(event: AssistanceGranted, *, now: datetime) -> None:
    """Tell the facilitator where to begin, and every officer that somebody may act."""
    assistance = _assistance(event.assistance_id)
    for people, url in (
        ([assistance.facilitator], helping_url),
        (list(officers_of(event.organisation_id).filter(is_active=True)), help_url),
    ):
        context = {}
        for language in _languages(people):
            with translation.override(language):
                context[language] = {
                    "person": str(assistance.facilitator),
                    "cooperative": assistance.organisation.name(language),
                    "until": format_date(assistance.ends_at.date(), language),
                    "url": url(language),
                }
        notify_people(
            people=people,
            key=f"assistance:{assistance.pk}:granted",
            template="assistance_granted",
            context=context,
            prefer=BY_PHONE,
            now=now,
        )


@listens(AssistanceUsed, name="network.tell_assistance_used")
def tell_assistance_used(event: AssistanceUsed, *, now: datetime) -> None:
    """Tell the officers, once a day, that somebody acted for them."""
    assistance = _assistance(event.assistance_id)
    officers = list(officers_of(event.organisation_id).filter(is_active=True))
    context = {
        language: {
            "person": str(assistance.facilitator),
            "cooperative": assistance.organisation.name(language),
            "reason": event.reason,
            "url": help_url(language),
        }
        for language in _languages(officers)
    }
    notify_people(
        people=officers,
        key=f"assistance:{assistance.pk}:used:{event.day}",
        template="assistance_used",
        context=context,
        prefer=BY_PHONE,
        now=now,
    )


def _assistance(assistance_id: int) -> Assistance:
    return Assistance.objects.select_related("organisation", "facilitator").get(pk=assistance_id)


def _languages(people: list[User]) -> set[str]:
    return {person.language for person in people}
