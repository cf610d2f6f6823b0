"""
Answers that visitors get about what everybody may see, kept until anything that they show changes.

A request is known by its bytes, so that an answer that is kept costs no parsing: one statement asks at which version
everything stands, and the answer is given if it was made at just these versions of what it read. Whatever an answer
read decides by itself whether it can be kept (`tables.py`), so a field that shows something new is never stale.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache

from django.utils import timezone

from marketplace.graphql.answers.reading import reading
from marketplace.graphql.answers.shelf import Kept, Shelf
from marketplace.graphql.answers.tables import WATCHED
from marketplace.graphql.answers.versions import next_appointment, versions_now
from marketplace.graphql.kit.engine import Answer

# Longer than any address of a file stays valid that a store signs; what changes earlier is asked for.
LONGEST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a visitor."""

    key: str
    now: datetime
    shelf: Shelf

    def known(self) -> bytes | None:
        """Return the answer, if it is kept and nothing that it shows has changed; in at most one statement."""
        return self.shelf.find(self.key, cache(versions_now), self.now.timestamp())

    def answered(self, answer: Callable[[], Answer]) -> Answer:
        """Answer, and keep the answer if it can be kept."""
        with reading() as read:
            found = answer()
            if not _can_be_kept(found) or not read.tables <= WATCHED.keys():
                return found
        until = min(self.now + LONGEST, _midnight_after(self.now))
        appointment = next_appointment(read.tables, self.now)
        if appointment is not None:
            until = min(until, appointment)
        topics = sorted({WATCHED[table] for table in read.tables})
        body = found.as_json()
        stood = read.versions or {}
        versions = tuple((topic, stood.get(topic, "")) for topic in topics)
        self.shelf.keep(self.key, Kept(body, versions, until.timestamp()), self.now.timestamp())
        found.kept = body
        return found


def _can_be_kept(answer: Answer) -> bool:
    """Say whether it is an answer to a reading question, without errors."""
    return answer.status == 200 and answer.is_reading and not answer.errors and answer.kept is None


def _midnight_after(now: datetime) -> datetime:
    """Return the end of the day in Morocco: certificates, permits and taxes are dated by days."""
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time()))
