"""line_pick: test that ..."""

from datetime import date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest

from logistics.models.fulfilment import LotAllocation
from logistics.models.lot import Lot
from logistics.services.line_pick import ScanFault, WrongScan, line_pick, line_unpick
from logistics.services.lot_hold import lot_recall
from logistics.services.wave_create import wave_create
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotAllowed, NotFound
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import (
    MACHINE,
    TODAY,
    picked_fulfilment,
    released_lot,
    requested_fulfilment,
    stocked_variant,
)

pytestmark = pytest.mark.django_db
GTIN = "6111234567890"


@pytest.fixture
def fulfilment() -> Any:
    """Two lines: 3 of a lot OIL-1 in bin B-07 (with a GTIN), 2 of a lot HONEY-1."""
    oil, honey = VariantFactory.create(gtin=GTIN), VariantFactory.create()
    released_lot(oil, 5, code="OIL-1", bin_code="B-07", best_before_date=TODAY + timedelta(days=200))
    released_lot(oil, 5, code="OIL-2", best_before_date=TODAY + timedelta(days=300))
    released_lot(honey, 5, code="HONEY-1")
    made = requested_fulfilment((oil, 3), (honey, 2))
    wave_create(actor=MACHINE, warehouse_id=made.warehouse_id, now=NOON)
    made.refresh_from_db()
    return made


def pick(fulfilment: Any, code: str = "", **values: Any) -> Any:
    """Scan or click."""
    return line_pick(actor=MACHINE, fulfilment_id=fulfilment.pk, code=code, now=NOON, **values)


def picked(fulfilment: Any) -> list[str]:
    """Lots that lie in the crate."""
    rows = LotAllocation.objects.filter(line__fulfilment=fulfilment, picked_at__isnull=False).order_by("id")
    return list(rows.values_list("lot_stock__lot__code", flat=True))


@pytest.mark.parametrize("code", ["OIL-1", " oil-1 ", GTIN], ids=["lot", "lot typed", "gtin"])
def test_a_scan_of_the_lot_or_the_gtin_picks_its_share(fulfilment: Any, code: str) -> None:
    result = pick(fulfilment, code)

    assert (result.allocation.quantity, result.left) == (3, 1)
    assert picked(fulfilment) == ["OIL-1"]
    fulfilment.refresh_from_db()
    assert fulfilment.state == "picking"


def test_a_click_picks_its_share_and_the_last_one_leaves_nothing(fulfilment: Any) -> None:
    pick(fulfilment, "OIL-1")
    share = LotAllocation.objects.get(lot_stock__lot__code="HONEY-1")

    assert pick(fulfilment, allocation_id=share.pk).left == 0
    assert picked(fulfilment) == ["OIL-1", "HONEY-1"]


def test_an_unknown_code_is_refused(fulfilment: Any) -> None:
    with pytest.raises(WrongScan, match="XYZ") as refusal:
        pick(fulfilment, "XYZ")

    assert (refusal.value.fault, refusal.value.code, refusal.value.field) == (
        ScanFault.UNKNOWN,
        "WRONG_SCAN",
        "code",
    )
    assert picked(fulfilment) == []
    fulfilment.refresh_from_db()
    assert fulfilment.state == "allocated"


def test_a_lot_of_another_parcel_is_refused(fulfilment: Any) -> None:
    released_lot(stocked_variant(1), 5, code="STRANGE")

    with pytest.raises(WrongScan) as refusal:
        pick(fulfilment, "STRANGE")

    assert (refusal.value.fault, picked(fulfilment)) == (ScanFault.FOREIGN, [])


def test_another_lot_of_the_right_product_is_refused_and_the_right_one_named_with_its_place(
    fulfilment: Any,
) -> None:
    with pytest.raises(WrongScan, match=r"OIL-1.*B-07") as refusal:
        pick(fulfilment, "OIL-2")

    assert (refusal.value.fault, picked(fulfilment)) == (ScanFault.FOREIGN, [])


def test_a_second_scan_of_the_same_lot_is_refused(fulfilment: Any) -> None:
    pick(fulfilment, "OIL-1")

    for again in (
        {"code": "OIL-1"},
        {"allocation_id": LotAllocation.objects.get(lot_stock__lot__code="OIL-1").pk},
    ):
        with pytest.raises(WrongScan) as refusal:
            pick(fulfilment, **again)
        assert refusal.value.fault == ScanFault.TWICE
    assert picked(fulfilment) == ["OIL-1"]


def test_a_click_on_another_parcels_share_is_refused(fulfilment: Any) -> None:
    other = picked_fulfilment((stocked_variant(1), 1), name="2")
    share = LotAllocation.objects.get(line__fulfilment=other)

    with pytest.raises(WrongScan) as refusal:
        pick(fulfilment, allocation_id=share.pk)

    assert refusal.value.fault == ScanFault.FOREIGN


def test_an_empty_scan_is_refused(fulfilment: Any) -> None:
    with pytest.raises(InvalidInput):
        pick(fulfilment, "  ")


def test_a_lot_that_may_not_leave_any_more_is_refused(fulfilment: Any) -> None:
    Lot.objects.filter(code="OIL-1").update(state="quarantine")

    with pytest.raises(WrongScan) as refusal:
        pick(fulfilment, "OIL-1")

    assert (refusal.value.fault, picked(fulfilment)) == (ScanFault.HELD, [])


def test_a_lot_is_as_old_at_the_shelf_as_at_the_allocation(fulfilment: Any) -> None:
    last_day = Lot.objects.get(code="OIL-1").last_sale_date
    assert last_day is not None
    at_noon = NOON + (last_day - TODAY)

    with pytest.raises(WrongScan):
        line_pick(actor=MACHINE, fulfilment_id=fulfilment.pk, code="OIL-1", now=at_noon + timedelta(days=1))
    line_pick(actor=MACHINE, fulfilment_id=fulfilment.pk, code="OIL-1", now=at_noon)

    assert picked(fulfilment) == ["OIL-1"]


def test_a_pick_can_be_undone_until_it_is_packed(fulfilment: Any) -> None:
    share = pick(fulfilment, "OIL-1").allocation

    line_unpick(actor=MACHINE, fulfilment_id=fulfilment.pk, allocation_id=share.pk, now=NOON)
    assert picked(fulfilment) == []

    with pytest.raises(IllegalMove):
        line_unpick(actor=MACHINE, fulfilment_id=fulfilment.pk, allocation_id=share.pk, now=NOON)
    pick(fulfilment, "OIL-1")
    assert picked(fulfilment) == ["OIL-1"]


def test_what_is_not_in_a_wave_cannot_be_picked_and_strangers_cannot_pick(fulfilment: Any) -> None:
    waiting = requested_fulfilment((stocked_variant(1), 1), name="9")

    with pytest.raises(IllegalMove):
        pick(waiting, "OIL-1")
    with pytest.raises(NotFound):
        line_pick(actor=MACHINE, fulfilment_id=fulfilment.warehouse_id, code="OIL-1", now=NOON)
    for actor in (
        member_actor(OrganisationFactory.create(), "hub"),
        member_actor(OrganisationFactory.create()),
    ):
        with pytest.raises(NotAllowed):
            line_pick(actor=actor, fulfilment_id=fulfilment.pk, code="OIL-1", now=NOON)
    assert picked(fulfilment) == []


def test_a_lot_taken_off_sale_in_the_moment_of_the_scan_is_refused(fulfilment: Any) -> None:
    def recall_just_then(now: datetime) -> date:
        lot_recall(actor=MACHINE, lot_id=Lot.objects.get(code="OIL-1").pk, reason="lab", now=now)
        return TODAY

    with (
        patch("logistics.services.line_pick.timezone.localdate", side_effect=recall_just_then),
        pytest.raises(Conflict, match="OIL-1"),
    ):
        pick(fulfilment, "OIL-1")

    assert picked(fulfilment) == []


def test_a_tap_that_comes_late_keeps_its_moment_and_twice_counts_once(fulfilment: Any) -> None:
    tapped = NOON - timedelta(minutes=40)
    share = LotAllocation.objects.filter(line__fulfilment=fulfilment).earliest("id")
    values: dict[str, Any] = {"allocation_id": share.pk, "tapped_at": tapped, "key": "page-1"}

    first, again = pick(fulfilment, **values), pick(fulfilment, **values)

    share.refresh_from_db()
    assert (share.picked_at, first.left, again.left) == (tapped, 1, 1)
    line_unpick(actor=MACHINE, fulfilment_id=fulfilment.pk, allocation_id=share.pk, now=NOON)
    pick(fulfilment, **values)
    share.refresh_from_db()
    assert share.picked_at is None
    pick(fulfilment, allocation_id=share.pk, key="page-2", tapped_at=NOON + timedelta(days=1))
    share.refresh_from_db()
    assert share.picked_at == NOON
