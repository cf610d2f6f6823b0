"""Packing: test that ..."""

import pytest

from logistics.packing import Carton, carton_for, weight_is_unusual

SMALL = Carton(1, holds_cm3=5_000, carries_g=5_000, pieces=3)
MIDDLE = Carton(2, holds_cm3=20_000, carries_g=15_000, pieces=3)
LARGE = Carton(3, holds_cm3=50_000, carries_g=25_000, pieces=3)


@pytest.mark.parametrize(
    ("volume_cm3", "weight_g", "expected"),
    [
        (0, 1_000, SMALL),
        (4_000, 1_000, SMALL),
        (4_001, 1_000, MIDDLE),
        (100, 5_001, MIDDLE),
        (30_000, 20_000, LARGE),
        (40_001, 1_000, None),
        (100, 25_001, None),
    ],
)
def test_the_smallest_carton_that_holds_and_carries_the_contents_is_proposed(
    volume_cm3: int, weight_g: int, expected: Carton | None
) -> None:
    assert carton_for([LARGE, SMALL, MIDDLE], volume_cm3=volume_cm3, weight_g=weight_g) == expected


def test_a_carton_of_which_none_is_left_is_not_proposed() -> None:
    gone = Carton(1, holds_cm3=5_000, carries_g=5_000, pieces=0)

    assert carton_for([gone, LARGE], volume_cm3=10, weight_g=10) == LARGE
    assert carton_for([], volume_cm3=10, weight_g=10) is None


@pytest.mark.parametrize(
    ("weight_g", "is_carton_known", "expected"),
    [
        (1_900, False, False),
        (1_901, False, True),
        (1_300, True, False),
        (1_301, True, True),
        (899, True, True),
    ],
)
def test_where_the_carton_is_known_only_its_filling_may_weigh_more(
    weight_g: int, is_carton_known: bool, expected: bool
) -> None:
    assert weight_is_unusual(weight_g=weight_g, expected_g=1_000, is_carton_known=is_carton_known) == expected
