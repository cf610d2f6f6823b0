"""The pages of the hub ask the database as often for twenty rows as for one."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from logistics.models.fulfilment import FulfilmentLine
from logistics.models.stock import Shortage, Stock
from logistics.services.cycle_count_open import cycle_count_open
from logistics.services.lot_place import Wanted, lot_place
from logistics.services.supply_ask import supply_ask
from logistics.services.temperature_note import temperature_note
from tests.factories.ground import NOON
from tests.factories.logistics import MACHINE, released_lot
from tests.frontend.views.hub.world import HubWorld, hub_world
from tests.frontend.views.people import hub_worker, queries_of

# Session, person and roles are three of each.
QUERIES = {
    "hub/": 18,
    "hub/fulfilments/?state=released": 6,
    "hub/fulfilments/?state=packed": 6,
    "hub/shortages/": 6,
    "hub/waves/": 9,
    "wave": 6,
    "hub/pack/": 6,
    "pack": 11,
    "hub/hand-over/": 8,
    "hub/parcels/": 4,
    "hub/carriers/": 8,
    "parcel": 10,
    "hub/returns/": 6,
    "inspect": 9,
    "hub/lots/": 6,
    "hub/lots/?state=quarantine": 6,
    "lot": 9,
    "examine": 7,
    "trace": 14,
    "hub/processing/": 7,
    "hub/recipes/": 5,
    "recipe": 9,
    "hub/packaging/": 6,
    "hub/recalls/": 6,
    "recall": 14,
    "labels": 11,
    "supplier": 8,
    "hub/inbound/": 10,
    "notice": 6,
    "hub/rounds/": 10,
    "round": 7,
    "hub/vehicles/": 6,
    "receipt": 7,
    "run": 11,
    "hub/questions/": 7,
    "ask": 6,
    "hub/storage/": 10,
    "place": 8,
    "zone": 9,
    "bin": 7,
    "hub/counts/": 8,
    "hub/tariff/": 6,
    "count": 7,
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
        "ask": f"hub/questions/new/?cooperative={world.variant.product.organisation_id}",
        "run": f"hub/processing/{world.recipe.pk}/",
        "recipe": f"hub/recipes/{world.recipe.pk}/",
        "place": f"hub/lots/{world.lots[0].pk}/place/",
        "zone": f"hub/storage/zones/{world.zone.pk}/",
        "bin": "hub/storage/bins/A-01/",
        "count": f"hub/counts/{world.difference.count_id}/",
        "round": f"hub/rounds/{world.round.pk}/",
        "receipt": f"hub/receipts/{world.receipt.pk}/",
    }
    return f"/en/{things.get(place, place)}"


def fill_store(world: HubWorld, count: int) -> None:
    """Bring `count` lots into a bin, read the thermometer as often, and count."""
    zone, _counted = world.zone, world.difference
    lot_place(
        actor=MACHINE,
        warehouse_id=world.warehouse.pk,
        lot_id=world.lots[0].pk,
        wanted=Wanted(bin_code="A-02"),
        now=NOON - timedelta(days=1),
    )
    lines = FulfilmentLine.objects.filter(fulfilment__in=world.waiting).select_related("variant")
    Shortage.objects.bulk_create(
        Shortage(
            stock=Stock.objects.get(variant=line.variant, warehouse=world.warehouse),
            key=line.reference,
            quantity=1,
            promised_at=NOON,
            created_at=NOON,
        )
        for line in lines
    )
    for number in range(count):
        released_lot(world.variant, 3, bin_code="A-01", code=f"S{number}")
        temperature_note(actor=MACHINE, zone_id=zone.pk, celsius=Decimal(70), key=f"k{number}", now=NOON)
        cycle_count_open(actor=MACHINE, warehouse_id=world.warehouse.pk, limit=1, now=NOON)
        supply_ask(
            actor=MACHINE,
            warehouse_id=world.warehouse.pk,
            variant_id=world.variant.pk,
            quantity=5,
            day=NOON.date(),
            key=f"q{number}",
            now=NOON,
        )


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 20])
def test_the_number_of_queries_is_fixed(count: int) -> None:
    world = hub_world(count)
    worker: Client = hub_worker(world.hub)

    # The more there is of everything, the pages ask as often: lots in a bin, readings of a thermometer
    fill_store(world, count)
    found = {place: queries_of(worker, address(world, place)) for place in QUERIES}

    assert found == QUERIES
