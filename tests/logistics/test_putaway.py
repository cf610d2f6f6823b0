"""Which bin suits a lot: test that ..."""

from datetime import timedelta
from typing import Any

import pytest

from logistics.putaway import Goods, Slot, kind_wanted, places_for, temperature_limits
from logistics.states import StorageKind
from tests.factories.logistics import TODAY

COLD, DRY = StorageKind.POSITIVE, StorageKind.AMBIENT


def goods(**values: Any) -> Goods:
    """Twenty kilograms of the first owner's dates."""
    return Goods(**{"kind": COLD, "load_g": 20_000, "owner_id": 1, "variant_id": 7, **values})


def slot(code: str, **values: Any) -> Slot:
    """An empty place in the cold room with room for a hundred kilograms."""
    return Slot(**{"bin_id": hash(code), "code": code, "kind": COLD, "free_g": 100_000, **values})


def codes(wanted: Goods, *slots: Slot) -> list[str]:
    """The codes proposed."""
    return [place.code for place in places_for(wanted, slots, today=TODAY)]


@pytest.mark.parametrize(
    ("limits", "kind"),
    [
        ([0, 4], StorageKind.POSITIVE),
        ([0, 10], StorageKind.POSITIVE),
        ([5, 25], StorageKind.AMBIENT),
        ([-30, -18], StorageKind.NEGATIVE),
        (None, StorageKind.AMBIENT),
        ([4], StorageKind.AMBIENT),
        (["a", 4], StorageKind.AMBIENT),
        ([False, True], StorageKind.AMBIENT),
    ],
)
def test_the_familys_own_limits_say_how_cold(limits: Any, kind: StorageKind) -> None:
    assert kind_wanted({"storage": {"temp_c": limits}}) == kind


def test_a_family_without_facts_has_no_limits_and_is_kept_ambient() -> None:
    assert (temperature_limits({}), kind_wanted({"storage": "dry"})) == (None, DRY)


def test_only_bins_of_that_temperature_with_room_are_proposed() -> None:
    assert codes(
        goods(),
        slot("A-01", kind=DRY),
        slot("F-01", free_g=19_999),
        slot("F-02", free_g=20_000),
        slot("F-03", free_g=None),
    ) == ["F-03", "F-02"]


def test_the_owners_own_bins_come_first_then_empty_ones_then_shared_ones() -> None:
    found = codes(
        goods(),
        slot("F-04", owners=frozenset({2})),
        slot("F-03"),
        slot("F-02", owners=frozenset({1, 2})),
    )

    assert found == ["F-02", "F-03", "F-04"]


def test_another_lot_of_the_same_article_is_the_last_neighbour() -> None:
    mine = slot("F-01", owners=frozenset({1}), variants=frozenset({7}))

    assert codes(goods(), mine, slot("F-02", owners=frozenset({2}))) == ["F-02", "F-01"]


def test_what_expires_soon_stands_at_the_front_of_the_walk_and_what_keeps_at_its_end() -> None:
    shelf = [slot("F-01"), slot("F-02"), slot("F-03"), slot("F-04")]

    assert codes(goods(last_sale=TODAY + timedelta(days=30)), *shelf) == ["F-01", "F-02", "F-03"]
    assert codes(goods(last_sale=TODAY + timedelta(days=400)), *shelf) == ["F-04", "F-03", "F-02"]
    assert codes(goods(), *shelf)[0] == "F-04"
