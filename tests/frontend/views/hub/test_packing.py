"""Weighing at the packing table: test that ..."""

import pytest
from django.urls import reverse

from logistics.models.fulfilment import LotAllocation
from logistics.models.parcel import Parcel
from logistics.models.processing import Consumable
from logistics.services.line_pick import line_pick
from logistics.services.wave_create import wave_create
from orders.models.weighing import LineWeighing
from tests.factories.ground import NOON
from tests.factories.kits import parcel_carton
from tests.factories.logistics import MACHINE
from tests.factories.orders import Market, market
from tests.factories.refunds import line_of
from tests.factories.shortages import fulfilment_of
from tests.factories.weighing import by_weight
from tests.frontend.views.people import cashier, hub_worker, president
from tests.once import fresh, once
from tests.orders.journey import told

pytestmark = pytest.mark.django_db

built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def test_what_is_sold_by_its_weight_is_weighed_where_it_is_packed(shop: Market) -> None:
    by_weight(shop)
    order = shop.order({0: 2, 1: 1})
    told()
    box, line = fulfilment_of(order), line_of(order)
    wave_create(actor=MACHINE, warehouse_id=box.warehouse_id, fulfilment_ids=[box.pk], now=NOON)
    for share in LotAllocation.objects.filter(line__fulfilment=box):
        line_pick(actor=MACHINE, fulfilment_id=box.pk, allocation_id=share.pk, now=NOON)
    table = f"/fr/hub/pack/{box.pk}/"
    act = reverse("frontend:hub-weigh", args=[box.pk, line.pk])
    worker = hub_worker(shop.hub)
    # Only the line that is sold by its weight can be weighed
    assert worker.get(table).content.decode().count("/weigh/") == 1

    for stranger, status in ((hub_worker(shop.carrier), 404), (cashier(shop.hub), 403), (president(), 403)):
        assert stranger.post(act, {"weight": "0,95"}).status_code == status
    worker.post(act, {"weight": "much"})
    worker.post(act, {"weight": "0,1"})
    assert not LineWeighing.objects.exists()
    assert worker.post(act, {"weight": "0,95"})["Location"] == table

    row = LineWeighing.objects.get()
    assert (row.weighed_g, row.amount_minor, row.origin) == (950, 1_000, "hub")
    assert worker.get(table).content.decode().count("/weigh/") == 2
    worker.post(act, {"undo": "1"})
    row.refresh_from_db()
    assert row.withdrawn_at is not None


def test_the_smallest_carton_that_fits_is_proposed_and_leaves_the_store_with_the_parcel(shop: Market) -> None:
    order = shop.order({0: 2})
    told()
    box = fulfilment_of(order)
    wave_create(actor=MACHINE, warehouse_id=box.warehouse_id, fulfilment_ids=[box.pk], now=NOON)
    for share in LotAllocation.objects.filter(line__fulfilment=box):
        line_pick(actor=MACHINE, fulfilment_id=box.pk, allocation_id=share.pk, now=NOON)
    table, worker = f"/en/hub/pack/{box.pk}/", hub_worker(shop.hub)
    assert "carton-m" not in worker.get(table).content.decode()
    for code, litres, pieces in (("carton-s", 10, 0), ("carton-m", 20, 1), ("carton-l", 50, 4)):
        row = parcel_carton(code, litres=litres, pieces=pieces)
        Consumable.objects.filter(pk=row.pk).update(warehouse=box.warehouse)

    asked = worker.get(table).context["form"]["carton"]
    refused = worker.post(table, {"carton": "carton-s", "weight": ""})
    done = worker.post(table, {"carton": asked.initial, "weight": ""})

    assert (asked.initial, [code for code, _words in asked.field.choices]) == (
        "carton-m",
        ["carton-s", "carton-m", "carton-l", ""],
    )
    parcel = Parcel.objects.get()
    assert (refused.status_code, done.status_code, worker.post(table)["Location"]) == (
        422,
        302,
        done["Location"],
    )
    assert parcel.carton is not None
    assert (parcel.carton.code, parcel.carton.quantity) == ("carton-m", 0)
