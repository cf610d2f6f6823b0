"""recording_keep, recording_remove, recording_restore: test that ..."""

import pytest

from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import InvalidInput, NotAllowed, NotFound
from marketplace.network.models import Recording
from marketplace.network.recordings import (
    recording_counts,
    recording_heard,
    recording_slots,
    recordings_played,
)
from marketplace.network.services.recording_keep import MOST_BYTES, recording_keep
from marketplace.network.services.recording_remove import recording_remove, recording_restore
from tests.factories.ground import NOON, OrganisationFactory, member_actor, staff_actor

pytestmark = pytest.mark.django_db
SOUND = b"OggS" + b"\x00" * 60


def keep(action: str = "portal-today", language: str = "ary", content: bytes = SOUND) -> Recording:
    actor = staff_actor(Permission.VERIFY_COOPERATIVES)
    return recording_keep(actor=actor, action=action, language=language, content=content, now=NOON)


def test_the_nearest_voice_is_played_and_the_newest_of_a_slot() -> None:
    keep(language="ar")
    first, only_arabic = keep(), keep("portal-orders", "ar")
    second = keep()

    assert recordings_played("ar") == {"portal-today": second.pk, "portal-orders": only_arabic.pk}
    assert recordings_played("fr") == {}
    assert recording_counts() == {"ary": 1, "ar": 2}
    assert recording_slots("ary")["portal-today"].pk == second.pk
    assert recording_heard(first.pk).removed_at == NOON
    with second.file.storage.open(str(second.file.name)) as file:
        assert file.read() == SOUND


def test_what_is_taken_out_can_be_put_back() -> None:
    actor = staff_actor(Permission.MANAGE_SETTINGS)
    first = keep()
    second = keep()

    recording_remove(actor=actor, recording_id=second.pk, now=NOON)
    empty, slot = recordings_played("ar"), recording_slots("ary")["portal-today"]
    recording_restore(actor=actor, recording_id=first.pk, now=NOON)
    again = recordings_played("ar")
    recording_restore(actor=actor, recording_id=second.pk, now=NOON)

    assert (empty, slot.pk, again) == ({}, second.pk, {"portal-today": first.pk})
    assert recordings_played("ar") == {"portal-today": second.pk}


@pytest.mark.parametrize(
    ("language", "content", "field"),
    [("de", SOUND, "language"), ("fr", b"<html>", "audio"), ("fr", b"OggS" + b"x" * MOST_BYTES, "audio")],
    ids=["no slot", "a page", "too long"],
)
def test_what_cannot_be_played_is_refused_and_leaves_nothing(
    language: str, content: bytes, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        keep(language=language, content=content)

    assert refused.value.field == field
    assert not Recording.objects.exists()


def test_a_file_is_thrown_away_when_its_row_cannot_be_written() -> None:
    storage = Recording._meta.get_field("file").storage
    before = storage.listdir("voices")[1] if storage.exists("voices") else []

    with pytest.raises(Exception, match="too long"):
        keep(action="x" * 81)

    assert storage.listdir("voices")[1] == before


def test_only_who_accompanies_cooperatives_lends_a_voice() -> None:
    row, stranger = keep(), member_actor(OrganisationFactory.create())

    with pytest.raises(NotAllowed):
        recording_keep(actor=stranger, action="portal-today", language="fr", content=SOUND, now=NOON)
    for service in (recording_remove, recording_restore):
        with pytest.raises(NotAllowed):
            service(actor=stranger, recording_id=row.pk, now=NOON)
        with pytest.raises(NotFound):
            service(actor=staff_actor(Permission.MANAGE_SETTINGS), recording_id=0, now=NOON)
    with pytest.raises(NotFound):
        recording_heard(0)
