"""The drawn marks."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from frontend import drawings, zellige
from frontend.families import FAMILY_NAMES
from frontend.icons import ICONS, MIRRORED
from frontend.pictograms import PICTOGRAMS
from frontend.styles import SOURCE_DIR
from marketplace.kernel.geography import regions

IMAGES = SOURCE_DIR.parent / "img"
FRONTEND = SOURCE_DIR.parents[2]


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_sound_svg(name: str) -> None:
    svg = ET.fromstring(drawings.icon(name))

    assert svg.attrib["aria-hidden"] == "true"
    assert ("icon--mirror" in svg.attrib["class"]) is (name in MIRRORED)


def test_an_icon_that_stands_alone_has_a_name_and_it_is_escaped() -> None:
    svg = ET.fromstring(drawings.icon("basket", 'A "basket" <b>'))

    assert svg.attrib["role"] == "img"
    assert svg.attrib["aria-label"] == 'A "basket" <b>'


def test_every_icon_named_in_a_template_exists() -> None:
    named = set()
    for path in (FRONTEND / "templates").rglob("*.html"):
        named |= set(re.findall(r'{% icon "([\w-]+)"', path.read_text(encoding="utf-8")))

    assert named - set(ICONS) == set()
    assert len(named) > 15


@pytest.mark.parametrize("family", PICTOGRAMS)
def test_a_pictogram_is_sound_svg(family: str) -> None:
    ET.fromstring(drawings.pictogram(family))


def test_each_family_has_a_name_a_pictogram_and_a_colour() -> None:
    css = (SOURCE_DIR / "components.css").read_text(encoding="utf-8")

    assert set(FAMILY_NAMES) == set(PICTOGRAMS)
    assert set(re.findall(r"\.tile--([\w-]+) ", css)) == set(PICTOGRAMS)


def test_the_patterns_on_disk_are_the_computed_ones() -> None:
    field = zellige.svg_of(zellige.field_tile(), width=64, height=64, stroke=True)
    border = zellige.svg_of(zellige.border_tile(), width=32, height=12, stroke=False)

    assert (IMAGES / "zellige-field.svg").read_text() == field
    assert (IMAGES / "zellige-border.svg").read_text() == border


def test_the_khatam_is_two_squares() -> None:
    assert round(zellige.khatam_ratio(8, 2), 4) == 0.7654
    assert round(zellige.khatam_ratio(8, 3), 4) == 0.5412


def test_the_seals_of_the_first_hundred_cooperatives_differ() -> None:
    seals = [str(drawings.seal(number)) for number in range(1, 101)]

    assert len(set(seals)) >= 90
    assert drawings.seal(7) == drawings.seal(7)


def test_the_map_has_the_twelve_regions_in_twenty_five_kilobytes_with_its_source() -> None:
    path = Path(drawings.__file__).parent / "data" / "region_shapes.json"
    shapes = json.loads(path.read_text(encoding="utf-8"))

    assert set(shapes["regions"]) == set(regions())
    assert path.stat().st_size <= 25_000
    assert "© OpenStreetMap contributors (ODbL)" in drawings.region_map("fr")


def test_the_map_links_each_region_by_its_name() -> None:
    drawn = drawings.region_map("ar", here="MA-08", links={"MA-08": "/ar/?region=MA-08"})

    assert drawn.count("<path") == 12
    assert drawn.count('class="is-here"') == 1
    assert 'aria-label="درعة-تافيلالت"' in drawn
