"""Trace and recall on the console, and a lot's public page: test that ..."""

import pytest
from django.test import Client

from logistics.models.lot import Lot
from logistics.models.recall import Recall, RecallParcel
from marketplace.cooperatives.states import Role
from tests.factories.ground import member_actor
from tests.frontend.views.hub.world import HubWorld
from tests.frontend.views.people import browser_of, page_of


@pytest.fixture
def boss(world: HubWorld) -> Client:
    """Who may recall."""
    return browser_of(member_actor(world.hub, Role.PRESIDENT.value, Role.HUB.value))


def sold(world: HubWorld) -> Lot:
    """The lot that went into parcels."""
    return Lot.objects.filter(stocks__allocations__packed_at__isnull=False).distinct().get()


def sent(world: HubWorld, **changes: str) -> dict[str, str]:
    """A recall as the form sends it."""
    return {
        "codes": sold(world).code,
        "trigger": "laboratory",
        "reason": "histamine",
        "key": "k1",
        **changes,
    }


def test_the_trace_shows_gate_shelf_parcels_and_the_sum(world: HubWorld, worker: Client) -> None:
    lot = sold(world)

    page = page_of(worker.get(f"/en/hub/lots/{lot.pk}/trace/"))

    assert world.packed[0].number in page
    assert world.handed_over[0].number in page
    assert "Does it add up?" in page
    assert 'value="100"' in page


def test_one_press_holds_tells_and_lists_and_a_second_press_changes_nothing(
    world: HubWorld, boss: Client
) -> None:
    answers = [boss.post("/en/hub/recalls/", sent(world)) for _press in range(2)]

    recall = Recall.objects.get()
    assert [response["Location"] for response in answers] == [f"/en/hub/recalls/{recall.pk}/"] * 2
    assert sold(world).state == "recalled"
    page = page_of(boss.get(answers[0]["Location"]))
    assert world.handed_over[0].number in page
    assert "With the carrier" in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"codes": "NOTHING-LIKE-IT"}, "id_codes_error"),
        ({"codes": ""}, "id_codes_error"),
        ({"reason": " "}, "id_reason_error"),
        ({"trigger": "boredom"}, "id_trigger_error"),
    ],
)
def test_a_recall_that_cannot_be_is_told_beside_its_field(
    world: HubWorld, boss: Client, changes: dict[str, str], field: str
) -> None:
    response = boss.post("/en/hub/recalls/", sent(world, **changes))

    assert response.status_code == 422
    assert f'id="{field}"' in page_of(response)
    assert Recall.objects.count() == 0


def test_a_worker_sees_recalls_and_opens_none(world: HubWorld, worker: Client) -> None:
    assert "Hold and tell" not in page_of(worker.get("/en/hub/recalls/"))
    assert worker.post("/en/hub/recalls/", sent(world)).status_code == 403
    assert (Recall.objects.count(), sold(world).state) == (0, "released")


def test_buyers_are_followed_up_and_the_recall_is_closed_with_its_report(
    world: HubWorld, boss: Client
) -> None:
    boss.post("/en/hub/recalls/", sent(world))
    recall, lot = Recall.objects.get(), sold(world)
    place = f"/en/hub/recalls/{recall.pk}/"
    early = boss.post(f"{place}close/", {"conclusion": "x"})
    for row in RecallParcel.objects.all():
        bad = boss.post(
            f"{place}follow/{row.pk}/", {"reach": "reached", "returned_units": "99", "destroyed_units": "0"}
        )
        assert bad.status_code == 422
        boss.post(
            f"{place}follow/{row.pk}/", {"reach": "reached", "returned_units": "1", "destroyed_units": "0"}
        )
    standing = lot.stocks.get().quantity
    boss.post(f"/en/hub/lots/{lot.pk}/write_off/", {"units": str(standing), "reason": "destroy", "note": "r"})

    closed = boss.post(f"{place}close/", {"conclusion": "nouveau four"})

    recall.refresh_from_db()
    assert (early.status_code, closed["Location"]) == (422, place)
    assert (recall.conclusion, recall.report["reached_percent"], recall.report["balance_percent"]) == (
        "nouveau four",
        100,
        100,
    )
    assert "nouveau four" in page_of(boss.get(place))


def test_a_scanned_code_leads_to_the_lots_public_page(world: HubWorld) -> None:
    lot = sold(world)
    lot.variant.gtin = "6111234567895"
    lot.variant.save()
    visitor = Client()

    for address in (f"/lot/{lot.code}", f"/01/06111234567895/10/{lot.code}"):
        assert visitor.get(address)["Location"].endswith(f"/lots/{lot.code}/")
    assert visitor.get(f"/01/06111234567888/10/{lot.code}").status_code == 404
    assert visitor.get("/lot/NOTHING").status_code == 404


@pytest.mark.parametrize("language", ["ar", "fr", "zgh", "en", "es"])
def test_the_public_page_tells_the_lots_story_and_names_no_person(
    world: HubWorld, boss: Client, language: str
) -> None:
    lot = sold(world)
    before = page_of(Client().get(f"/{language}/lots/{lot.code}/"))
    boss.post("/en/hub/recalls/", sent(world))
    after = page_of(Client().get(f"/{language}/lots/{lot.code}/"))

    assert lot.code in before
    assert "histamine" not in before
    assert "histamine" in after
    for personal in ("Amina", "+2126", "0600000001", "rue des Oliviers", "Hassan", "Person "):
        assert personal not in before
        assert personal not in after
