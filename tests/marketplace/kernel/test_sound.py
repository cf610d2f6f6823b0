"""sound_format: test that ..."""

import pytest

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.sound import sound_format

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(
    ("start", "content_type", "ending"),
    [
        (b"OggS", "audio/ogg", "ogg"),
        (b"\x1a\x45\xdf\xa3", "audio/webm", "webm"),
        (b"\xff\xfb\x90", "audio/mpeg", "mp3"),
        (b"\x00\x00\x00\x18ftypM4A ", "audio/mp4", "m4a"),
        (b"RIFF\x00\x00\x00\x00WAVE", "audio/wav", "wav"),
    ],
)
def test_a_recording_is_known_by_how_it_begins(start: bytes, content_type: str, ending: str) -> None:
    found = sound_format(start + b"\x00" * 60, most_bytes=MEGABYTE)

    assert (found.content_type, found.ending) == (content_type, ending)


@pytest.mark.parametrize("content", [b"", b"<svg>", b"RIFF\x00\x00\x00\x00AVI ", b"OggS" + b"x" * MEGABYTE])
def test_everything_else_is_refused_beside_its_field(content: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        sound_format(content, most_bytes=MEGABYTE, field="voice")

    assert refused.value.field == "voice"
