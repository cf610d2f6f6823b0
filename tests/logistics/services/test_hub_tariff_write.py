"""Prices and costs of a hub: test that ..."""

import random
from datetime import date, timedelta
from typing import Any

import pytest

from logistics.models.tariff import HubCost, HubTariff
from logistics.selectors.cost_to_serve import cost_to_serve
from logistics.selectors.tariffs import tariff_history
from logistics.services.hub_tariff_write import PriceSet, hub_cost_record, hub_tariff_write
from logistics.services.processing_run import Run, processing_run
from logistics.states import HubService
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotAllowed
from marketplace.kernel.money import Money, total_of
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, member_actor
from tests.factories.logistics import (
    MACHINE,
    TODAY,
    WarehouseFactory,
    packed_parcel,
    quarantined_lot,
    released_lot,
)
from tests.logistics.services.test_processing_run import recipe_of

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


def announced(actor: Actor = MACHINE, **values: Any) -> HubTariff:
    """Half a dirham a kilogram from tomorrow on."""
    wanted = PriceSet(
        **{
            "service": HubService.RECEIVE,
            "price": Money(50),
            "per_g": 1_000,
            "from_date": TOMORROW,
            **values,
        }
    )
    return hub_tariff_write(actor=actor, warehouse_id=WarehouseFactory.create().pk, wanted=wanted, now=NOON)


def recorded(actor: Actor = MACHINE, **values: Any) -> HubCost:
    """Ten thousand dirhams of wages for packing this month."""
    return hub_cost_record(
        **{
            "actor": actor,
            "warehouse_id": WarehouseFactory.create().pk,
            "month": TODAY,
            "service": HubService.PACK,
            "amount": Money(1_000_000),
            "now": NOON,
            **values,
        }
    )


def test_a_price_is_announced_before_it_holds_and_once_for_a_day() -> None:
    row = announced()
    announced(service=HubService.STORE)

    assert {each.pk for each in tariff_history(row.warehouse_id)} >= {row.pk}
    with pytest.raises(Conflict):
        announced(price=Money(60))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"service": HubService.PACK}, "service"),
        ({"price": Money(-1)}, "price"),
        ({"per_g": 0}, "price"),
        ({"from_date": TODAY}, "from_date"),
    ],
)
def test_a_price_that_cannot_be_is_refused(values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        announced(**values)
    assert (refusal.value.field, HubTariff.objects.count()) == (field, 0)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"service": HubService.PROCESS}, "service"),
        ({"amount": Money(-1)}, "amount"),
        ({"month": TODAY + timedelta(days=40)}, "month"),
    ],
)
def test_a_cost_that_cannot_be_is_refused(values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        recorded(**values)
    assert (refusal.value.field, HubCost.objects.count()) == (field, 0)


def test_whoever_packs_sets_no_prices_and_sees_no_costs() -> None:
    hub = WarehouseFactory.create().organisation
    worker, president = (
        member_actor(hub, Role.HUB.value),
        member_actor(hub, Role.PRESIDENT.value, Role.HUB.value),
    )

    for act in (
        lambda: announced(worker),
        lambda: recorded(worker),
        lambda: cost_to_serve(actor=worker, warehouse_id=WarehouseFactory.create().pk, month=TODAY),
    ):
        with pytest.raises(NotAllowed):
            act()
    announced(president)
    assert recorded(president).month == TODAY.replace(day=1)
    assert recorded(president, amount=Money(5)).amount == Money(5)


@pytest.mark.parametrize("seed", range(6))
def test_what_lots_and_parcels_cost_adds_up_to_what_was_recorded(seed: int) -> None:
    chance = random.Random(seed)
    lots = [
        released_lot(
            VariantFactory.create(weight_g=chance.randint(1, 3_000)),
            chance.randint(4, 90),
            now=NOON - timedelta(days=chance.randint(0, 40)),
        )
        for _ in range(chance.randint(1, 5))
    ]
    for number in range(chance.randint(0, 4)):
        lot = chance.choice(lots)
        packed_parcel((lot.variant, 1), name=f"p{number}")
    if chance.randint(0, 1):
        processing_run(
            actor=MACHINE,
            recipe_id=recipe_of(lots[0].variant).pk,
            warehouse_id=lots[0].warehouse_id,
            run=Run(uses={lots[0].pk: 1}, output_units=2, labour=Money(chance.randint(1, 999))),
            key="k",
            now=NOON,
        )
    for service in (HubService.RECEIVE, HubService.STORE, HubService.PACK):
        recorded(service=service, amount=Money(chance.randint(1, 99_999)))

    found = cost_to_serve(actor=MACHINE, warehouse_id=lots[0].warehouse_id, month=TODAY)

    assert total_of([*found.by_lot.values(), *found.by_parcel.values(), found.unassigned]) == found.total
    assert all(amount.minor >= 0 for amount in (*found.by_lot.values(), *found.by_parcel.values()))
    assert not found.unassigned or not found.by_parcel or found.unassigned.minor > 0


def test_a_lot_that_stands_twice_as_long_bears_twice_as_much_of_the_storage() -> None:
    variant = VariantFactory.create(weight_g=1_000)
    old = quarantined_lot(variant, 10, now=NOON.replace(month=3, day=1))
    new = quarantined_lot(variant, 10, now=NOON.replace(month=4, day=16))
    recorded(month=date(2026, 4, 1), service=HubService.STORE, amount=Money(300))

    found = cost_to_serve(actor=MACHINE, warehouse_id=old.warehouse_id, month=date(2026, 4, 9))

    assert found.by_lot == {old.code: Money(200), new.code: Money(100)}
