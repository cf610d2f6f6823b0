"""What others' systems got wrong with stock, as tests of ours; each names its lesson and the thread it comes from."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from catalog.models.product import Variant
from logistics.checks import stock_findings
from logistics.models.fulfilment import LotAllocation
from logistics.models.lot import Lot
from logistics.models.stock import Reservation
from logistics.models.storage import TemperatureAlarm
from logistics.services.goods_receive import Counted, Delivery, goods_receive
from logistics.services.line_pick import ScanFault, WrongScan, line_pick
from logistics.services.lot_hold import lot_hold, lot_recall
from logistics.services.parcel_pack import parcel_pack
from logistics.services.sheet_ask import sheet_of_wave
from logistics.services.sheets_draw import sheets_draw_due
from logistics.services.stock_reserve import NotEnoughLeft, stock_reserve
from logistics.services.temperature_note import temperature_note
from logistics.services.wave_create import wave_create
from logistics.states import LotState, SheetKind
from marketplace.kernel.errors import DomainError
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON
from tests.factories.logistics import (
    MACHINE,
    TODAY,
    WarehouseFactory,
    packed_parcel,
    picked_fulfilment,
    released_lot,
    requested_fulfilment,
    stock_of,
    stocked_variant,
    storage_zone,
)
from tests.logistics.racing import errors, race

SOON = NOON + timedelta(minutes=30)


@pytest.mark.django_db(transaction=True)
def test_lesson_12_sixty_checkouts_at_once_of_fifty_units_sell_exactly_fifty_and_none_of_nothing() -> None:
    """OFN#5300 (overselling), OFN#6417 (a stock of nothing was sold)."""
    variant = stocked_variant(50)
    buy = partial(stock_reserve, expires_at=SOON, now=NOON)

    results = race(*(partial(buy, key_quantities={f"s{n}": (variant.pk, 1)}) for n in range(60)))

    assert (len(errors(results)), stock_of(variant)) == (10, (50, 50))
    with pytest.raises(NotEnoughLeft):
        buy(key_quantities={"late": (variant.pk, 1)})


@pytest.mark.django_db
def test_lesson_13_what_a_shop_has_or_lacks_does_not_drain_the_hub() -> None:
    """OFN#4122: overriding the stock of one shop emptied the producer's."""
    variant = stocked_variant(8)
    shop = WarehouseFactory.create(slug="shop", is_online=False)
    lot = released_lot(variant, 5, warehouse=shop)

    lot_hold(actor=MACHINE, lot_id=lot.pk, state=LotState.QUARANTINE, reason="doute", now=NOON)

    assert (stock_of(variant), stock_findings()) == ((8, 0), [])


@pytest.mark.django_db
def test_lesson_6_a_second_parcel_of_the_same_owner_takes_its_goods_once() -> None:
    """Spree PR#14622 charged twice for one split parcel; here neither goods nor promises are taken twice."""
    variant = stocked_variant(10)
    for name in ("a", "b"):
        packed_parcel((variant, 2), name=name)

    assert (stock_of(variant), Reservation.objects.count(), stock_findings()) == ((6, 0), 0, [])


def _lots_out_of_order() -> tuple[Variant, Lot, Lot]:
    """The lot that came in last expires first."""
    variant = VariantFactory.create()
    late = released_lot(
        variant, 5, best_before_date=TODAY + timedelta(days=300), now=NOON - timedelta(days=60)
    )
    early = released_lot(
        variant, 5, best_before_date=TODAY + timedelta(days=200), now=NOON - timedelta(days=20)
    )
    return variant, late, early


@pytest.mark.django_db
def test_lesson_21_the_earliest_expiry_is_taken_not_the_oldest_receipt() -> None:
    """Odoo PR#77261 and erpnext PR#42021 took what was created first."""
    variant, _late, early = _lots_out_of_order()
    fulfilment = picked_fulfilment((variant, 2))

    shares = LotAllocation.objects.filter(line__fulfilment=fulfilment)
    assert [share.lot_stock.lot_id for share in shares] == [early.pk]


@pytest.mark.django_db
def test_lesson_21_the_last_day_is_the_same_day_when_it_is_allocated_picked_and_packed() -> None:
    """wave-sync-hypa#238: a lot that expired today could be picked and not submitted."""
    variant, _late, early = _lots_out_of_order()
    last = early.last_sale_date
    assert last is not None
    days = (last - TODAY).days
    on_the_day, after = NOON + timedelta(days=days), NOON + timedelta(days=days + 1)
    assert timezone.localdate(on_the_day) == last
    fulfilment = requested_fulfilment((variant, 2))
    wave_create(actor=MACHINE, warehouse_id=fulfilment.warehouse_id, now=on_the_day)
    share = LotAllocation.objects.get(line__fulfilment=fulfilment)
    assert share.lot_stock.lot_id == early.pk
    pick = partial(line_pick, actor=MACHINE, fulfilment_id=fulfilment.pk, allocation_id=share.pk)

    with pytest.raises(WrongScan):
        pick(now=after)
    pick(now=on_the_day)
    with pytest.raises(DomainError):
        parcel_pack(actor=MACHINE, fulfilment_id=fulfilment.pk, now=after)
    assert parcel_pack(actor=MACHINE, fulfilment_id=fulfilment.pk, now=on_the_day).number


@pytest.mark.django_db
def test_lesson_22_a_recalled_lot_is_refused_at_promise_allocation_pick_and_pack() -> None:
    """POSNext#108, OpenBoxes: a recalled lot may be refused in one place and slip through in the next."""
    variant = VariantFactory.create()
    lot = released_lot(variant, 9)
    picked = picked_fulfilment((variant, 2), name="picked")
    waiting = requested_fulfilment((variant, 2), name="waiting")
    wave_create(actor=MACHINE, warehouse_id=lot.warehouse_id, fulfilment_ids=[waiting.pk], now=NOON)
    released = requested_fulfilment((variant, 2), name="released")

    lot_recall(actor=MACHINE, lot_id=lot.pk, reason="analyse", now=NOON)

    with pytest.raises(NotEnoughLeft):
        stock_reserve(key_quantities={"new": (variant.pk, 1)}, expires_at=SOON, now=NOON)
    result = wave_create(actor=MACHINE, warehouse_id=lot.warehouse_id, fulfilment_ids=[released.pk], now=NOON)
    assert (result.wave, sum(result.missing.values())) == (None, 2)
    with pytest.raises(WrongScan) as refusal:
        line_pick(actor=MACHINE, fulfilment_id=waiting.pk, code=lot.code, now=NOON)
    assert refusal.value.fault != ScanFault.TWICE
    with pytest.raises(DomainError):
        parcel_pack(actor=MACHINE, fulfilment_id=picked.pk, now=NOON)
    assert (LotAllocation.objects.filter(packed_at=None).count(), stock_findings()) == (0, [])


@pytest.mark.django_db
@pytest.mark.django_db
def test_lesson_18_the_longest_list_is_a_job_that_answers_at_once_with_progress_and_parts(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Callable[[int], Any]
) -> None:
    """OFN#13625: the report of the largest shop never came back."""
    monkeypatch.setattr("logistics.services.sheet_ask.PART_SIZE", {SheetKind.PICK_LIST: 2})
    monkeypatch.setattr("logistics.services.sheets_draw.PART_SIZE", {SheetKind.PICK_LIST: 2})
    fulfilment = picked_fulfilment(*[(stocked_variant(5), 1) for _ in range(5)])
    # Asking draws nothing: the wave, its lines, and the row of the job, however long the list
    with django_assert_num_queries(7):
        job = sheet_of_wave(actor=MACHINE, wave_id=fulfilment.wave_id, language="ar", key="k", now=NOON)
    told = []
    while sheets_draw_due(now=NOON, limit=1):
        job.refresh_from_db()
        told.append((job.parts_done, job.parts_total, job.state))
    assert told == [(1, 3, "due"), (2, 3, "due"), (3, 3, "ready")]


@pytest.mark.django_db
def test_lesson_24_the_moment_of_the_act_counts_not_the_moment_of_the_upload() -> None:
    """coopcycle-app#250, #1492: a phone without network sent what was done hours ago as done now."""
    then = NOON - timedelta(hours=5)
    variant = VariantFactory.create()
    cold = storage_zone()

    receipt = goods_receive(
        actor=MACHINE,
        delivery=Delivery(warehouse_id=cold.warehouse_id, received_at=then),
        lines=[Counted(variant_id=variant.pk, counted=4)],
        key="offline",
        now=NOON,
    )
    temperature_note(
        actor=MACHINE, zone_id=cold.pk, celsius=Decimal(40), key="offline", read_at=then, now=NOON
    )

    assert (receipt.received_at, receipt.recorded_at) == (then, NOON)
    assert Lot.objects.get().received_at == Lot.objects.get().movements.get().happened_at == then
    assert TemperatureAlarm.objects.get().opened_at == then
