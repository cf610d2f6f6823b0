"""Many at the same moment: test that ... (each with a control that shows the race exists)."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from django.db.models import Sum

from catalog.models.product import Variant
from logistics.checks import stock_findings
from logistics.models.fulfilment import Fulfilment, LotAllocation
from logistics.models.parcel import Parcel
from logistics.models.processing import Recipe
from logistics.models.recall import Recall, RecallParcel
from logistics.models.stock import Reservation, Shortage, Stock
from logistics.services import recall_list
from logistics.services.lot_hold import lot_recall
from logistics.services.lot_release import lot_release
from logistics.services.parcel_pack import parcel_pack
from logistics.services.parcel_track import parcel_track
from logistics.services.parcel_unpack import parcel_unpack
from logistics.services.parcels_hand_over import parcels_hand_over
from logistics.services.recall_list import recalls_list_due
from logistics.services.recall_open import recall_open
from logistics.services.recipe_write import RecipeWish, recipe_write
from logistics.services.reservations_expire import reservations_expire
from logistics.services.stock_confirm import stock_confirm
from logistics.services.stock_reserve import NotEnoughLeft, stock_reserve
from logistics.services.wave_create import WaveResult, wave_create
from logistics.states import RecallTrigger, TrackingKind
from marketplace.kernel.checkdigits import s10_make
from marketplace.kernel.errors import Conflict, IllegalMove, OutOfStock
from marketplace.kernel.money import Money
from marketplace.outbox.models import Message
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON
from tests.factories.logistics import (
    MACHINE,
    TrackingRangeFactory,
    WarehouseFactory,
    handed_over_parcel,
    lot_stock_of,
    packed_parcel,
    picked_fulfilment,
    quarantined_lot,
    released_lot,
    requested_fulfilment,
    stock_of,
    stocked_variant,
)
from tests.logistics.racing import errors, race

LATER = NOON + timedelta(minutes=30)
pytestmark = pytest.mark.django_db(transaction=True)


def buy(key: str, variant_id: int, quantity: int = 1) -> None:
    """One shopper's reservation."""
    stock_reserve(key_quantities={key: (variant_id, quantity)}, expires_at=LATER, now=NOON)


def careless_buy(key: str, variant_id: int) -> None:
    """What stock_reserve must not be: look, think, then write what was seen; no lock and no condition."""
    with transaction.atomic():
        stock = Stock.objects.get(variant_id=variant_id)
        if stock.quantity - stock.reserved < 1:
            raise OutOfStock("sold out")
        time.sleep(0.02)
        Stock.objects.filter(pk=stock.pk).update(reserved=stock.reserved + 1)
        Reservation.objects.create(stock=stock, key=key, quantity=1, expires_at=LATER, created_at=NOON)


def promised(variant: Variant) -> int:
    """Units in the hands of shoppers."""
    return Reservation.objects.filter(stock__variant=variant).aggregate(units=Sum("quantity"))["units"] or 0


def test_sixty_shoppers_at_once_buy_exactly_fifty_units() -> None:
    variant = stocked_variant(50)

    results = race(*(partial(buy, f"shopper-{number}", variant.pk) for number in range(60)))

    assert [type(error) for error in errors(results)] == [NotEnoughLeft] * 10
    assert (promised(variant), stock_of(variant)) == (50, (50, 50))
    assert stock_findings() == []


def test_the_control_without_lock_and_condition_sells_more_than_there_is() -> None:
    variant = stocked_variant(50)

    race(*(partial(careless_buy, f"shopper-{number}", variant.pk) for number in range(60)))

    assert promised(variant) > 50
    assert [finding.code for finding in stock_findings()] == ["STOCK_RESERVED_DIFFERS"]


def test_two_baskets_that_hold_the_same_two_products_in_opposite_order_do_not_block_each_other() -> None:
    first, second = stocked_variant(40), stocked_variant(40)

    def basket(number: int) -> None:
        pair = [(f"a-{number}", (first.pk, 1)), (f"b-{number}", (second.pk, 1))]
        stock_reserve(key_quantities=dict(pair if number % 2 else reversed(pair)), expires_at=LATER, now=NOON)

    results = race(*(partial(basket, number) for number in range(40)))

    assert errors(results) == []
    assert (stock_of(first), stock_of(second)) == ((40, 40), (40, 40))


def test_the_control_that_locks_in_the_order_of_the_basket_is_stopped_by_a_deadlock() -> None:
    first, second = stocked_variant(40), stocked_variant(40)

    def basket(order: tuple[int, int]) -> None:
        with transaction.atomic():
            for variant_id in order:
                Stock.objects.select_for_update().get(variant_id=variant_id)
                time.sleep(0.3)

    results = race(partial(basket, (first.pk, second.pk)), partial(basket, (second.pk, first.pk)))

    assert ["deadlock detected" in str(error) for error in errors(results)] == [True]


def test_one_basket_clicked_twice_reserves_once() -> None:
    variant = stocked_variant(50)

    results = race(*(partial(buy, "the-same-line", variant.pk, 3) for _ in range(20)))

    assert errors(results) == []
    assert (promised(variant), stock_of(variant)) == (3, (50, 3))


def test_a_parcel_that_is_opened_and_handed_over_at_once_is_one_of_both() -> None:
    parcel = packed_parcel((stocked_variant(10), 4))

    results = race(
        partial(parcel_unpack, actor=MACHINE, parcel_id=parcel.pk, now=NOON),
        partial(parcel_unpack, actor=MACHINE, parcel_id=parcel.pk, now=NOON),
        partial(
            parcels_hand_over,
            actor=MACHINE,
            warehouse_id=parcel.fulfilment.warehouse_id,
            carrier_id=parcel.carrier_id,
            parcel_ids=[parcel.pk],
            now=NOON,
        ),
    )

    parcel.refresh_from_db()
    assert len(errors(results)) == 2
    assert (parcel.unpacked_at is None) == (parcel.manifest_id is not None)
    assert stock_findings() == []


@pytest.mark.parametrize("attempt", range(5))
def test_a_reservation_that_runs_out_while_it_is_ordered_is_either_kept_or_given_back(attempt: int) -> None:
    variant = stocked_variant(20)
    for number in range(10):
        buy(f"basket-{number}", variant.pk, 2)
    over = LATER + timedelta(minutes=1)

    confirms = [
        partial(stock_confirm, keys={f"basket-{number}": f"order-line:{number}"}, now=over)
        for number in range(10)
    ]
    sweeps = [partial(reservations_expire, now=over) for _ in range(3)]
    results = race(*confirms, *sweeps)

    lost = [error for error in errors(results) if isinstance(error, OutOfStock)]
    kept = Reservation.objects.filter(expires_at=None, key__startswith="order-line:").count()
    assert len(errors(results)) == len(lost)
    assert kept == 10 - len(lost)
    reservations_expire(now=over)
    assert (promised(variant), stock_of(variant)) == (kept * 2, (20, kept * 2))
    assert stock_findings() == []


def test_waves_started_by_eight_hands_at_once_bind_each_unit_once() -> None:
    variants = [stocked_variant(30) for _ in range(3)]
    for number in range(24):
        pair = (variants[number % 3], 2), (variants[(number + 1) % 3], 1)
        requested_fulfilment(*(pair if number % 2 else reversed(pair)), name=str(number))
    hub = WarehouseFactory.create()

    results = race(
        *(partial(wave_create, actor=MACHINE, warehouse_id=hub.pk, now=NOON, limit=5) for _ in range(8))
    )

    assert errors(results) == []
    while wave_create(actor=MACHINE, warehouse_id=hub.pk, now=NOON).wave is not None:
        pass
    assert Fulfilment.objects.filter(state="allocated").count() == 24
    assert LotAllocation.objects.aggregate(units=Sum("quantity"))["units"] == 72
    assert stock_findings() == []


@pytest.mark.parametrize("attempt", range(4))
def test_a_lot_recalled_while_it_is_allocated_picked_and_packed_never_leaves_afterwards(
    attempt: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Every lot is a part of its own, so that others list beside whoever recalls
    monkeypatch.setattr(recall_list, "LOTS_A_PART", 1)
    variant, other = VariantFactory.create(), stocked_variant(40)
    lot = released_lot(variant, 40)
    ready = [picked_fulfilment((variant, 1), (other, 1), name=f"ready-{number}") for number in range(5)]
    for number in range(5):
        requested_fulfilment((other, 1), (variant, 1), name=f"waiting-{number}")

    packs = [partial(parcel_pack, actor=MACHINE, fulfilment_id=row.pk, now=NOON) for row in ready]
    wave = partial(wave_create, actor=MACHINE, warehouse_id=lot.warehouse_id, now=NOON)
    recall = partial(
        recall_open,
        actor=MACHINE,
        warehouse_id=lot.warehouse_id,
        lot_ids=[lot.pk],
        trigger=RecallTrigger.LABORATORY,
        reason="lab",
        key="r",
        now=NOON,
    )
    lists = partial(recalls_list_due, now=NOON)
    acts: list[Callable[[], object]] = [*packs[:2], wave, recall, lists, *packs[2:], wave, lists]
    results = race(*acts)

    assert {type(error) for error in errors(results)} <= {IllegalMove}
    packed = Fulfilment.objects.filter(state="packed").count()
    assert len(errors(results)) == 5 - packed
    assert not LotAllocation.objects.filter(lot_stock__lot=lot, packed_at=None).exists()
    assert lot_stock_of(lot) == (40 - packed, 0)
    assert stock_of(variant) == (0, 0)
    assert stock_findings() == []
    race(lists, lists)
    recalled = Recall.objects.get()
    assert recalled.listed_at is not None
    assert sorted(RecallParcel.objects.values_list("parcel", flat=True)) == sorted(
        Parcel.objects.values_list("pk", flat=True)
    )


def test_a_parcel_packed_by_two_hands_is_packed_once() -> None:
    variant = stocked_variant(10)
    fulfilment = picked_fulfilment((variant, 3))

    results = race(
        *(partial(parcel_pack, actor=MACHINE, fulfilment_id=fulfilment.pk, now=NOON) for _ in range(6))
    )

    assert [type(error) for error in errors(results)] == [IllegalMove] * 5
    assert (stock_of(variant), Parcel.objects.count(), stock_findings()) == ((7, 0), 1, [])


def test_one_delivery_reported_many_times_at_once_is_told_once() -> None:
    parcel = handed_over_parcel((stocked_variant(5), 1), cash_minor=25_000)

    results = race(
        *(
            partial(
                parcel_track,
                actor=MACHINE,
                parcel_id=parcel.pk,
                kind=TrackingKind.DELIVERED,
                happened_at=NOON,
                key="pod-1",
                now=NOON,
                cash_collected=Money(25_000),
            )
            for _ in range(8)
        )
    )

    assert errors(results) == []
    assert Message.objects.filter(topic="logistics.parcel-delivered.v1").count() == 1


def test_parcels_packed_at_once_have_numbers_of_their_own() -> None:
    TrackingRangeFactory.create()
    rows = [picked_fulfilment((stocked_variant(5), 1), name=str(number)) for number in range(12)]

    results = race(*(partial(parcel_pack, actor=MACHINE, fulfilment_id=row.pk, now=NOON) for row in rows))

    assert errors(results) == []
    numbers = set(Parcel.objects.values_list("tracking_number", flat=True))
    assert numbers == {s10_make(service="LD", serial=serial) for serial in range(1, 13)}


def test_goods_that_come_in_while_shoppers_buy_serve_those_left_short_first() -> None:
    variant = VariantFactory.create()
    bad = released_lot(variant, 10)
    for number in range(5):
        stock_reserve(key_quantities={f"order-{number}": (variant.pk, 2)}, expires_at=None, now=NOON)
    lot_recall(actor=MACHINE, lot_id=bad.pk, reason="lab", now=NOON)
    fresh = quarantined_lot(variant, 12)

    shoppers = [partial(buy, f"shopper-{number}", variant.pk) for number in range(12)]
    results = race(partial(lot_release, actor=MACHINE, lot_id=fresh.pk, now=NOON), *shoppers)

    assert {type(error) for error in errors(results)} <= {NotEnoughLeft}
    kept = Reservation.objects.filter(key__startswith="order-").aggregate(units=Sum("quantity"))["units"]
    assert (kept, Shortage.objects.count(), stock_findings()) == (10, 0, [])


def test_a_wave_that_waited_for_a_recall_does_not_bind_the_recalled_lot() -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 5)
    requested_fulfilment((variant, 2))
    is_recalled = threading.Event()

    def recall_slowly() -> None:
        with transaction.atomic():
            lot_recall(actor=MACHINE, lot_id=lot.pk, reason="lab", now=NOON)
            is_recalled.set()
            # Long enough for the wave to have read that the lot was released, and to wait for its row.
            time.sleep(1)

    def wave_meanwhile() -> object:
        is_recalled.wait(timeout=10)
        return wave_create(actor=MACHINE, warehouse_id=lot.warehouse_id, now=NOON)

    results = race(recall_slowly, wave_meanwhile)

    assert results == [None, WaveResult(None, {"order-line:1-1": 2})]
    assert (LotAllocation.objects.count(), lot_stock_of(lot), stock_findings()) == (0, (5, 0), [])


@pytest.mark.parametrize("attempt", range(3))
def test_recalls_releases_waves_and_shoppers_in_any_interleaving_leave_no_held_lot_promised(
    attempt: int,
) -> None:
    first, second = VariantFactory.create(), VariantFactory.create()
    lots = [
        released_lot(variant, 20, code=f"R-{n}") for n, variant in enumerate((first, second, first, second))
    ]
    fresh = [quarantined_lot(variant, 15, code=f"F-{n}") for n, variant in enumerate((second, first))]
    for number in range(6):
        requested_fulfilment((first, 1), (second, 1), name=f"wait-{number}")
    hub = lots[0].warehouse_id

    def recall(key: str, *chosen: int) -> object:
        return recall_open(
            actor=MACHINE,
            warehouse_id=hub,
            lot_ids=[lots[n].pk for n in chosen],
            trigger=RecallTrigger.LABORATORY,
            reason="lab",
            key=key,
            now=NOON,
        )

    acts: list[Callable[[], object]] = [
        partial(recall, "a", 0, 1),
        partial(recall, "b", 3, 2),
        partial(wave_create, actor=MACHINE, warehouse_id=hub, now=NOON, limit=3),
        *(partial(lot_release, actor=MACHINE, lot_id=lot.pk, now=NOON) for lot in fresh),
        *(partial(buy, f"s-{n}", (first, second)[n % 2].pk) for n in range(6)),
        partial(wave_create, actor=MACHINE, warehouse_id=hub, now=NOON, limit=3),
    ]
    results = race(*(acts if attempt % 2 else reversed(acts)))

    assert {type(error) for error in errors(results)} <= {NotEnoughLeft}
    held = LotAllocation.objects.filter(lot_stock__lot__state="recalled", packed_at=None)
    assert not held.exists()
    assert stock_findings() == []


def test_one_of_two_who_write_a_recipe_at_once_is_told_and_no_version_is_lost() -> None:
    output, raw = VariantFactory.create(), VariantFactory.create()
    warehouse = WarehouseFactory.create()

    def write(days: int, replaces: int | None) -> Recipe:
        wanted = RecipeWish(
            output=output.sku,
            inputs={raw.sku: (1, 1)},
            packaging={},
            yield_percent=100,
            tolerance_percent=2,
            shelf_life_days=days,
            replaces=replaces,
        )
        return recipe_write(actor=MACHINE, warehouse_id=warehouse.pk, wanted=wanted, now=NOON)

    held: int | None = None
    for turn in (1, 2):
        refused = errors(race(*(partial(write, turn * 10 + each, held) for each in range(2))))

        assert [type(error) for error in refused] == [Conflict]
        versions = Recipe.objects.filter(output=output).order_by("version")
        assert [row.version for row in versions] == list(range(1, turn + 1))
        assert versions.filter(retired_at=None).count() == 1
        held = versions.get(retired_at=None).pk
    # The same words sent twice at once are one version
    assert errors(race(*(partial(write, 90, held) for _ in range(2)))) == []
    assert Recipe.objects.filter(output=output).count() == 3
