"""Tell people who have an account: in the inbox, and outside by the way they read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from marketplace.accounts.models import User
from marketplace.notifications.quiet_hours import muted_ways
from marketplace.notifications.selectors import inbox_address
from marketplace.notifications.services.notify import notify
from marketplace.notifications.states import Channel

# People of cooperatives read text messages, the staff reads e-mail: the first way there is.
BY_PHONE = (Channel.SMS, Channel.EMAIL)
BY_MAIL = (Channel.EMAIL, Channel.SMS)


def notify_people(
    *,
    people: Iterable[User],
    key: str,
    template: str,
    context: Mapping[str, Mapping[str, object]],
    prefer: Sequence[Channel],
    every_way: bool = False,
    now: datetime,
) -> None:
    """
    Write a message to each person's inbox and by their first way outside (or by every way), each once per key.

    :param context: the values for each language that one of the people reads
    :raises InvalidInput: if the template or a context is wrong
    """
    told = list(people)
    muted = muted_ways([person.pk for person in told], template)
    for person in told:
        wanted = [way for way in prefer if way not in muted.get(person.pk, frozenset())]
        for channel, to in _ways(person, wanted, every_way=every_way):
            notify(
                key=f"{key}:{person.pk}:{channel}",
                channel=channel,
                to=to,
                language=person.language,
                template=template,
                context=context[person.language],
                now=now,
            )


def _ways(person: User, prefer: Sequence[Channel], *, every_way: bool) -> list[tuple[Channel, str]]:
    known = {Channel.SMS: person.phone or "", Channel.EMAIL: person.email or ""}
    outside = [(channel, known[channel]) for channel in prefer if known[channel]]
    return [(Channel.INBOX, inbox_address(person.pk)), *(outside if every_way else outside[:1])]
