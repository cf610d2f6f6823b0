"""lot_receive and lot_release: test that ..."""

from datetime import date, timedelta
from typing import Any

import pytest

from logistics.checks import stock_findings
from logistics.models.lot import Lot, LotStock, Movement
from logistics.selectors.stock import available
from logistics.services.lot_receive import lot_receive
from logistics.services.lot_release import lot_release
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.outbox.models import Message
from tests.factories.catalog import ProductTypeFactory, VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import MACHINE, TODAY, BinFactory, WarehouseFactory, quarantined_lot, stock_of

pytestmark = pytest.mark.django_db


def receive(**values: Any) -> Lot:
    """Ten of a new variant."""
    return lot_receive(
        **{
            "actor": MACHINE,
            "variant_id": values.pop("variant_id", None) or VariantFactory.create().pk,
            "warehouse_id": WarehouseFactory.create().pk,
            "quantity": 10,
            "now": NOON,
            **values,
        }
    )


def test_a_lot_waits_in_quarantine_with_its_first_movement_and_cannot_be_bought() -> None:
    variant = VariantFactory.create()

    lot = receive(variant_id=variant.pk, code="AG-77", bin_code="C-01", received_at=NOON - timedelta(hours=3))

    assert (lot.state, lot.organisation_id, lot.province) == (
        "quarantine",
        variant.product.organisation_id,
        variant.product.province,
    )
    row = LotStock.objects.get(lot=lot)
    assert (row.quantity, row.allocated, row.bin.code if row.bin else None) == (10, 0, "C-01")
    move = Movement.objects.get(lot=lot)
    assert (move.quantity, move.reason, move.actor, move.happened_at) == (
        10,
        "receipt",
        "machine:test",
        NOON - timedelta(hours=3),
    )
    assert (available([variant.pk]), stock_findings()) == ({variant.pk: 0}, [])


def test_releasing_puts_it_on_sale_and_tells() -> None:
    variant = VariantFactory.create()
    lot = quarantined_lot(variant, 10)

    lot_release(actor=MACHINE, lot_id=lot.pk, now=NOON)

    assert (stock_of(variant), available([variant.pk])) == ((10, 0), {variant.pk: 10})
    body = Message.objects.get(topic="logistics.lot-released.v1").body
    assert (body["lot"], body["quantity"], body["remark"]) == (lot.code, 10, "")
    with pytest.raises(IllegalMove):
        lot_release(actor=MACHINE, lot_id=lot.pk, now=NOON)
    assert stock_of(variant) == (10, 0)


def test_a_made_up_code_tells_the_day_and_is_new_each_time() -> None:
    first, second = receive(), receive()

    assert first.code.startswith("L261116-")
    assert first.code != second.code


def test_a_code_that_exists_is_refused() -> None:
    receive(code="AG-77")

    with pytest.raises(Conflict):
        receive(code=" AG-77 ")
    assert Lot.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, date(2027, 10, 17)),
        ({"minimum_remaining_days": 60}, date(2027, 9, 17)),
        ({"minimum_remaining_days": "x"}, date(2027, 10, 17)),
    ],
)
def test_the_last_day_of_sale_follows_the_family(facts: dict[str, Any], expected: date) -> None:
    variant = VariantFactory.create(product__product_type=ProductTypeFactory.create(key="honey", facts=facts))

    lot = receive(variant_id=variant.pk, produced_date=date(2026, 11, 1), best_before_date=date(2027, 11, 16))

    assert lot.last_sale_date == expected


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"quantity": 0}, "quantity"),
        ({"quantity": -3}, "quantity"),
        ({"quantity": 10**9}, "quantity"),
        ({"harvest_date": TODAY + timedelta(days=1)}, "harvest_date"),
        ({"produced_date": TODAY + timedelta(days=1)}, "produced_date"),
        ({"best_before_date": TODAY - timedelta(days=1)}, "best_before_date"),
        ({"produced_date": TODAY, "best_before_date": TODAY - timedelta(days=1)}, "best_before_date"),
    ],
)
def test_what_cannot_be_is_refused(values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        receive(**values)

    assert (refusal.value.field, Lot.objects.count()) == (field, 0)


def test_only_the_hub_takes_in_and_releases() -> None:
    variant = VariantFactory.create()
    strangers = [
        Actor.anonymous(),
        member_actor(variant.product.organisation),
        member_actor(OrganisationFactory.create(), "hub"),
    ]
    lot = quarantined_lot(variant, 4)

    for actor in strangers:
        with pytest.raises(NotAllowed):
            receive(actor=actor)
        with pytest.raises(NotAllowed):
            lot_release(actor=actor, lot_id=lot.pk, now=NOON)
    assert (Lot.objects.count(), stock_of(variant)) == (1, (0, 0))

    worker = member_actor(lot.warehouse.organisation, "hub")
    lot_release(actor=worker, lot_id=receive(actor=worker).pk, now=NOON)


def test_an_unknown_product_or_lot_is_not_found() -> None:
    with pytest.raises(NotFound):
        receive(variant_id=999_999)
    with pytest.raises(NotFound):
        lot_release(actor=MACHINE, lot_id=999_999, now=NOON)


def test_a_typed_bin_is_held_to_what_it_carries() -> None:
    variant = VariantFactory.create(weight_g=1_000)
    place = BinFactory.create(code="C-02", capacity_g=25_000)
    receive(variant_id=variant.pk, code="FITS", bin_code="c-02", quantity=20)

    with pytest.raises(Conflict, match="C-02") as refusal:
        receive(variant_id=variant.pk, code="TOO-MUCH", bin_code="C-02", quantity=6)

    assert (refusal.value.field, Lot.objects.filter(code="TOO-MUCH").exists()) == ("bin_code", False)
    receive(variant_id=variant.pk, code="JUST", bin_code="C-02", quantity=5)
    assert set(LotStock.objects.filter(bin=place).values_list("lot__code", flat=True)) == {"FITS", "JUST"}
