"""parcel_inspect: test that ..."""

from typing import Any

import pytest

from logistics.checks import stock_findings
from logistics.models.fulfilment import LotAllocation
from logistics.models.lot import Movement
from logistics.models.parcel import Parcel
from logistics.models.stock import Reservation, Shortage
from logistics.services.lot_hold import lot_recall
from logistics.services.parcel_inspect import Verdict, parcel_inspect
from logistics.services.parcel_track import parcel_track
from logistics.services.stock_reserve import stock_reserve
from logistics.states import TrackingKind
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed
from marketplace.outbox.models import Message
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import (
    MACHINE,
    handed_over_parcel,
    lot_stock_of,
    packed_parcel,
    released_lot,
    stock_of,
    stocked_variant,
)

pytestmark = pytest.mark.django_db


def returned_parcel(*wanted: Any) -> Parcel:
    """A parcel that was refused and is back."""
    parcel = handed_over_parcel(*wanted)
    for kind, reason in ((TrackingKind.REFUSED, "refused"), (TrackingKind.RETURNED, "")):
        parcel_track(
            actor=MACHINE, parcel_id=parcel.pk, kind=kind, happened_at=NOON, key=kind, now=NOON, reason=reason
        )
    return parcel


def verdicts(parcel: Parcel, *pairs: tuple[int, int]) -> list[Verdict]:
    """(restocked, destroyed) share by share."""
    shares = LotAllocation.objects.filter(line__fulfilment=parcel.fulfilment).order_by("id")
    return [
        Verdict(allocation_id=share.pk, restocked=restocked, destroyed=destroyed)
        for share, (restocked, destroyed) in zip(shares, pairs, strict=True)
    ]


def inspect(parcel: Parcel, *pairs: tuple[int, int], **values: Any) -> Parcel:
    """Decide."""
    values.setdefault("actor", MACHINE)
    return parcel_inspect(parcel_id=parcel.pk, verdicts=verdicts(parcel, *pairs), now=NOON, **values)


def moves(parcel: Parcel) -> list[tuple[str, int]]:
    """Reason and units of the parcel's movements."""
    rows = Movement.objects.filter(reference=f"parcel:{parcel.number}").order_by("id")
    return list(rows.values_list("reason", "quantity"))


def test_good_units_can_be_sold_again_and_bad_ones_are_destroyed_each_with_its_movement() -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 10)
    parcel = returned_parcel((variant, 5))
    assert stock_of(variant) == (5, 0)

    inspect(parcel, (3, 2), note="two broken")

    assert (stock_of(variant), lot_stock_of(lot)) == ((8, 0), (8, 0))
    assert moves(parcel) == [("pack", -5), ("return", 5), ("destroy", -2)]
    parcel.fulfilment.refresh_from_db()
    assert (parcel.fulfilment.state, stock_findings()) == ("inspected", [])
    body = Message.objects.get(topic="logistics.parcel-inspected.v1").body
    assert body["lines"] == [
        {"reference": "order-line:1-1", "lot_id": lot.pk, "restocked": 3, "destroyed": 2}
    ]


def test_units_of_a_lot_recalled_meanwhile_go_back_to_the_lot_but_not_on_sale() -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 10)
    parcel = returned_parcel((variant, 5))
    lot_recall(actor=MACHINE, lot_id=lot.pk, reason="lab", now=NOON)

    inspect(parcel, (5, 0))

    assert (stock_of(variant), lot_stock_of(lot), stock_findings()) == ((0, 0), (10, 0), [])


def test_what_comes_back_goes_first_to_who_was_left_short() -> None:
    variant = VariantFactory.create()
    released_lot(variant, 5)
    bad = released_lot(variant, 5)
    parcel = returned_parcel((variant, 5))
    stock_reserve(key_quantities={"waiting": (variant.pk, 5)}, expires_at=None, now=NOON)
    lot_recall(actor=MACHINE, lot_id=bad.pk, reason="lab", now=NOON)
    assert Shortage.objects.get().quantity == 5

    inspect(parcel, (4, 1))

    assert (stock_of(variant), Reservation.objects.get(key="waiting").quantity) == ((4, 4), 4)
    assert (Shortage.objects.get().quantity, stock_findings()) == (1, [])


@pytest.mark.parametrize("pair", [(4, 0), (6, 0), (6, -1), (-1, 6)])
def test_units_that_do_not_add_up_are_refused_and_nothing_moves(pair: tuple[int, int]) -> None:
    variant = stocked_variant(10)
    parcel = returned_parcel((variant, 5))

    with pytest.raises(InvalidInput):
        inspect(parcel, pair)

    assert (stock_of(variant), moves(parcel)) == ((5, 0), [("pack", -5)])


def test_a_share_left_out_or_named_twice_or_unknown_is_refused() -> None:
    parcel = returned_parcel((stocked_variant(5), 1), (stocked_variant(5), 1))
    first, second = verdicts(parcel, (1, 0), (1, 0))
    unknown = Verdict(allocation_id=0, restocked=1, destroyed=0)

    for chosen in ([], [first], [first, first], [first, second, unknown]):
        with pytest.raises(InvalidInput):
            parcel_inspect(actor=MACHINE, parcel_id=parcel.pk, verdicts=chosen, now=NOON)


def test_it_is_inspected_once_when_it_is_back_and_only_by_the_hub() -> None:
    early = packed_parcel((stocked_variant(5), 1), name="2")
    with pytest.raises(IllegalMove):
        inspect(early, (1, 0))

    variant = stocked_variant(5)
    parcel = returned_parcel((variant, 1))
    for stranger in (member_actor(parcel.carrier), member_actor(OrganisationFactory.create(), "hub")):
        with pytest.raises(NotAllowed):
            inspect(parcel, (1, 0), actor=stranger)
    inspect(parcel, (1, 0))
    with pytest.raises(IllegalMove):
        inspect(parcel, (1, 0))
    assert stock_of(variant) == (5, 0)
