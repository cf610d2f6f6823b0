"""Goods that come in, and the quality officer's decisions."""

import pytest
from django.test import Client

from logistics.models.lot import Lot, LotStock
from logistics.states import LotState
from marketplace.cooperatives.states import Role
from tests.factories.ground import member_actor
from tests.factories.logistics import stock_of
from tests.frontend.views.hub.world import HubWorld
from tests.frontend.views.people import browser_of, page_of


def form(world: HubWorld, **changes: str) -> dict[str, str]:
    """A lot that can be taken in."""
    return {"code": world.variant.sku, "quantity": "24", "lot_code": "NEW-1", **changes}


def test_a_lot_comes_in_under_quarantine(world: HubWorld, worker: Client) -> None:
    sent = form(world, produced_date="2026-11-01", best_before_date="2027-11-01", bin_code="A-07")

    response = worker.post("/en/hub/lots/receive/", sent)

    lot = Lot.objects.get(code="NEW-1")
    assert response["Location"] == f"/en/hub/lots/{lot.pk}/"
    assert (lot.state, lot.quantity_received, lot.organisation) == (
        LotState.QUARANTINE,
        24,
        world.variant.product.organisation,
    )
    assert LotStock.objects.get(lot=lot).bin.code == "A-07"  # type: ignore[union-attr]


def test_the_form_brings_a_lot_number_so_that_two_presses_make_one_lot(
    world: HubWorld, worker: Client
) -> None:
    page = page_of(worker.get(f"/en/hub/lots/receive/?code={world.variant.sku}"))
    assert f'value="{world.variant.sku}"' in page
    assert 'name="lot_code" value="L261116-' in page

    worker.post("/en/hub/lots/receive/", form(world))
    again = worker.post("/en/hub/lots/receive/", form(world))

    assert Lot.objects.filter(code="NEW-1").count() == 1
    assert again.status_code == 422
    assert "There is a lot NEW-1 already." in page_of(again)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "NOTHING-LIKE-IT"),
        ("code", ""),
        ("quantity", "0"),
        ("quantity", "-1"),
        ("quantity", "1000000000"),
        ("quantity", "many"),
        ("produced_date", "2026-13-45"),
        ("produced_date", "2027-01-01"),
        ("harvest_date", "2030-01-01"),
        ("best_before_date", "2020-01-01"),
        ("lot_code", ""),
        ("lot_code", "X" * 41),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_typed_is_lost(
    world: HubWorld, worker: Client, field: str, value: str
) -> None:
    before = Lot.objects.count()

    response = worker.post("/en/hub/lots/receive/", form(world, bin_code="B-12", **{field: value}))

    page = page_of(response)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert 'value="B-12"' in page
    assert not value or f'value="{value}"' in page
    assert Lot.objects.count() == before


def test_a_released_lot_can_be_sold(world: HubWorld, worker: Client) -> None:
    lot, (before, _reserved) = world.lots[0], stock_of(world.variant)

    worker.post(f"/en/hub/lots/{lot.pk}/release/", {"remark": ""})

    lot.refresh_from_db()
    assert lot.state == LotState.RELEASED
    assert stock_of(world.variant)[0] == before + 5


def test_releasing_twice_offers_it_once(world: HubWorld, worker: Client) -> None:
    lot = world.lots[0]
    worker.post(f"/en/hub/lots/{lot.pk}/release/", {"remark": ""})
    after_first = stock_of(world.variant)

    response = worker.post(f"/en/hub/lots/{lot.pk}/release/", {"remark": ""})

    assert response.status_code == 422
    assert "This cannot be done any more" in page_of(response)
    assert stock_of(world.variant) == after_first


def test_a_rejected_lot_says_why(world: HubWorld, worker: Client) -> None:
    lot = world.lots[0]

    worker.post(f"/en/hub/lots/{lot.pk}/hold/", {"state": "rejected", "reason": "humidité 23 %"})

    lot.refresh_from_db()
    assert (lot.state, lot.reason) == (LotState.REJECTED, "humidité 23 %")
    assert "humidité 23 %" in page_of(worker.get(f"/en/hub/lots/{lot.pk}/"))


@pytest.mark.parametrize(
    ("act", "data", "field"),
    [
        ("hold", {"state": "rejected", "reason": "  "}, "id_hold_reason_error"),
        ("hold", {"state": "nonsense", "reason": "x"}, "id_hold_state_error"),
        ("hold", {"state": "recalled", "reason": "x"}, "id_hold_state_error"),
        ("count", {"counted": "-1"}, "id_count_counted_error"),
    ],
)
def test_a_bad_decision_is_refused(
    world: HubWorld, worker: Client, act: str, data: dict[str, str], field: str
) -> None:
    lot = world.lots[0]

    response = worker.post(f"/en/hub/lots/{lot.pk}/{act}/", data)

    lot.refresh_from_db()
    assert response.status_code == 422
    assert f'id="{field}"' in page_of(response)
    assert lot.state == LotState.QUARANTINE
    assert LotStock.objects.get(lot=lot).quantity == 5


def test_a_count_waits_for_a_second_person_before_anything_moves(world: HubWorld, worker: Client) -> None:
    lot = world.lots[0]

    answer = worker.post(f"/en/hub/lots/{lot.pk}/count/", {"counted": "4"})

    assert LotStock.objects.get(lot=lot).quantity == 5
    assert "You counted this" in page_of(worker.get(answer["Location"]))


def test_only_whoever_may_recall_is_offered_to(world: HubWorld, worker: Client) -> None:
    lot = world.lots[0]
    president = browser_of(member_actor(world.hub, Role.PRESIDENT.value, Role.HUB.value))

    assert 'value="recalled"' not in page_of(worker.get(f"/en/hub/lots/{lot.pk}/"))
    assert 'value="recalled"' in page_of(president.get(f"/en/hub/lots/{lot.pk}/"))

    president.post(f"/en/hub/lots/{lot.pk}/hold/", {"state": "recalled", "reason": "analyse positive"})
    lot.refresh_from_db()
    assert lot.state == LotState.RECALLED


def test_an_unknown_decision_is_not_found(world: HubWorld, worker: Client) -> None:
    assert worker.post(f"/en/hub/lots/{world.lots[0].pk}/burn/").status_code == 404
