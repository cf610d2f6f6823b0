"""evidence_stored: test that ..."""

import pytest

from logistics.services.evidence_keep import MOST_AUDIO_BYTES, evidence_store, evidence_stored
from logistics.states import EvidenceKind
from marketplace.kernel.errors import InvalidInput
from tests.factories.logistics import picture

AUDIO = EvidenceKind.AUDIO


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"OggS" + b"\x00" * 60, "audio/ogg"),
        (b"\x1a\x45\xdf\xa3" + b"\x00" * 60, "audio/webm"),
        (b"ID3\x04" + b"\x00" * 60, "audio/mpeg"),
        (b"\x00\x00\x00\x18ftypM4A ", "audio/mp4"),
        (b"RIFF\x00\x00\x00\x00WAVE", "audio/wav"),
    ],
)
def test_recordings_of_phones_are_kept_with_their_kind(content: bytes, content_type: str) -> None:
    with evidence_stored({"why": (AUDIO, content)}) as stored:
        kept = stored["why"]

    assert kept.content_type == content_type
    with evidence_store().open(kept.name) as file:
        assert file.read() == content
    evidence_store().delete(kept.name)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"MZ\x90\x00",
        picture(),
        b"RIFF\x00\x00\x00\x00AVI LIST",
        b"OggS" + b"x" * MOST_AUDIO_BYTES,
    ],
    ids=["nothing", "a page", "a program", "a picture", "a film", "too long"],
)
def test_what_is_no_recording_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(InvalidInput) as refused, evidence_stored({"why": (AUDIO, content)}):
        pass

    assert refused.value.field == "audio"


def test_files_are_thrown_away_when_what_they_show_is_refused() -> None:
    names = []
    with (
        pytest.raises(InvalidInput),
        evidence_stored({1: (EvidenceKind.PHOTO, picture()), 2: (AUDIO, b"OggS..."), 3: None}) as stored,
    ):
        names = [each.name for each in stored.values()]
        raise InvalidInput("no")

    assert len(names) == 2
    assert not any(evidence_store().exists(name) for name in names)
