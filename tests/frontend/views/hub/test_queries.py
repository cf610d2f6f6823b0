"""The pages of the hub ask the database as often for twenty rows as for one."""

import pytest
from django.test import Client

from tests.frontend.views.hub.world import HubWorld, hub_world
from tests.frontend.views.people import hub_worker, queries_of

# Session, person and roles are three of each.
QUERIES = {
    "hub/": 10,
    "hub/fulfilments/?state=released": 6,
    "hub/fulfilments/?state=packed": 6,
    "hub/shortages/": 6,
    "hub/waves/": 9,
    "wave": 6,
    "hub/pack/": 6,
    "pack": 9,
    "hub/hand-over/": 8,
    "hub/parcels/": 4,
    "parcel": 9,
    "hub/returns/": 6,
    "inspect": 9,
    "hub/lots/": 6,
    "hub/lots/?state=quarantine": 6,
    "lot": 7,
    "examine": 7,
    "trace": 13,
    "hub/processing/": 7,
    "hub/packaging/": 6,
    "hub/recalls/": 6,
    "recall": 12,
    "labels": 11,
    "supplier": 8,
    "hub/inbound/": 10,
    "notice": 6,
    "receipt": 7,
}


def address(world: HubWorld, place: str) -> str:
    """Write the addresses of things out."""
    things = {
        "wave": f"hub/waves/{world.wave.pk}/",
        "pack": f"hub/pack/{world.picked[0].pk}/",
        "parcel": f"hub/parcels/{world.handed_over[0].number}/",
        "inspect": f"hub/parcels/{world.returned[0].number}/inspect/",
        "lot": f"hub/lots/{world.lots[0].pk}/",
        "labels": f"hub/lots/{world.lots[0].pk}/labels/",
        "trace": f"hub/lots/{world.lots[0].pk}/trace/",
        "recall": f"hub/recalls/{world.recall.pk}/",
        "examine": f"hub/lots/{world.lots[0].pk}/examine/",
        "supplier": f"hub/suppliers/{world.lots[0].organisation_id}/",
        "notice": f"hub/inbound/{world.notice.pk}/",
        "receipt": f"hub/receipts/{world.receipt.pk}/",
    }
    return f"/en/{things.get(place, place)}"


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 20])
def test_the_number_of_queries_is_fixed(count: int) -> None:
    world = hub_world(count)
    worker: Client = hub_worker(world.hub)

    found = {place: queries_of(worker, address(world, place)) for place in QUERIES}

    assert found == QUERIES
