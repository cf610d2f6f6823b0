"""What a person switched off, and until when nothing should ring for them."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.utils import timezone

from marketplace.notifications.models import Message, Preference
from marketplace.notifications.registry import TEMPLATES
from marketplace.notifications.states import Channel
from marketplace.notifications.topics import TOPICS, URGENT

RINGING = (Channel.SMS, Channel.WHATSAPP)


def muted_ways(user_ids: Sequence[int], template: str) -> dict[int, frozenset[str]]:
    """Return by which ways each person does not want a message of this kind; one query, none for what must be told."""
    topic = TOPICS.get(template)
    if topic is None:
        return {}
    rows = Preference.objects.filter(user__in=user_ids).values_list("user_id", "muted")
    return {
        key: frozenset(each.partition(":")[2] for each in muted if each.partition(":")[0] == topic)
        for key, muted in rows
    }


def quiet_until(message: Message, *, now: datetime) -> datetime | None:
    """
    Return when a message may ring that must not do so now; None if it may.

    Secrets (codes, links) were just asked for, and what is urgent cannot wait: both ring at any hour.
    """
    if message.channel not in RINGING or message.template in URGENT or TEMPLATES[message.template].secret:
        return None
    kept = Preference.objects.filter(user__phone=message.to, quiet_from__isnull=False).first()
    if kept is None or kept.quiet_from is None or kept.quiet_until is None:
        return None
    return end_of_quiet(kept.quiet_from, kept.quiet_until, now=now)


def end_of_quiet(first: int, last: int, *, now: datetime) -> datetime | None:
    """
    Return when the quiet hours end in which `now` lies, or None if it lies outside.

    :param first: the hour in Morocco in which they begin; they may go past midnight
    """
    here = timezone.localtime(now)
    is_quiet = first <= here.hour < last if first < last else here.hour >= first or here.hour < last
    if not is_quiet:
        return None
    day = here.date() + timedelta(days=1 if here.hour >= last else 0)
    return datetime.combine(day, time(last), tzinfo=here.tzinfo)


def preference_of(*, user_id: int) -> Preference:
    """Return a person's wishes, or those of somebody who never said any; one query."""
    return Preference.objects.filter(user=user_id).first() or Preference(user_id=user_id)
