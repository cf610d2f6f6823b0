"""Put away and move: test that ..."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from logistics.models.lot import Lot, LotStock
from logistics.models.storage import Placement
from logistics.models.warehouse import Bin
from logistics.selectors.storage import lot_climate, lot_to_place, waiting_for_a_place
from logistics.services.lot_place import Wanted, lot_place
from logistics.services.temperature_note import temperature_note
from logistics.states import PlacementReason, StorageKind
from marketplace.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import (
    MACHINE,
    TODAY,
    BinFactory,
    WarehouseFactory,
    quarantined_lot,
    storage_zone,
)
from tests.logistics.racing import errors, race

COLD_FACTS = {"storage": {"temp_c": [0, 4]}}


def place(lot: Lot, code: str, **values: Any) -> Placement | None:
    """Scan a lot into a bin."""
    reason, note = values.pop("reason", PlacementReason.PUT_AWAY), values.pop("note", "")
    return lot_place(
        **{
            "actor": MACHINE,
            "warehouse_id": lot.warehouse_id,
            "lot_id": lot.pk,
            "wanted": Wanted(bin_code=code, reason=reason, note=note),
            "now": NOON,
            **values,
        }
    )


def stands_in(lot: Lot) -> str:
    """The code of the bin, or nothing."""
    found = LotStock.objects.select_related("bin").get(lot=lot).bin
    return found.code if found else ""


@pytest.mark.django_db
def test_a_lot_is_put_away_moved_with_a_reason_and_every_place_is_remembered() -> None:
    storage_zone()
    lot = quarantined_lot(quantity=7)

    place(lot, " a-01 ")
    assert place(lot, "A-01") is None
    place(lot, "A-02", reason=PlacementReason.FOUND, note="mal rangé")
    place(lot, "A-01", reason=PlacementReason.UNDO)
    place(lot, "", reason=PlacementReason.TIDY)

    rows = Placement.objects.order_by("pk").values_list(
        "from_bin__code", "to_bin__code", "reason", "quantity"
    )
    assert list(rows) == [
        (None, "A-01", "put_away", 7),
        ("A-01", "A-02", "found", 7),
        ("A-02", "A-01", "undo", 7),
        ("A-01", None, "tidy", 7),
    ]
    assert stands_in(lot) == ""


@pytest.mark.django_db
def test_a_move_without_a_reason_or_into_an_unknown_bin_changes_nothing() -> None:
    storage_zone()
    lot = quarantined_lot()
    place(lot, "A-01")

    for code, field in (("A-02", "reason"), ("Z-99", "bin_code")):
        with pytest.raises(InvalidInput) as refusal:
            place(lot, code)
        assert refusal.value.field == field
    assert (stands_in(lot), Placement.objects.count()) == ("A-01", 1)


@pytest.mark.django_db
def test_cold_goods_go_into_the_cold_and_elsewhere_only_with_a_word_why() -> None:
    storage_zone()
    storage_zone("cold", StorageKind.POSITIVE, aisle="F")
    BinFactory.create(code="GATE", warehouse=WarehouseFactory.create())
    lot = quarantined_lot(VariantFactory.create(product__product_type__facts=COLD_FACTS))

    for wrong in ("A-01", "GATE"):
        with pytest.raises(InvalidInput) as refusal:
            place(lot, wrong)
        assert refusal.value.field == "note"
    place(lot, "A-01", note="chambre froide en panne")
    place(lot, "F-01", reason=PlacementReason.COLD)

    assert stands_in(lot) == "F-01"


@pytest.mark.django_db
def test_a_full_bin_is_refused_and_a_lot_of_nothing_is_not_found() -> None:
    storage_zone(capacity_g=9_000)
    variant = VariantFactory.create(weight_g=1_000)
    place(quarantined_lot(variant, 5), "A-01")

    with pytest.raises(Conflict) as refusal:
        place(quarantined_lot(variant, 5), "A-01")
    assert refusal.value.field == "bin_code"
    place(quarantined_lot(variant, 4), "A-01")
    with pytest.raises(NotFound):
        place(Lot(pk=0, warehouse=WarehouseFactory.create()), "A-01")
    with pytest.raises(NotFound):
        place(
            quarantined_lot(variant, 1),
            "A-01",
            warehouse_id="00000000-0000-0000-0000-000000000000",
        )


@pytest.mark.django_db
def test_only_the_people_of_the_hub_place_goods() -> None:
    storage_zone()
    lot = quarantined_lot()

    with pytest.raises(NotAllowed):
        place(lot, "A-01", actor=member_actor(lot.organisation))


@pytest.mark.django_db
def test_what_stands_at_the_gate_waits_with_proposals_and_leaves_the_list_when_it_is_placed() -> None:
    storage_zone("cold", StorageKind.POSITIVE, aisle="F")
    dates = VariantFactory.create(product__product_type__facts=COLD_FACTS)
    lot = quarantined_lot(dates, 3)

    page = waiting_for_a_place(actor=MACHINE, warehouse_id=lot.warehouse_id, today=TODAY)
    assert [(each.row.lot_id, each.kind, each.places[0].code) for each in page.items] == [
        (lot.pk, StorageKind.POSITIVE, "F-03")
    ]

    place(lot, "F-03")
    assert waiting_for_a_place(actor=MACHINE, warehouse_id=lot.warehouse_id, today=TODAY).items == ()
    again = lot_to_place(actor=MACHINE, warehouse_id=lot.warehouse_id, lot_id=lot.pk, today=TODAY)
    assert "F-03" not in [slot.code for slot in again.places]


@pytest.mark.django_db
def test_the_log_of_a_lot_has_the_temperatures_of_the_zones_while_it_stood_there() -> None:
    cold, hall = storage_zone("cold", StorageKind.POSITIVE, aisle="F"), storage_zone()
    lot = quarantined_lot(VariantFactory.create(product__product_type__facts=COLD_FACTS))
    place(lot, "A-01", note="arrivée", now=NOON - timedelta(hours=4))
    place(lot, "F-01", reason=PlacementReason.TIDY, now=NOON - timedelta(hours=2))
    for zone, hours, degrees in ((hall, 5, 9), (hall, 3, 27), (hall, 1, 30), (cold, 3, 8), (cold, 1, 3)):
        temperature_note(
            actor=MACHINE,
            zone_id=zone.pk,
            celsius=Decimal(degrees),
            key=f"{zone.code}-{hours}",
            read_at=NOON - timedelta(hours=hours),
            now=NOON,
        )

    stays = lot_climate(lot.pk)

    assert [(stay.readings, stay.outside, stay.warmest_c) for stay in stays] == [
        (1, 0, Decimal("3.0")),
        (1, 1, Decimal("27.0")),
    ]
    assert [stay.until for stay in stays] == [None, NOON - timedelta(hours=2)]
    assert lot_climate(quarantined_lot().pk) == []


@pytest.mark.django_db(transaction=True)
def test_two_people_who_fill_the_last_room_of_a_bin_at_once_do_not_overload_it() -> None:
    storage_zone(capacity_g=5_000)
    variant = VariantFactory.create(weight_g=1_000)
    lots = [quarantined_lot(variant, 3, code=f"L{number}") for number in range(4)]

    results = race(*(partial(place, lot, "A-01") for lot in lots))

    assert [type(error) for error in errors(results)] == [Conflict] * 3
    assert [stands_in(lot) for lot in lots].count("A-01") == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE logistics_lotstock SET bin_id = (SELECT id FROM logistics_bin WHERE code = 'ELSEWHERE')",
        (
            "INSERT INTO logistics_lotstock (lot_id, warehouse_id, quantity, allocated) "
            "SELECT lot_id, warehouse_id, 1, 0 FROM logistics_lotstock"
        ),
        "UPDATE logistics_lot SET organisation_id = (SELECT id FROM cooperatives_organisation WHERE slug = 'thief')",
        "UPDATE logistics_bin SET zone_id = (SELECT id FROM logistics_storagezone WHERE code = 'other')",
        "UPDATE logistics_placement SET note = 'x'",
        "DELETE FROM logistics_placement",
        "UPDATE logistics_temperaturereading SET celsius = 1",
    ],
)
def test_the_database_itself_keeps_one_place_one_owner_and_the_history(statement: str) -> None:
    hall = storage_zone()
    elsewhere = WarehouseFactory.create(slug="shop")
    storage_zone("other", warehouse=elsewhere, aisle="S")
    BinFactory.create(warehouse=elsewhere, code="ELSEWHERE")
    OrganisationFactory.create(slug="thief")
    lot = quarantined_lot()
    place(lot, "A-01")
    temperature_note(actor=MACHINE, zone_id=hall.pk, celsius=Decimal(20), key="k", now=NOON)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert (stands_in(lot), Bin.objects.filter(zone=hall).count()) == ("A-01", 3)
