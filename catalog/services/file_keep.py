"""The staff, or an app of theirs, keeps a file to which a value of an attribute, or a text, can lead."""

import uuid
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from catalog.policies import may_keep_files
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.policy import require
from marketplace.kernel.raster import raster_of

MOST_BYTES = 15 * 1024 * 1024
# What a browser shows or saves and never runs; a file is what its content says, whatever it is called.
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_CONTAINERS = {b"WEBP": slice(8, 12), b"ftypavif": slice(4, 12)}
_PDF = b"%PDF-"
_TEXTS = {"text/csv": "csv", "text/plain": "txt"}


class UnsafeFile(InvalidInput):
    """A file of a kind that is not kept."""

    code = "UNSUPPORTED_MIME_TYPE"


class WrongFile(InvalidInput):
    """A file that is empty, too large, or not what it says to be."""

    code = "INVALID_FILE_TYPE"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as it is kept: where, and what it is."""

    file_url: str
    content_type: str


def file_keep(*, actor: Actor, content: bytes, content_type: str) -> KeptFile:
    """
    Keep a picture (made safe), a PDF, a table (CSV) or a plain text under a name that says nothing.

    :param content_type: what the sender says it is; only texts are believed, if they are texts
    :raises NotAllowed: if the actor is neither of the staff nor an app
    :raises WrongFile: if it is empty, too large, or not what it says to be
    :raises UnsafeFile: if it is of another kind
    """
    require(may_keep_files(actor), _("Only the staff may send files."))
    if not content or len(content) > MOST_BYTES:
        raise WrongFile(
            _("A file has at most %(most)d megabytes, and something in it.")
            % {"most": MOST_BYTES // 1024**2},
            field="file",
        )
    kept, kind, ending = _safe(content, content_type.partition(";")[0].strip().lower())
    name = default_storage.save(f"files/{uuid.uuid4().hex}.{ending}", ContentFile(kept))
    return KeptFile(default_storage.url(name), kind)


def _safe(content: bytes, said: str) -> tuple[bytes, str, str]:
    """Return what is kept of a file, what it is and its ending."""
    if content.startswith(_PICTURES) or any(content[place] == mark for mark, place in _CONTAINERS.items()):
        raster = _raster(content)
        is_png = raster.startswith(_PICTURES[1])
        return raster, "image/png" if is_png else "image/jpeg", "png" if is_png else "jpg"
    if content.startswith(_PDF):
        return content, "application/pdf", "pdf"
    if said in _TEXTS and b"\x00" not in content and _is_text(content):
        return content, said, _TEXTS[said]
    raise UnsafeFile(_("Only pictures, PDF, CSV and plain texts are kept."), field="file")


def _raster(content: bytes) -> bytes:
    try:
        return raster_of(content, field="file").content
    except InvalidInput as refusal:
        raise WrongFile(refusal.message, field="file") from refusal


def _is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
