"""Recordings from phones and browsers, known by how their bytes begin, never by what their name says."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput

# How recordings of phones and browsers begin (magic numbers of Ogg, Matroska/WebM and MP3)
_STARTS: Final = (
    (b"OggS", "audio/ogg", "ogg"),
    (b"\x1a\x45\xdf\xa3", "audio/webm", "webm"),
    (b"ID3", "audio/mpeg", "mp3"),
    (b"\xff\xfb", "audio/mpeg", "mp3"),
    (b"\xff\xf3", "audio/mpeg", "mp3"),
)


@dataclass(frozen=True, slots=True)
class SoundFormat:
    """How a recording is announced to a browser, and the ending of its file."""

    content_type: str
    ending: str


def sound_format(content: bytes, *, most_bytes: int, field: str = "audio") -> SoundFormat:
    """
    Return the format of a recording.

    :raises InvalidInput: if it is longer than `most_bytes` (whole megabytes), or nothing that a browser plays
    """
    if len(content) > most_bytes:
        raise InvalidInput(
            _("A recording may have at most %(most)s megabytes.") % {"most": most_bytes // 1024 // 1024},
            field=field,
        )
    # MP4 (what iPhones record) carries its mark four bytes in.
    if content[4:8] == b"ftyp":
        return SoundFormat("audio/mp4", "m4a")
    if content.startswith(b"RIFF") and content[8:12] == b"WAVE":
        return SoundFormat("audio/wav", "wav")
    for start, content_type, ending in _STARTS:
        if content.startswith(start):
            return SoundFormat(content_type, ending)
    raise InvalidInput(_("This is not a recording that we can play."), field=field)
