"""parcel_pack: test that ..."""

from typing import Any

import pytest

from logistics.checks import stock_findings
from logistics.models.fulfilment import LotAllocation
from logistics.models.lot import Lot, Movement
from logistics.models.parcel import Parcel
from logistics.models.stock import Reservation
from logistics.selectors.cost_to_serve import cost_to_serve
from logistics.services.line_pick import line_unpick
from logistics.services.lot_hold import lot_recall
from logistics.services.parcel_pack import parcel_pack
from logistics.services.parcel_unpack import parcel_unpack
from marketplace.kernel.checkdigits import s10_check, sscc_check
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.outbox.models import Message
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.kits import carton, parcel_carton
from tests.factories.logistics import (
    MACHINE,
    DeliveryRateFactory,
    TrackingRangeFactory,
    WarehouseFactory,
    lot_stock_of,
    packed_parcel,
    picked_fulfilment,
    released_lot,
    requested_fulfilment,
    stock_of,
    stocked_variant,
)

pytestmark = pytest.mark.django_db


def pack(fulfilment: Any, **values: Any) -> Parcel:
    """Pack as the hub does."""
    return parcel_pack(actor=MACHINE, fulfilment_id=fulfilment.pk, now=NOON, **values)


def test_lots_and_promises_are_consumed_each_unit_with_its_movement() -> None:
    variant, other = VariantFactory.create(), stocked_variant(4)
    lot = released_lot(variant, 10)
    fulfilment = picked_fulfilment((variant, 3), (other, 4))

    parcel = pack(fulfilment)

    assert (stock_of(variant), stock_of(other), lot_stock_of(lot)) == ((7, 0), (0, 0), (7, 0))
    assert Reservation.objects.count() == 0
    moves = (
        Movement.objects.filter(reason="pack").order_by("id").values_list("quantity", "reference", "actor")
    )
    assert list(moves) == [
        (-3, f"parcel:{parcel.number}", "machine:test"),
        (-4, f"parcel:{parcel.number}", "machine:test"),
    ]
    assert not LotAllocation.objects.filter(packed_at=None).exists()
    fulfilment.refresh_from_db()
    assert (fulfilment.state, fulfilment.wave.state) == ("packed", "closed")
    assert stock_findings() == []


def test_the_fact_names_lines_with_their_lots() -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 10)
    fulfilment = picked_fulfilment((variant, 3))

    parcel = pack(fulfilment)

    body = Message.objects.get(topic="logistics.parcel-packed.v1").body
    assert body["reference"] == "order:1"
    assert (body["parcel_id"], body["parcel_number"]) == (parcel.pk, parcel.number)
    assert body["carrier_organisation_id"] == fulfilment.method.carrier_id
    assert body["lines"] == [
        {
            "reference": "order-line:1-1",
            "sub_order_reference": f"sub-order:1-{variant.product.organisation_id}",
            "variant_id": variant.pk,
            "organisation_id": variant.product.organisation_id,
            "quantity": 3,
            "lots": [{"lot_id": lot.pk, "lot": lot.code, "quantity": 3}],
        }
    ]


def test_numbers_carry_their_check_digits() -> None:
    WarehouseFactory.create(gs1_prefix="6111234")
    TrackingRangeFactory.create(next_serial=1, last_serial=2)

    first = packed_parcel((stocked_variant(5), 1), name="1")
    second = packed_parcel((stocked_variant(5), 1), name="2")

    assert (first.tracking_number, second.tracking_number) == (
        "LD000000014MA",
        s10_check(second.tracking_number),
    )
    assert first.sscc == sscc_check(first.sscc)
    assert first.sscc.startswith("06111234")
    assert first.number != second.number


def test_a_used_up_range_of_numbers_is_refused_and_nothing_moves() -> None:
    TrackingRangeFactory.create(next_serial=3, last_serial=2)
    variant = stocked_variant(5)
    fulfilment = picked_fulfilment((variant, 1))

    with pytest.raises(Conflict) as refusal:
        pack(fulfilment)

    assert refusal.value.field == "carrier"
    assert (stock_of(variant), Parcel.objects.count()) == ((5, 1), 0)


def test_a_carrier_without_numbers_of_its_own_uses_ours() -> None:
    parcel = packed_parcel((stocked_variant(5), 1))

    assert (parcel.tracking_number, parcel.sscc) == (parcel.number, "")


def test_the_carriers_price_of_the_day_is_kept_with_the_parcel() -> None:
    DeliveryRateFactory.create(region="", cost_minor=2500)
    DeliveryRateFactory.create(region="MA-07", cost_minor=1500)

    assert packed_parcel((stocked_variant(5), 1)).carrier_cost.minor == 1500


@pytest.mark.parametrize(
    ("weight_g", "is_unusual"), [(None, False), (1120, False), (1900, False), (1000, True), (2200, True)]
)
def test_a_weight_off_the_contents_is_noticed_but_packs(weight_g: int | None, is_unusual: bool) -> None:
    fulfilment = picked_fulfilment((stocked_variant(5, weight_g=560), 2))

    parcel = pack(fulfilment, weight_g=weight_g)

    assert (parcel.expected_weight_g, parcel.weight_g, parcel.is_weight_unusual) == (
        1120,
        weight_g or 1120,
        is_unusual,
    )


@pytest.mark.parametrize("weight_g", [0, -5, 10**9])
def test_a_weight_that_is_none_is_refused(weight_g: int) -> None:
    variant = stocked_variant(5)
    fulfilment = picked_fulfilment((variant, 1))

    with pytest.raises(InvalidInput) as refusal:
        pack(fulfilment, weight_g=weight_g)

    assert (refusal.value.field, stock_of(variant)) == ("weight", (5, 1))


def test_what_is_not_all_picked_is_refused_and_nothing_moves() -> None:
    variant = stocked_variant(5)
    fulfilment = picked_fulfilment((variant, 1), (stocked_variant(5), 1))
    share = LotAllocation.objects.order_by("id").first()
    assert share is not None
    line_unpick(actor=MACHINE, fulfilment_id=fulfilment.pk, allocation_id=share.pk, now=NOON)

    with pytest.raises(IllegalMove, match=variant.sku):
        pack(fulfilment)

    assert (stock_of(variant), Parcel.objects.count(), Movement.objects.filter(reason="pack").count()) == (
        (5, 1),
        0,
        0,
    )


def test_a_lot_recalled_between_pick_and_pack_is_refused() -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 5)
    fulfilment = picked_fulfilment((variant, 1))
    lot_recall(actor=MACHINE, lot_id=lot.pk, reason="lab", now=NOON)

    with pytest.raises(IllegalMove):
        pack(fulfilment)

    assert (lot_stock_of(lot), stock_of(variant), Parcel.objects.count()) == ((5, 0), (0, 0), 0)


def test_a_lot_that_may_not_leave_is_refused_even_if_its_allocation_stands() -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 5)
    fulfilment = picked_fulfilment((variant, 1))
    Lot.objects.filter(pk=lot.pk).update(state="recalled")

    with pytest.raises(IllegalMove, match=lot.code):
        pack(fulfilment)


def test_it_is_packed_once_and_only_by_the_hub() -> None:
    variant = stocked_variant(5)
    fulfilment = picked_fulfilment((variant, 1))

    for actor in (
        member_actor(OrganisationFactory.create(), "hub"),
        member_actor(variant.product.organisation),
    ):
        with pytest.raises(NotAllowed):
            parcel_pack(actor=actor, fulfilment_id=fulfilment.pk, now=NOON)
    pack(fulfilment)
    with pytest.raises(IllegalMove):
        pack(fulfilment)

    assert (stock_of(variant), Parcel.objects.count()) == ((4, 0), 1)


def test_what_waits_for_a_wave_cannot_be_packed() -> None:
    with pytest.raises(IllegalMove):
        pack(requested_fulfilment((stocked_variant(5), 1)))


def test_its_carton_leaves_the_store_weighs_with_it_and_is_its_cost_until_it_is_opened_again() -> None:
    box = parcel_carton(pieces=2, weight_g=400)
    first, second, third = (
        picked_fulfilment((stocked_variant(5, weight_g=560), 2), name=name) for name in "123"
    )

    parcel = pack(first, carton=box.code, weight_g=1_900)
    pack(second, carton=box.code)
    with pytest.raises(IllegalMove, match=box.code) as refusal:
        pack(third, carton=box.code)

    box.refresh_from_db()
    # Contents and carton; its filling may weigh little more
    assert (parcel.carton, parcel.expected_weight_g, parcel.is_weight_unusual) == (box, 1_520, True)
    assert (refusal.value.field, box.quantity, Parcel.objects.count()) == ("packaging", 0, 2)
    served = cost_to_serve(actor=MACHINE, warehouse_id=box.warehouse_id, month=NOON.date())
    assert (served.by_parcel[parcel.number], served.packaging) == (Money(500), Money(1_000))
    parcel_unpack(actor=MACHINE, parcel_id=parcel.pk, now=NOON)
    box.refresh_from_db()
    assert (box.quantity, box.value, stock_findings()) == (1, Money(500), [])


@pytest.mark.parametrize("code", ["coffret", "foreign", "no-such"])
def test_only_a_carton_of_this_hub_is_one(code: str) -> None:
    carton()
    foreign = parcel_carton("foreign")
    foreign.warehouse = WarehouseFactory.create(slug="elsewhere")
    foreign.save()
    fulfilment = picked_fulfilment((stocked_variant(5), 1))

    with pytest.raises(NotFound) as refusal:
        pack(fulfilment, carton=code)

    assert (refusal.value.field, Parcel.objects.count()) == ("carton", 0)
