"""A voice is put into a slot of the portal; what was there before is kept beside it."""

from datetime import datetime
from typing import Final
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.policy import require
from marketplace.kernel.sound import sound_format
from marketplace.network.models import Recording
from marketplace.network.policies import may_record
from marketplace.network.states import VoiceLanguage

# A sentence of half a minute as phones record it, and light enough to be loaded over a slow network
MOST_BYTES: Final = 1024 * 1024


def recording_keep(*, actor: Actor, action: str, language: str, content: bytes, now: datetime) -> Recording:
    """
    Keep a recording and play it from now on; of two people at once the later one is heard.

    :raises NotAllowed: for who may not lend the portal a voice
    :raises InvalidInput: if the language has no slot, or the file is no recording or too large
    """
    require(may_record(actor), _("Your role does not cover this."))
    if language not in VoiceLanguage.values:
        raise InvalidInput(_("There is no such language."), field="language")
    sound = sound_format(content, most_bytes=MOST_BYTES)
    row = Recording(
        action=action,
        language=language,
        content_type=sound.content_type,
        recorded_by=actor.name,
        recorded_at=now,
    )
    row.file.save(f"voices/{uuid4().hex}.{sound.ending}", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            empty_slot(action, language, now)
            row.save(force_insert=True)
    except BaseException:
        row.file.storage.delete(str(row.file.name))
        raise
    return row


def empty_slot(action: str, language: str, now: datetime) -> None:
    """Take out what is played; whoever changes a slot waits here for whoever does so too, also while it is empty."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"voice:{language}:{action}"]
        )
    Recording.objects.filter(action=action, language=language, removed_at=None).update(removed_at=now)
