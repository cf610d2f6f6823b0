"""The voices of the portal as pages read them: what is played, and what stood in a slot before."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from django.utils.translation import gettext as _

from marketplace.kernel.errors import NotFound
from marketplace.network.models import Recording
from marketplace.network.states import VoiceLanguage

_V = VoiceLanguage
# Which voices a page of a language plays, the nearest first
PLAYED: Mapping[str, Sequence[str]] = MappingProxyType({"ar": (_V.DARIJA, _V.ARABIC), "zgh": (_V.TAMAZIGHT,)})


def recordings_played(language: str) -> dict[str, int]:
    """Return for a page's language which recording says each action, by the action's name; one statement."""
    wanted = list(PLAYED.get(language, (language,)))
    rows = Recording.objects.filter(language__in=wanted, removed_at=None).values_list(
        "action", "language", "pk"
    )
    # The nearest voice comes last and so wins.
    nearest_last = sorted(rows, key=lambda row: -wanted.index(row[1]))
    return {action: key for action, _language, key in nearest_last}


def recording_slots(language: str) -> dict[str, Recording]:
    """Return the newest recording of each action in a language, the removed ones among them; one statement."""
    rows = Recording.objects.filter(language=language).order_by("action", "removed_at", "pk")
    # Nulls come last in PostgreSQL: what is played overwrites what was removed.
    return {row.action: row for row in rows}


def recording_counts() -> dict[str, int]:
    """Return how many slots are filled, by language; one statement."""
    counts: dict[str, int] = {}
    for language in Recording.objects.filter(removed_at=None).values_list("language", flat=True):
        counts[language] = counts.get(language, 0) + 1
    return counts


def recording_heard(recording_id: int) -> Recording:
    """
    Return a recording, also one that is played no more: whoever records compares.

    :raises NotFound: if there is none
    """
    row = Recording.objects.filter(pk=recording_id).first()
    if row is None:
        raise NotFound(_("There is no such recording."), field="recording")
    return row
