"""Start a wave and walk it: by click, by scan, wrongly, twice, and back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from logistics.models.fulfilment import LotAllocation, Wave
from logistics.models.storage import CountLine
from logistics.states import FulfilmentState
from tests.factories.ground import NOON
from tests.factories.logistics import released_lot, requested_fulfilment
from tests.frontend.views.hub.world import HubWorld, hub_world
from tests.frontend.views.people import hub_worker, page_of


def test_the_marked_orders_go_on_one_walk_and_the_others_wait(db: None) -> None:
    world = hub_world(2)
    worker = hub_worker(world.hub)

    response = worker.post("/en/hub/waves/", {"fulfilments": [str(world.waiting[0].pk)]})

    wave = Wave.objects.latest("pk")
    for fulfilment in world.waiting:
        fulfilment.refresh_from_db()
    assert response["Location"] == f"/en/hub/waves/{wave.pk}/"
    assert [fulfilment.wave for fulfilment in world.waiting] == [wave, None]
    assert world.waiting[1].state == FulfilmentState.RELEASED

    later = world.waiting[1]
    later.ready_date = timezone.localdate() + timedelta(days=3)
    later.save(update_fields=["ready_date"])
    assert "Promised for" in page_of(worker.get("/en/hub/waves/"))
    taken = worker.post("/en/hub/waves/", {"fulfilments": [str(later.pk)]}, follow=True)
    assert "taken before its goods were promised: " + later.order_number in page_of(taken)


def test_pressing_twice_starts_one_wave_and_says_that_nothing_waits(world: HubWorld, worker: Client) -> None:
    before = Wave.objects.count()

    worker.post("/en/hub/waves/")
    again = worker.post("/en/hub/waves/", follow=True)

    assert Wave.objects.count() == before + 1
    assert "Nothing waits for a wave." in page_of(again)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("nonsense", "There is no such fulfilment in this warehouse."),
        ("00000000-0000-0000-0000-000000000000", None),
    ],
)
def test_a_forged_choice_starts_nothing(
    world: HubWorld, worker: Client, value: str, said: str | None
) -> None:
    before = Wave.objects.count()

    response = worker.post("/en/hub/waves/", {"fulfilments": [value]}, follow=True)

    assert Wave.objects.count() == before
    assert response.status_code == (200 if said else 404)
    assert said is None or said in page_of(response)


def test_an_order_that_another_took_is_told_in_words_of_people(world: HubWorld, worker: Client) -> None:
    taken = world.picked[0]

    page = page_of(worker.post("/en/hub/waves/", {"fulfilments": [str(taken.pk)]}, follow=True))

    taken.refresh_from_db()
    assert taken.state == FulfilmentState.PICKING
    assert "This cannot be done any more" in page
    assert "cannot become" not in page


def test_a_click_picks_the_stop_and_undo_puts_it_back(world: HubWorld, worker: Client) -> None:
    stop = world.to_pick[0]

    worker.post(f"/en/hub/waves/{world.wave.pk}/pick/", {"allocation": str(stop.pk)})
    stop.refresh_from_db()
    assert stop.picked_at is not None

    worker.post(f"/en/hub/waves/{world.wave.pk}/unpick/", {"allocation": str(stop.pk)})
    stop.refresh_from_db()
    assert stop.picked_at is None


def test_a_scan_of_the_lot_picks_the_stop(world: HubWorld, worker: Client) -> None:
    stop = world.to_pick[0]

    response = worker.post(
        f"/en/hub/waves/{world.wave.pk}/pick/", {"stop": str(stop.pk), "code": f" {stop.lot.code.lower()}\n"}
    )

    stop.refresh_from_db()
    assert response.status_code == 302
    assert stop.picked_at is not None


@pytest.mark.parametrize(
    ("_case", "code", "said"),
    [
        ("nothing", "", "This field is required."),
        ("an unknown code", "XYZ-99", "XYZ-99 is not known here."),
        ("another lot of the product", "OTHER", "OTHER is the right product but another lot."),
        ("an article of nobody", "FOREIGN", "FOREIGN does not belong to this parcel."),
    ],
)
def test_a_wrong_scan_is_refused_beside_the_field_and_kept(
    world: HubWorld, worker: Client, _case: str, code: str, said: str
) -> None:
    stop = world.to_pick[0]
    released_lot(world.variant, 3, code="OTHER")
    released_lot(code="FOREIGN")

    response = worker.post(f"/en/hub/waves/{world.wave.pk}/pick/", {"stop": str(stop.pk), "code": code})

    page = page_of(response)
    stop.refresh_from_db()
    assert response.status_code == 422
    assert stop.picked_at is None
    assert said in page
    assert 'id="id_code_error"' in page
    assert 'aria-invalid="true"' in page
    assert not code or f'value="{code}"' in page


def test_a_stop_that_was_picked_meanwhile_is_not_picked_twice(world: HubWorld, worker: Client) -> None:
    stop = world.to_pick[0]
    data = {"allocation": str(stop.pk)}
    worker.post(f"/en/hub/waves/{world.wave.pk}/pick/", data)
    picked_at = LotAllocation.objects.get(pk=stop.pk).picked_at

    page = page_of(worker.post(f"/en/hub/waves/{world.wave.pk}/pick/", data, follow=True))

    assert LotAllocation.objects.get(pk=stop.pk).picked_at == picked_at
    assert "This was picked already." in page


def test_the_walk_shows_place_product_lot_and_quantity(world: HubWorld, worker: Client) -> None:
    stop = world.to_pick[0]

    page = page_of(worker.get(f"/en/hub/waves/{world.wave.pk}/"))

    assert "Miel" in page
    assert stop.lot.code in page
    assert f'<bdi class="stop-card__quantity">{stop.quantity}</bdi>' in page
    assert '<svg class="picto"' in page


def test_the_walk_in_arabic_runs_from_right_to_left_with_the_arabic_name(
    world: HubWorld, worker: Client
) -> None:
    page = page_of(worker.get(f"/ar/hub/waves/{world.wave.pk}/"))

    assert '<html lang="ar" dir="rtl"' in page
    assert "عسل" in page


def test_the_pick_list_is_a_private_pdf(world: HubWorld, worker: Client) -> None:
    response = worker.get(f"/en/hub/waves/{world.wave.pk}/pick-list.pdf")

    assert response.content.startswith(b"%PDF-")
    assert response["Cache-Control"] == "private, no-store"


def test_an_order_without_goods_waits_and_that_is_said(world: HubWorld, worker: Client) -> None:
    short = requested_fulfilment((world.variant, 1), name="short")
    world.variant.lots.update(state="quarantine")

    page = page_of(worker.post("/en/hub/waves/", {"fulfilments": [str(short.pk)]}, follow=True))

    short.refresh_from_db()
    assert short.state == FulfilmentState.RELEASED
    assert "No wave was started: goods are missing." in page


def test_a_phone_without_a_network_tells_a_pick_later_and_once(world: HubWorld, worker: Client) -> None:
    stop = world.to_pick[0]
    tapped = NOON - timedelta(minutes=20)
    values = {"allocation": str(stop.pk), "key": "page", "tapped_at": tapped.isoformat()}
    address = f"/en/hub/waves/{world.wave.pk}/pick/"

    answers = [worker.post(address, values, headers={"X-Queued": "1"}).json()["ok"] for _turn in range(2)]

    stop.refresh_from_db()
    assert (answers, stop.picked_at) == ([True, True], tapped)
    other = {"allocation": str(stop.pk), "key": "another phone"}
    conflict = worker.post(address, other, headers={"X-Queued": "1"})
    assert (conflict.status_code, conflict.json()["text"]) == (409, "This was picked already.")
    gone = worker.post(address, {"allocation": "0"}, headers={"X-Queued": "1"})
    assert (gone.status_code, bool(gone.json()["text"])) == (409, True)


def test_a_hand_says_that_less_is_there_and_a_second_person_decides(world: HubWorld, worker: Client) -> None:
    share = world.to_pick[0]
    url, walk = f"/fr/hub/waves/{world.wave.pk}/short/", f"/fr/hub/waves/{world.wave.pk}/"

    wrong = worker.post(url, {"allocation": share.pk, "found": str(share.quantity)})
    assert wrong.status_code == 422
    assert worker.post(url, {"allocation": "0", "found": "0"}).status_code == 303
    answer = worker.post(url, {"allocation": share.pk, "found": "0"})

    assert (answer.status_code, answer.headers["Location"]) == (302, walk)
    line = CountLine.objects.get(lot_stock=share.lot_stock_id, state="differs")
    assert (line.counted or 0) < (line.written or 0)
    assert "hub/counts/" in worker.get("/fr/hub/").content.decode()
