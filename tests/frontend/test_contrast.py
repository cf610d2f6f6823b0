"""The colours that stand on each other, computed as WCAG 2.2 asks (1.4.3: 4.5 for text, 1.4.11: 3 for controls)."""

import re

import pytest

from frontend.styles import SOURCE_DIR

TEXT = [
    (ink, ground)
    for ground in ("paper", "surface", "sunken")
    for ink in ("ink", "ink-soft", "link", "brand", "terracotta", "success", "warning", "danger", "info")
]
TEXT += [
    ("on-brand", "brand"),
    ("on-brand", "brand-strong"),
    ("brand", "brand-tint"),
    ("surface", "terracotta"),
]
TEXT += [(tone, f"{tone}-tint") for tone in ("success", "warning", "danger", "info", "terracotta")]
TEXT += [("ink", f"{tone}-tint") for tone in ("success", "warning", "danger", "info", "terracotta")]
TEXT += [("saffron-ink", "saffron-tint"), ("footer-ink", "footer"), ("footer-soft", "footer")]
CONTROLS = [
    ("line-strong", "paper"),
    ("line-strong", "surface"),
    ("majorelle", "paper"),
    ("majorelle", "surface"),
]


def tokens(selector: str) -> dict[str, str]:
    css = (SOURCE_DIR / "tokens.css").read_text(encoding="utf-8")
    block = css[css.index(selector + " {") :]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block[: block.index("}")]))


def luminance(colour: str) -> float:
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    bright, dim = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


THEMES = {"light": ":root", "dark": ':root[data-theme="dark"]'}


def test_contrast_of_black_on_white_is_twenty_one() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read_on_its_ground(theme: str, ink: str, ground: str) -> None:
    colours = tokens(THEMES[theme])

    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("edge", "ground"), CONTROLS)
def test_edges_of_controls_can_be_seen(theme: str, edge: str, ground: str) -> None:
    colours = tokens(THEMES[theme])

    assert contrast(colours[edge], colours[ground]) >= 3


def test_words_on_the_tiles_of_families_can_be_read_in_both_themes() -> None:
    css = (SOURCE_DIR / "components.css").read_text(encoding="utf-8")
    tints = re.findall(r"--tint: (#[0-9a-f]{6});", css)

    assert len(tints) == 16
    assert min(contrast("#2a2115", tint) for tint in tints) >= 7


def test_the_dark_theme_chosen_and_the_dark_theme_of_the_device_are_the_same() -> None:
    chosen = tokens(':root[data-theme="dark"]')

    assert chosen == tokens(':root[data-theme="auto"]')
    assert chosen.keys() == tokens(":root").keys()
