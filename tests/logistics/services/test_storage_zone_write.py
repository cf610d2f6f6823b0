"""Zones and bins: test that ..."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from logistics.models.warehouse import Bin, StorageZone
from logistics.selectors.storage import bin_content, scanned_in_storage, zones_of_warehouse
from logistics.services.storage_zone_write import ZoneKept, bins_add, storage_zone_write
from logistics.states import StorageKind
from marketplace.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from tests.factories.ground import OrganisationFactory, member_actor
from tests.factories.logistics import MACHINE, BinFactory, WarehouseFactory, quarantined_lot, storage_zone

pytestmark = pytest.mark.django_db
COLD = ZoneKept(
    code="cold-1",
    kind=StorageKind.POSITIVE,
    coldest_c=Decimal(0),
    warmest_c=Decimal(4),
    names={"fr": "Froid"},
)


def kept(zone: ZoneKept = COLD, **values: Any) -> StorageZone:
    """Write a zone of the hub."""
    return storage_zone_write(
        **{"actor": MACHINE, "warehouse_id": WarehouseFactory.create().pk, "zone": zone, **values}
    )


def added(zone: StorageZone, **values: Any) -> list[str]:
    """Add bins to a zone."""
    return [
        row.code
        for row in bins_add(
            **{"actor": MACHINE, "zone_id": zone.pk, "aisle": "f", "first": 1, "last": 2, **values}
        )
    ]


def test_a_zone_is_created_changed_and_filled_with_bins() -> None:
    zone = kept()
    assert kept(replace(COLD, warmest_c=Decimal(6))).pk == zone.pk
    BinFactory.create(code="F-02")

    assert added(zone, capacity_g=500_000) == ["F-01", "F-02"]
    assert added(zone) == ["F-01", "F-02"]

    row = zones_of_warehouse(actor=MACHINE, warehouse_id=zone.warehouse_id)[0]
    assert (row.zone.warmest_c, row.bins, row.filled, row.celsius) == (Decimal("6.0"), 2, 0, None)
    assert set(Bin.objects.values_list("zone", "capacity_g")) == {(zone.pk, None)}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "Cold 1"}, "code"),
        ({"code": ""}, "code"),
        ({"warmest_c": Decimal(0)}, "warmest_c"),
        ({"coldest_c": Decimal(-99)}, "warmest_c"),
    ],
)
def test_a_zone_that_cannot_be_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        kept(replace(COLD, **changes))

    assert (refusal.value.field, StorageZone.objects.count()) == (field, 0)


def test_a_zone_that_holds_goods_keeps_its_kind() -> None:
    storage_zone("hall")
    quarantined_lot(bin_code="A-01")

    with pytest.raises(InvalidInput) as refusal:
        kept(replace(COLD, code="hall"))
    assert refusal.value.field == "kind"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"aisle": "a b"}, "aisle"),
        ({"aisle": ""}, "aisle"),
        ({"first": 0}, "last"),
        ({"last": 0}, "last"),
        ({"last": 500}, "last"),
        ({"capacity_g": 0}, "capacity"),
    ],
)
def test_bins_that_cannot_be_are_refused(values: dict[str, Any], field: str) -> None:
    zone = kept()

    with pytest.raises(InvalidInput) as refusal:
        added(zone, **values)
    assert (refusal.value.field, Bin.objects.count()) == (field, 0)


def test_a_bin_stays_in_its_zone_and_strangers_write_nothing() -> None:
    zone, hall = kept(), storage_zone("hall")

    with pytest.raises(Conflict):
        added(zone, aisle="A")
    with pytest.raises(NotFound):
        added(StorageZone(pk=0))
    stranger = member_actor(OrganisationFactory.create(active=True))
    for act in (lambda: added(hall, actor=stranger), lambda: kept(actor=stranger)):
        with pytest.raises(NotAllowed):
            act()


def test_a_scanned_code_is_a_bin_a_lot_or_nothing() -> None:
    hall = storage_zone("hall")
    lot = quarantined_lot(quantity=4, bin_code="A-01", code="Lot-7")
    known: Any = {"actor": MACHINE, "warehouse_id": hall.warehouse_id}

    place = scanned_in_storage(**known, code=" a-01 ")
    stock = scanned_in_storage(**known, code="LOT-7")
    assert isinstance(place, Bin)
    assert getattr(stock, "lot_id", None) == lot.pk
    assert scanned_in_storage(**known, code="?") is None
    content = bin_content(**known, code="A-01")
    assert (len(content.rows), content.load_g) == (1, 4 * lot.variant.weight_g)
    with pytest.raises(NotFound):
        bin_content(**known, code="Z-9")
