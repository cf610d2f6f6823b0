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

from logistics.models.evidence import Evidence
from logistics.states import EvidenceKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.raster import raster_of
from marketplace.kernel.sound import sound_format

K = TypeVar("K")
# Two minutes of speech as phones record it
MOST_AUDIO_BYTES: Final = 5 * 1024 * 1024


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
    sound = sound_format(content, most_bytes=MOST_AUDIO_BYTES)
    name = evidence_store().save(f"evidence/{uuid4().hex}.{sound.ending}", ContentFile(content))
    return Stored(kind, name, sound.content_type)


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
