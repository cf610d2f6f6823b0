"""stocks_state and stocks_drop: test that ..."""

import uuid
from typing import Any

import pytest

from catalog.models.product import Variant
from logistics.checks import stock_findings
from logistics.models.lot import Lot, Movement
from logistics.models.stock import Shortage, Stock
from logistics.models.storage import CountLine
from logistics.services.cycle_count_decide import cycle_count_decide
from logistics.services.stock_reserve import stock_reserve
from logistics.services.stock_state import stocks_drop, stocks_state
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, UserFactory, member_actor, staff_actor
from tests.factories.logistics import WarehouseFactory, released_lot, stock_of

pytestmark = pytest.mark.django_db


def stated(variant: Variant, quantity: int, actor: Actor | None = None, **values: Any) -> Variant:
    return stocks_state(
        actor=actor or staff_actor(Permission.MANAGE_PRODUCTS),
        variant_id=variant.pk,
        quantities={WarehouseFactory.create().pk: quantity},
        now=NOON,
        **values,
    )


def test_a_first_figure_becomes_a_released_lot_of_the_products_maker() -> None:
    variant = VariantFactory.create()

    stated(variant, 12)

    lot = Lot.objects.get()
    assert (lot.organisation_id, lot.state, lot.quantity_received) == (
        variant.product.organisation_id,
        "released",
        12,
    )
    assert (stock_of(variant), stock_findings()) == ((12, 0), [])


def test_a_higher_figure_adds_a_lot_and_a_lower_one_is_counted_off_the_newest() -> None:
    variant = VariantFactory.create()
    old = released_lot(variant, 10)

    stated(variant, 15)
    stated(variant, 15)
    stated(variant, 8)

    assert (stock_of(variant), stock_findings()) == ((8, 0), [])
    moves = Movement.objects.order_by("id").values_list("lot_id", "quantity", "reason")
    new = Lot.objects.exclude(pk=old.pk).get()
    assert list(moves) == [
        (old.pk, 10, "receipt"),
        (new.pk, 5, "receipt"),
        (new.pk, -5, "count"),
        (old.pk, -2, "count"),
    ]


def test_the_movement_bears_the_name_of_who_stated_it() -> None:
    actor = staff_actor(Permission.MANAGE_PRODUCTS)

    stated(VariantFactory.create(), 3, actor)

    assert Movement.objects.get().actor == f"user:{actor.user_id}"


def test_promises_beyond_the_figure_fall_short() -> None:
    variant = VariantFactory.create()
    released_lot(variant, 10)
    stock_reserve(key_quantities={"order-line:1": (variant.pk, 9)}, expires_at=None, now=NOON)

    stated(variant, 4)

    assert (stock_of(variant), Shortage.objects.get().quantity, stock_findings()) == ((4, 4), 5, [])


def test_a_variant_that_is_stocked_already_is_no_new_stock() -> None:
    variant = VariantFactory.create()
    released_lot(variant, 10)

    with pytest.raises(Conflict):
        stated(variant, 4, only_new=True)

    assert stock_of(variant) == (10, 0)


@pytest.mark.parametrize("quantity", [-1, 1_000_001])
def test_an_impossible_figure_is_refused(quantity: int) -> None:
    variant = VariantFactory.create()

    with pytest.raises(InvalidInput):
        stated(variant, quantity)

    assert not Stock.objects.exists()


def test_what_does_not_exist_is_not_found() -> None:
    staff = staff_actor(Permission.MANAGE_PRODUCTS)
    variant, hub = VariantFactory.create(), WarehouseFactory.create()

    with pytest.raises(NotFound):
        stocks_state(actor=staff, variant_id=0, quantities={hub.pk: 1}, now=NOON)
    with pytest.raises(NotFound):
        stocks_state(actor=staff, variant_id=variant.pk, quantities={uuid.uuid4(): 1}, now=NOON)

    assert not Lot.objects.exists()


def test_strangers_are_refused_and_hub_workers_state_in_their_own_hub_only() -> None:
    variant, hub = VariantFactory.create(), WarehouseFactory.create()
    other = OrganisationFactory.create(hub=True)
    maker = member_actor(variant.product.organisation)
    for actor in (
        Actor.anonymous(),
        Actor(user_id=UserFactory.create().pk),
        maker,
        member_actor(other, "hub"),
        staff_actor(Permission.MANAGE_ORDERS),
    ):
        with pytest.raises(NotAllowed):
            stated(variant, 5, actor)
    assert not Lot.objects.exists()

    stated(variant, 5, member_actor(hub.organisation, "hub"))

    assert stock_of(variant) == (5, 0)


def test_what_a_hub_worker_states_as_missing_waits_for_a_second_person() -> None:
    variant, hub = VariantFactory.create(), WarehouseFactory.create()
    released_lot(variant, 10)
    worker = member_actor(hub.organisation, "hub")

    stated(variant, 7, worker)

    line = CountLine.objects.get()
    assert (line.state, line.counted, line.written, stock_of(variant)) == ("differs", 7, 10, (10, 0))
    with pytest.raises(NotAllowed):
        cycle_count_decide(actor=worker, line_id=line.pk, is_right=True, note="broken", now=NOON)
    with pytest.raises(InvalidInput):
        stated(variant, 6, worker)
    second = member_actor(hub.organisation, "hub")
    cycle_count_decide(actor=second, line_id=line.pk, is_right=True, note="broken", now=NOON)
    assert stock_of(variant) == (7, 0)


def test_a_dropped_stock_is_counted_to_nothing_and_forgotten() -> None:
    variant, hub = VariantFactory.create(), WarehouseFactory.create()
    released_lot(variant, 10)

    stocks_drop(
        actor=staff_actor(Permission.MANAGE_PRODUCTS),
        variant_id=variant.pk,
        warehouse_ids=[hub.pk, uuid.uuid4()],
        now=NOON,
    )

    assert not Stock.objects.exists()
    assert Movement.objects.get(reason="count").quantity == -10


def test_a_dropped_stock_that_was_promised_stays_with_its_shortage() -> None:
    variant, hub = VariantFactory.create(), WarehouseFactory.create()
    released_lot(variant, 10)
    stock_reserve(key_quantities={"order-line:1": (variant.pk, 9)}, expires_at=None, now=NOON)

    stocks_drop(
        actor=staff_actor(Permission.MANAGE_PRODUCTS),
        variant_id=variant.pk,
        warehouse_ids=[hub.pk],
        now=NOON,
    )

    assert (stock_of(variant), Shortage.objects.get().quantity, stock_findings()) == ((0, 0), 9, [])
