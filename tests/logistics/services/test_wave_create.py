"""wave_create and wave_refill: test that ..."""

from datetime import timedelta
from typing import Any

import pytest

from logistics.checks import stock_findings
from logistics.models.fulfilment import Fulfilment, LotAllocation, Wave
from logistics.services.lot_hold import lot_hold, lot_recall
from logistics.services.wave_create import wave_create
from logistics.services.wave_refill import wave_refill
from logistics.states import LotState
from marketplace.kernel.errors import IllegalMove, NotAllowed, NotFound
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import (
    MACHINE,
    TODAY,
    WarehouseFactory,
    lot_stock_of,
    released_lot,
    requested_fulfilment,
    stocked_variant,
)

pytestmark = pytest.mark.django_db


def start(**values: Any) -> Any:
    """A wave of what waits."""
    return wave_create(actor=MACHINE, warehouse_id=WarehouseFactory.create().pk, now=NOON, **values)


def shares_of(fulfilment: Any) -> list[tuple[str, int]]:
    """Lot codes and units bound to a fulfilment."""
    rows = LotAllocation.objects.filter(line__fulfilment=fulfilment).order_by("id")
    return list(rows.values_list("lot_stock__lot__code", "quantity"))


def test_the_lot_that_expires_first_is_bound_and_the_fulfilment_is_allocated() -> None:
    variant = VariantFactory.create()
    late = released_lot(variant, 5, code="LATE", best_before_date=TODAY + timedelta(days=300))
    early = released_lot(variant, 5, code="EARLY", best_before_date=TODAY + timedelta(days=200))
    fulfilment = requested_fulfilment((variant, 7))

    result = start()

    assert shares_of(fulfilment) == [("EARLY", 5), ("LATE", 2)]
    assert (lot_stock_of(early), lot_stock_of(late)) == ((5, 5), (5, 2))
    fulfilment.refresh_from_db()
    assert (fulfilment.state, fulfilment.wave, fulfilment.state_at) == ("allocated", result.wave, NOON)
    assert (result.missing, stock_findings()) == ({}, [])


def test_a_lot_without_enough_life_left_is_never_bound() -> None:
    variant = VariantFactory.create()
    released_lot(variant, 5, code="OLD", best_before_date=TODAY + timedelta(days=29))
    fulfilment = requested_fulfilment((variant, 2))

    result = start()

    assert (result.wave, result.missing) == (None, {"order-line:1-1": 2})
    assert shares_of(fulfilment) == []
    fulfilment.refresh_from_db()
    assert fulfilment.state == "released"


def test_a_fulfilment_that_lacks_one_line_stays_out_and_the_next_is_served() -> None:
    plenty, scarce = stocked_variant(10), VariantFactory.create()
    lot = released_lot(scarce, 3)
    first = requested_fulfilment((plenty, 2), (scarce, 3), name="1")
    second = requested_fulfilment((plenty, 4), name="2", now=NOON + timedelta(minutes=1))
    lot_recall(actor=MACHINE, lot_id=lot.pk, reason="lab", now=NOON)

    result = start()

    assert result.missing == {"order-line:1-2": 3}
    assert (len(shares_of(first)), len(shares_of(second))) == (0, 1)
    assert set(result.wave.fulfilments.all()) == {second}


def test_who_was_left_short_does_not_take_the_lot_of_who_was_not() -> None:
    variant = VariantFactory.create()
    good, bad = released_lot(variant, 3), released_lot(variant, 3)
    requested_fulfilment((variant, 3), name="old", now=NOON)
    short = requested_fulfilment((variant, 3), name="new", now=NOON + timedelta(minutes=1))
    lot_recall(actor=MACHINE, lot_id=bad.pk, reason="lab", now=NOON)

    result = start(fulfilment_ids=[short.pk])

    assert (result.wave, result.missing) == (None, {"order-line:new-1": 3})
    assert (shares_of(short), lot_stock_of(good)) == ([], (3, 0))


def test_only_the_oldest_go_when_a_limit_is_given() -> None:
    variant = stocked_variant(10)
    made = [
        requested_fulfilment((variant, 1), name=str(number), now=NOON - timedelta(minutes=number))
        for number in range(4)
    ]

    result = start(limit=2)

    assert set(result.wave.fulfilments.all()) == {made[3], made[2]}


def test_a_chosen_fulfilment_that_is_not_waiting_is_refused_and_nothing_moves() -> None:
    variant = stocked_variant(10)
    first, second = requested_fulfilment((variant, 1), name="1"), requested_fulfilment((variant, 1), name="2")
    start(fulfilment_ids=[first.pk])

    with pytest.raises(IllegalMove):
        start(fulfilment_ids=[first.pk, second.pk])

    assert shares_of(second) == []
    assert Wave.objects.count() == 1


def test_a_stranger_may_not_start_a_wave() -> None:
    fulfilment = requested_fulfilment((stocked_variant(10), 1))
    warehouse = fulfilment.warehouse
    strangers = [
        member_actor(OrganisationFactory.create(), "hub"),
        member_actor(warehouse.organisation, "cashier"),
    ]

    for actor in strangers:
        with pytest.raises(NotAllowed):
            wave_create(actor=actor, warehouse_id=warehouse.pk, now=NOON)
    assert shares_of(fulfilment) == []

    worker = member_actor(warehouse.organisation, "hub")
    assert wave_create(actor=worker, warehouse_id=warehouse.pk, now=NOON).wave is not None


def test_an_unknown_warehouse_or_fulfilment_is_not_found() -> None:
    fulfilment = requested_fulfilment((stocked_variant(10), 1))

    with pytest.raises(NotFound):
        wave_create(actor=MACHINE, warehouse_id=fulfilment.pk, now=NOON)
    with pytest.raises(NotFound):
        start(fulfilment_ids=[fulfilment.warehouse_id])


@pytest.mark.parametrize("lines", [1, 25])
def test_it_costs_the_same_number_of_queries_for_any_number_of_lines(
    lines: int, django_assert_num_queries: Any
) -> None:
    for number in range(lines):
        requested_fulfilment((stocked_variant(5), 1), name=str(number))
    warehouse = WarehouseFactory.create()

    with django_assert_num_queries(14):
        result = wave_create(actor=MACHINE, warehouse_id=warehouse.pk, now=NOON)

    assert result.wave is not None
    assert result.wave.fulfilments.count() == lines


def test_a_line_that_lost_its_lot_gets_another_by_refilling_the_wave() -> None:
    variant = VariantFactory.create()
    bad = released_lot(variant, 5, code="BAD", best_before_date=TODAY + timedelta(days=200))
    fulfilment = requested_fulfilment((variant, 3))
    wave = start().wave
    released_lot(variant, 5, code="GOOD", best_before_date=TODAY + timedelta(days=300))
    lot_hold(actor=MACHINE, lot_id=bad.pk, state=LotState.QUARANTINE, reason="insects?", now=NOON)
    assert shares_of(fulfilment) == []

    assert wave_refill(actor=MACHINE, wave_id=wave.pk, now=NOON) == {}

    assert shares_of(fulfilment) == [("GOOD", 3)]
    assert wave_refill(actor=MACHINE, wave_id=wave.pk, now=NOON) == {}
    assert shares_of(fulfilment) == [("GOOD", 3)]
    assert stock_findings() == []


def test_refilling_says_what_is_still_missing() -> None:
    variant = VariantFactory.create()
    bad = released_lot(variant, 5)
    requested_fulfilment((variant, 3))
    wave = start().wave
    lot_recall(actor=MACHINE, lot_id=bad.pk, reason="lab", now=NOON)

    assert wave_refill(actor=MACHINE, wave_id=wave.pk, now=NOON) == {"order-line:1-1": 3}
    with pytest.raises(NotAllowed):
        wave_refill(actor=member_actor(OrganisationFactory.create()), wave_id=wave.pk, now=NOON)


def test_an_order_is_taken_before_its_day_by_choice_only_and_that_is_said() -> None:
    variant = stocked_variant(5)
    later = requested_fulfilment((variant, 2), name="later")
    Fulfilment.objects.filter(pk=later.pk).update(ready_date=TODAY + timedelta(days=3))
    requested_fulfilment((variant, 1), name="now")

    first = start()
    again = start()
    chosen = start(fulfilment_ids=[later.pk])

    assert (first.wave.fulfilments.get().reference, first.early) == ("order:now", ())
    assert (again.wave, chosen.wave.fulfilments.get().pk, chosen.early) == (None, later.pk, ("10later",))
