"""lot_hold, lot_reject and lot_recall: test that ..."""

from datetime import timedelta
from typing import Any

import pytest

from logistics.checks import stock_findings
from logistics.models.fulfilment import LotAllocation
from logistics.models.stock import Reservation, Shortage
from logistics.services.lot_hold import lot_hold, lot_recall, lot_reject
from logistics.services.lot_release import lot_release
from logistics.services.lots_expire import lots_expire
from logistics.services.stock_reserve import stock_reserve
from logistics.services.wave_create import wave_create
from logistics.states import LotState
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.outbox.models import Message
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import (
    MACHINE,
    TODAY,
    WarehouseFactory,
    lot_stock_of,
    picked_fulfilment,
    quarantined_lot,
    released_lot,
    requested_fulfilment,
    stock_of,
)

pytestmark = pytest.mark.django_db


def promise(variant: Any, key: str, quantity: int, *, minutes: int = 0, is_firm: bool = True) -> None:
    """Promise units at so many minutes past noon."""
    made_at = NOON + timedelta(minutes=minutes)
    stock_reserve(
        key_quantities={key: (variant.pk, quantity)},
        expires_at=None if is_firm else made_at + timedelta(minutes=30),
        now=made_at,
    )


def promises() -> dict[str, int]:
    """What is promised."""
    return dict(Reservation.objects.values_list("key", "quantity"))


def shortages() -> dict[str, int]:
    """What was promised and cannot be kept."""
    return dict(Shortage.objects.values_list("key", "quantity"))


def recall(lot: Any) -> None:
    """Recall it."""
    lot_recall(actor=MACHINE, lot_id=lot.pk, reason="aflatoxin", now=NOON)


def test_a_recalled_lot_leaves_the_sellable_stock_and_the_recall_is_told() -> None:
    variant = VariantFactory.create()
    lot, _other = released_lot(variant, 6), released_lot(variant, 4)

    recall(lot)

    assert (stock_of(variant), lot_stock_of(lot), stock_findings()) == ((4, 0), (6, 0), [])
    lot.refresh_from_db()
    assert (lot.state, lot.reason) == ("recalled", "aflatoxin")
    body = Message.objects.get(topic="logistics.lots-recalled.v1").body
    assert (body["lots"], body["lot_ids"], body["lot_count"]) == ([lot.code], [lot.pk], 1)
    assert (body["variant_id"], body["reason"]) == (variant.pk, "aflatoxin")
    assert not Message.objects.filter(topic="logistics.stock-short.v1").exists()


def test_baskets_fall_before_orders_and_the_newest_order_before_the_oldest() -> None:
    variant = VariantFactory.create()
    lot, _other = released_lot(variant, 6), released_lot(variant, 4)
    promise(variant, "order-old", 3, minutes=1)
    promise(variant, "basket", 2, minutes=2, is_firm=False)
    promise(variant, "order-new", 3, minutes=3)

    recall(lot)

    assert (promises(), shortages()) == ({"order-old": 3, "order-new": 1}, {"order-new": 2})
    assert (stock_of(variant), stock_findings()) == ((4, 4), [])
    body = Message.objects.get(topic="logistics.stock-short.v1").body
    assert body["keys"] == ["order-new"]
    assert [(cut["key"], cut["quantity"], cut["is_firm"]) for cut in body["cuts"]] == [
        ("basket", 2, False),
        ("order-new", 2, True),
    ]


def test_a_baskets_hold_falls_whole_so_that_nobody_orders_a_part_unasked() -> None:
    variant = VariantFactory.create()
    lot, _other = released_lot(variant, 1), released_lot(variant, 4)
    promise(variant, "basket", 5, is_firm=False)

    recall(lot)

    assert (promises(), shortages(), stock_of(variant)) == ({}, {}, (4, 0))


def test_new_goods_go_to_the_oldest_shortage_first() -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 6)
    promise(variant, "first", 3, minutes=1)
    promise(variant, "second", 3, minutes=2)
    recall(lot)
    assert shortages() == {"first": 3, "second": 3}

    released_lot(variant, 4)

    assert (promises(), shortages()) == ({"first": 3, "second": 1}, {"second": 2})
    assert (stock_of(variant), stock_findings()) == ((4, 4), [])
    fills = Message.objects.get(topic="logistics.shortage-filled.v1").body["fills"]
    assert [(fill["key"], fill["quantity"]) for fill in fills] == [("first", 3), ("second", 1)]

    released_lot(variant, 5)
    assert (promises(), shortages(), stock_of(variant)) == ({"first": 3, "second": 3}, {}, (9, 6))


def test_a_second_recall_adds_to_the_same_shortage() -> None:
    variant = VariantFactory.create()
    first, second, _last = (released_lot(variant, 2) for _ in range(3))
    promise(variant, "order", 6)

    recall(first)
    assert (promises(), shortages()) == ({"order": 4}, {"order": 2})
    recall(second)

    assert (promises(), shortages(), stock_of(variant)) == ({"order": 2}, {"order": 4}, (2, 2))
    assert stock_findings() == []


def test_open_allocations_of_the_lot_fall_picked_or_not() -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 10)
    picked_fulfilment((variant, 2), name="1")
    requested_fulfilment((variant, 3), name="2")
    wave_create(actor=MACHINE, warehouse_id=WarehouseFactory.create().pk, now=NOON)
    assert lot_stock_of(lot) == (10, 5)

    recall(lot)

    assert (LotAllocation.objects.count(), lot_stock_of(lot)) == (0, (10, 0))
    assert (shortages(), stock_findings()) == ({"order-line:1-1": 2, "order-line:2-1": 3}, [])


def test_a_promise_that_falls_gives_its_good_lot_to_who_keeps_his() -> None:
    variant = VariantFactory.create()
    bad = released_lot(variant, 3, best_before_date=TODAY + timedelta(days=200))
    good = released_lot(variant, 3, best_before_date=TODAY + timedelta(days=300))
    requested_fulfilment((variant, 3), name="old", now=NOON)
    requested_fulfilment((variant, 3), name="new", now=NOON + timedelta(minutes=1))
    hub = WarehouseFactory.create()
    wave_create(actor=MACHINE, warehouse_id=hub.pk, now=NOON)
    assert (lot_stock_of(bad), lot_stock_of(good)) == ((3, 3), (3, 3))

    recall(bad)

    assert (promises(), shortages()) == ({"order-line:old-1": 3}, {"order-line:new-1": 3})
    assert (lot_stock_of(good), stock_findings()) == ((3, 0), [])


def test_who_lies_picked_in_a_crate_keeps_the_promise_before_an_older_one_that_does_not() -> None:
    variant = VariantFactory.create()
    good = released_lot(variant, 3, best_before_date=TODAY + timedelta(days=200))
    bad = released_lot(variant, 3, best_before_date=TODAY + timedelta(days=300))
    requested_fulfilment((variant, 3), name="old", now=NOON - timedelta(minutes=5))
    picked_fulfilment((variant, 3), name="picked", now=NOON)
    assert lot_stock_of(good) == (3, 3)

    recall(bad)

    assert (promises(), shortages()) == ({"order-line:picked-1": 3}, {"order-line:old-1": 3})
    assert (lot_stock_of(good), stock_findings()) == ((3, 3), [])


def test_a_lot_in_quarantine_is_rejected_without_touching_the_stock() -> None:
    variant = VariantFactory.create()
    lot = quarantined_lot(variant, 6)

    lot_reject(actor=MACHINE, lot_id=lot.pk, reason="moisture 14 %", now=NOON)

    assert (stock_of(variant), lot_stock_of(lot)) == ((0, 0), (6, 0))
    body = Message.objects.get(topic="logistics.lot-held.v1").body
    assert (body["state"], body["reason"]) == ("rejected", "moisture 14 %")
    with pytest.raises(IllegalMove):
        lot_release(actor=MACHINE, lot_id=lot.pk, now=NOON)


def test_a_lot_can_be_held_and_released_again() -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 6)
    promise(variant, "order", 2)

    lot_hold(actor=MACHINE, lot_id=lot.pk, state=LotState.QUARANTINE, reason="smell", now=NOON)
    assert (stock_of(variant), shortages()) == ((0, 0), {"order": 2})
    lot_release(actor=MACHINE, lot_id=lot.pk, now=NOON, remark="aired")

    assert (stock_of(variant), promises(), shortages()) == ((6, 2), {"order": 2}, {})
    lot.refresh_from_db()
    assert (lot.state, lot.reason, stock_findings()) == ("released_with_remark", "aired", [])


def test_without_a_reason_or_a_right_nothing_moves() -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 6)
    hub = lot.warehouse.organisation

    with pytest.raises(InvalidInput):
        lot_recall(actor=MACHINE, lot_id=lot.pk, reason="  ", now=NOON)
    for actor in (member_actor(lot.organisation), member_actor(OrganisationFactory.create(), "hub")):
        with pytest.raises(NotAllowed):
            lot_reject(actor=actor, lot_id=lot.pk, reason="r", now=NOON)
    with pytest.raises(NotAllowed):
        lot_recall(actor=member_actor(hub, "hub"), lot_id=lot.pk, reason="r", now=NOON)
    with pytest.raises(NotFound):
        recall(type(lot)(pk=0))
    assert stock_of(variant) == (6, 0)

    lot_recall(actor=member_actor(hub, "president"), lot_id=lot.pk, reason="r", now=NOON)
    with pytest.raises(IllegalMove):
        recall(lot)
    assert stock_of(variant) == (0, 0)


def test_a_lot_is_on_sale_until_its_last_day_and_off_on_the_next() -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 6, best_before_date=TODAY + timedelta(days=40))
    released_lot(variant, 4)
    assert lot.last_sale_date == TODAY + timedelta(days=10)

    assert lots_expire(actor=MACHINE, now=NOON + timedelta(days=10)) == []
    assert lots_expire(actor=MACHINE, now=NOON + timedelta(days=11)) == [lot.code]

    lot.refresh_from_db()
    assert (lot.state, stock_of(variant)) == ("expired", (4, 0))
    assert lots_expire(actor=MACHINE, now=NOON + timedelta(days=12)) == []
