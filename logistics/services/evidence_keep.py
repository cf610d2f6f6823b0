"""Keep pictures and spoken notes: made safe and stored before a transaction begins, noted within it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db.models import FileField
from django.utils.translation import gettext as _

from logistics.models.evidence import Evidence
from logistics.states import EvidenceKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.raster import raster_of

K = TypeVar("K")
# Two minutes of speech as phones record it
MOST_AUDIO_BYTES: Final = 5 * 1024 * 1024
# How recordings of phones and browsers begin (magic numbers of Ogg, Matroska/WebM and MP3)
_AUDIO: Final = (
    (b"OggS", "audio/ogg", "ogg"),
    (b"\x1a\x45\xdf\xa3", "audio/webm", "webm"),
    (b"ID3", "audio/mpeg", "mp3"),
    (b"\xff\xfb", "audio/mpeg", "mp3"),
    (b"\xff\xf3", "audio/mpeg", "mp3"),
)


@dataclass(frozen=True, slots=True)
class Stored:
    """A safe file that lies in the private store, of which no row speaks yet."""

    kind: EvidenceKind
    name: str
    content_type: str


@contextmanager
def evidence_stored(files: Mapping[K, tuple[EvidenceKind, bytes] | None]) -> Iterator[dict[K, Stored]]:
    """
    Make files safe and store them; if what follows fails they are deleted again. What is None is left out.

    :raises InvalidInput: if a file is no picture or no recording that we can keep
    """
    kept: dict[K, Stored] = {}
    try:
        for key, file in files.items():
            if file is not None:
                kept[key] = _stored(*file)
        yield kept
    except BaseException:
        for stored in kept.values():
            evidence_store().delete(stored.name)
        raise


def evidence_store() -> Storage:
    """The very storage that the row reads from: asking the settings again could find another one."""
    field: FileField = Evidence._meta.get_field("file")
    return field.storage


def _stored(kind: EvidenceKind, content: bytes) -> Stored:
    if kind == EvidenceKind.PHOTO:
        raster = raster_of(content, field="photo")
        content_type = "image/png" if raster.name.endswith(".png") else "image/jpeg"
        name = evidence_store().save(f"evidence/{raster.name}", ContentFile(raster.content))
        return Stored(kind, name, content_type)
    content_type, ending = _audio_format(content)
    name = evidence_store().save(f"evidence/{uuid4().hex}.{ending}", ContentFile(content))
    return Stored(kind, name, content_type)


def _audio_format(content: bytes) -> tuple[str, str]:
    if len(content) > MOST_AUDIO_BYTES:
        raise InvalidInput(
            _("A recording may have at most %(most)s megabytes.")
            % {"most": MOST_AUDIO_BYTES // 1024 // 1024},
            field="audio",
        )
    # MP4 (what iPhones record) carries its mark four bytes in.
    if content[4:8] == b"ftyp":
        return "audio/mp4", "m4a"
    if content.startswith(b"RIFF") and content[8:12] == b"WAVE":
        return "audio/wav", "wav"
    for start, content_type, ending in _AUDIO:
        if content.startswith(start):
            return content_type, ending
    raise InvalidInput(_("This is not a recording that we can play."), field="audio")


def evidence_note(
    stored: Stored,
    *,
    subject: str,
    warehouse_id: UUID,
    organisation_id: int,
    actor: Actor,
    now: datetime,
) -> Evidence:
    """Write down what a stored file is about; in the transaction of what it shows."""
    return Evidence.objects.create(
        subject=subject,
        kind=stored.kind,
        warehouse_id=warehouse_id,
        organisation_id=organisation_id,
        file=stored.name,
        content_type=stored.content_type,
        created_by=actor.name,
        created_at=now,
    )
