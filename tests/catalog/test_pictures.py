"""Drawn pictures: the same seed, the same picture; another seed, another."""

import hashlib

import pytest
from PIL import Image

from catalog.pictures import FAMILIES, cooperative_picture, product_picture

SMALL = (120, 120)


def digest(picture: Image.Image) -> str:
    return hashlib.sha256(picture.tobytes()).hexdigest()


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_is_drawn_in_many_ways_and_each_again_the_same(family: str) -> None:
    first = [digest(product_picture(family, seed, SMALL)) for seed in range(12)]
    again = [digest(product_picture(family, seed, SMALL)) for seed in range(12)]

    assert first == again
    assert len(set(first)) == 12


def test_a_picture_has_the_size_that_was_asked_for_and_no_transparency() -> None:
    picture = product_picture("honey", 1, (300, 200))

    assert picture.size == (300, 200)
    assert picture.mode == "RGB"


def test_a_picture_is_more_than_its_background() -> None:
    for family in FAMILIES:
        colours = product_picture(family, 3, SMALL).getcolors(maxcolors=SMALL[0] * SMALL[1])
        assert colours is not None
        assert len(colours) > 200


def test_an_unknown_family_is_drawn_as_other_products() -> None:
    assert product_picture("nothing-known", 1, SMALL).size == SMALL


@pytest.mark.parametrize("region", ["", *(f"MA-{number:02}" for number in range(1, 13))])
def test_each_region_has_its_land(region: str) -> None:
    first = cooperative_picture(1, region, (240, 150))

    assert first.size == (240, 150)
    assert digest(first) == digest(cooperative_picture(1, region, (240, 150)))
    assert digest(first) != digest(cooperative_picture(2, region, (240, 150)))
