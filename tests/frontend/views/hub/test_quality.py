"""The quality officer's table: test that ..."""

import io

import pytest
from django.test import Client

from catalog.models.taxonomy import ProductType
from logistics.models.evidence import Evidence
from logistics.models.quality import QualityCheck
from logistics.states import LotState
from tests.factories.ground import member_actor
from tests.factories.logistics import picture
from tests.frontend.views.hub.world import HubWorld
from tests.frontend.views.people import browser_of, hub_worker, page_of
from tests.logistics.services.test_lot_examine import INTAKE


@pytest.fixture
def place(world: HubWorld) -> str:
    """The checklist of the lot in quarantine."""
    ProductType.objects.update(facts={"intake": INTAKE})
    return f"/en/hub/lots/{world.lots[0].pk}/examine/"


def uploaded(name: str, content: bytes) -> io.BytesIO:
    """A file as a phone sends it."""
    file = io.BytesIO(content)
    file.name = name
    return file


def test_the_checklist_shows_each_limit_with_its_source(world: HubWorld, worker: Client, place: str) -> None:
    page = page_of(worker.get(place))

    assert "≤ 13.5" in page
    assert "codex" in page
    assert 'name="reading-moisture"' in page
    assert 'name="sample_units" value="3"' in page


def test_a_lot_is_examined_and_released(world: HubWorld, worker: Client, place: str) -> None:
    sent = {"sample_units": "3", "reading-moisture": "12,5", "reading-insects": "no", "decision": "released"}

    response = worker.post(place, sent)

    world.lots[0].refresh_from_db()
    assert response["Location"] == f"/en/hub/lots/{world.lots[0].pk}/"
    assert world.lots[0].state == LotState.RELEASED
    shown = page_of(worker.get(response["Location"]))
    assert "Within the limit" in shown


def test_a_rejection_with_photo_voice_and_lesson_reaches_the_cooperative(
    world: HubWorld, worker: Client, place: str
) -> None:
    sent = {
        "sample_units": "3",
        "reading-moisture": "18",
        "decision": "rejected",
        "reason": "humidité 18 %",
        "lesson": "drying",
        "photo": uploaded("p.jpg", picture()),
        "audio": uploaded("why.ogg", b"OggS" + b"\0" * 60),
    }

    worker.post(place, sent)

    check = QualityCheck.objects.get()
    assert (check.decision, check.lesson) == ("rejected", "drying")
    owner = browser_of(member_actor(world.lots[0].organisation))
    listed = page_of(owner.get("/en/portal/quality/"))
    assert "humidité 18 %" in listed
    shown = page_of(owner.get(f"/en/portal/quality/{check.pk}/"))
    audio = Evidence.objects.get(kind="audio")
    assert f'src="/en/portal/evidence/{audio.pk}/"' in shown
    assert owner.get(f"/en/portal/evidence/{audio.pk}/")["Content-Type"] == "audio/ogg"
    lesson = page_of(owner.get(f"/ar/portal/quality/{check.pk}/lesson/"))
    assert "التجفيف الجيد قبل التعبئة" in lesson
    check.refresh_from_db()
    assert check.lesson_opened_at is not None
    stranger = browser_of(member_actor(world.hub, "hub"))
    assert stranger.get(f"/en/portal/quality/{check.pk}/").status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"decision": "released", "reading-moisture": "18"}, "id_decision_error"),
        ({"decision": "rejected", "reason": "wet", "lesson": "drying"}, "id_photo_error"),
        ({"decision": "rework"}, "id_reason_error"),
        ({"sample_units": "0"}, "id_sample_units_error"),
        ({"used_units": "-1"}, "id_used_units_error"),
        ({"decision": "burn"}, "id_decision_error"),
    ],
)
def test_a_decision_without_its_grounds_is_told_beside_its_field(
    world: HubWorld, worker: Client, place: str, changes: dict[str, str], field: str
) -> None:
    response = worker.post(place, {"sample_units": "3", **changes})

    assert response.status_code == 422
    assert f'id="{field}"' in page_of(response)
    assert QualityCheck.objects.count() == 0


def test_a_bad_reading_is_told_and_half_a_check_is_kept(world: HubWorld, worker: Client, place: str) -> None:
    refused = worker.post(place, {"sample_units": "3", "reading-moisture": "-4"})
    kept = worker.post(place, {"sample_units": "3", "reading-moisture": "14"})

    assert (refused.status_code, kept.status_code) == (422, 302)
    assert 'name="reading-moisture" value="14"' in page_of(worker.get(place))
    assert "Awaiting results" in page_of(worker.get(f"/en/hub/lots/{world.lots[0].pk}/"))


def test_a_lot_that_is_not_in_quarantine_shows_no_form(world: HubWorld, worker: Client, place: str) -> None:
    worker.post(place, {"sample_units": "3", "decision": "released"})

    assert "Only a lot in quarantine is examined." in page_of(worker.get(place))


def test_a_supplier_is_seen_through_the_checks_of_ones_own_hub(
    world: HubWorld, worker: Client, place: str
) -> None:
    worker.post(place, {"sample_units": "3", "reading-moisture": "12", "decision": "released"})
    page = f"/en/hub/suppliers/{world.lots[0].organisation_id}/"

    assert "No lot was examined yet" not in page_of(worker.get(page))
    other = hub_worker(world.handed_over[0].carrier)
    assert other.get(page).status_code in (403, 404)
