"""Inline SVG: icons, pictograms, seals, the logo, the map and the drawings of empty pages."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from frontend import zellige
from frontend.icons import ICONS, MIRRORED
from frontend.pictograms import PICTOGRAMS
from marketplace.kernel.geography import regions

_SHAPES = Path(__file__).parent / "data" / "region_shapes.json"
# All fixed text below is ours; whatever comes from outside passes through format_html or escape.


def _named(label: str) -> SafeString:
    return format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')


@lru_cache(maxsize=512)
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """
    Draw a line icon; without a label it is decoration and screen readers skip it.

    :raises KeyError: if there is no icon of that name
    """
    classes = " ".join(part for part in ("icon", "icon--mirror" if name in MIRRORED else "", css) if part)
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" width="24" height="24" {}>{}</svg>',
        classes,
        _named(label),
        mark_safe(ICONS[name]),
    )


@lru_cache(maxsize=128)
def pictogram(family: str, label: str = "") -> SafeString:
    """Draw a product family; an unknown family gets the basket of other products."""
    drawing = PICTOGRAMS.get(family, PICTOGRAMS["other-terroir"])
    return format_html(
        '<svg class="picto" viewBox="0 0 64 64" width="64" height="64" {}>{}</svg>',
        _named(label),
        mark_safe(drawing),
    )


def bar(value: int, most: int, css: str = "") -> SafeString:
    """Draw a bar: so much of the most that any of its chart shows; the digit beside it is for whoever does not see it."""
    width = round(100 * value / most, 2) if most else 0
    return format_html(
        '<svg class="bar {}" viewBox="0 0 100 8" width="100" height="8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="8"/></svg>',
        css,
        width,
    )


def seal(seed: int, label: str = "") -> SafeString:
    """Draw the seal of a cooperative: the same number always gives the same rosette."""
    outer, kites, heart = zellige.seal_paths(seed)
    return format_html(
        '<svg class="seal seal--{}" viewBox="-50 -50 100 100" width="72" height="72" {}>'
        '<path class="o" d="{}"/><path class="k" d="{}"/><path class="h" d="{}"/></svg>',
        (seed // 3) % 4,
        _named(label),
        outer,
        kites,
        heart,
    )


@lru_cache(maxsize=1)
def logo() -> SafeString:
    """Draw the mark of the shop: a basket held inside the eight-pointed star."""
    return mark_safe(
        '<svg viewBox="-50 -50 100 100" width="44" height="44" aria-hidden="true">'
        f'<path class="o" d="{zellige.star(8, 48, skip=3)}"/>'
        '<path class="s" d="M-19-1h38l-4.5 19h-29zM-11-1-3-16M11-1 3-16M-8 6v6M0 6v6M8 6v6"/>'
        f'<path class="d" d="{zellige.star(8, 6.5, skip=3, centre=(0, -23))}"/></svg>'
    )


@lru_cache(maxsize=1)
def _shapes() -> Mapping[str, object]:
    data: Mapping[str, object] = json.loads(_SHAPES.read_text(encoding="utf-8"))
    return data


def region_map(
    language: str, *, here: str = "", links: Mapping[str, str] | None = None, label: str = ""
) -> SafeString:
    """
    Draw the twelve regions, one marked; `links` (code to address) makes regions clickable.

    Shapes © OpenStreetMap contributors (ODbL), simplified; the attribution is drawn with the map.
    """
    shapes, names = _shapes(), regions()
    paths = []
    for code, path in shapes["regions"].items():  # type: ignore[attr-defined]
        drawn = format_html('<path d="{}"{}/>', path, mark_safe(' class="is-here"') if code == here else "")
        name = escape(names[code].name(language)) if code in names else ""
        url = (links or {}).get(code)
        if url:
            drawn = format_html(
                '<a href="{}" aria-label="{}"><title>{}</title>{}</a>', url, name, name, drawn
            )
        paths.append((drawn,))
    role = mark_safe('role="group"') if links else mark_safe('role="img"')
    return format_html(
        '<svg class="region-map" viewBox="-3 -3 {} {}" width="486" height="{}" {} aria-label="{}">{}</svg>'
        '<p class="soft small ltr">{}</p>',
        float(str(shapes["width"])) + 6,
        float(str(shapes["height"])) + 6,
        round(float(str(shapes["height"])) + 6),
        role,
        label,
        format_html_join("", "{}", paths),
        shapes["attribution"],
    )


SCENES = {
    # An empty basket under an arch.
    "basket": '<path class="c" d="M30 118V62c0-28 18-46 50-56 32 10 50 28 50 56v56z"/>'
    '<path class="a" d="M44 74h72l-9 44H53z"/><path class="l" d="M38 74h84M58 74l16-30M102 74 86 44M56 88h48M55 103h50'
    'M68 74l4 44M92 74l-4 44"/>',
    # A shelf where nothing matches the search.
    "search": '<path class="c" d="M18 28h124v82H18z"/><path class="b" d="M14 64h132v6H14zM14 104h132v6H14z"/>'
    '<path class="a" d="M30 42h16v22H30zM54 36h14v28H54zM32 82h22v22H32z"/>'
    '<path class="l" d="M132 112 110 90M92 56a22 22 0 1 1 0 40 22 22 0 0 1 0-40zM86 70a10 10 0 0 1 12-6"/>',
    # Hills without a parcel on the road.
    "orders": '<path class="c" d="M6 112c20-40 34-62 52-62 14 0 20 16 30 16s14-22 28-22 28 28 38 68z"/>'
    '<path class="a" d="m80 62 26 13v30l-26 13-26-13V75z"/><path class="b" d="m80 62 26 13-26 13-26-13z"/>'
    '<path class="l" d="M54 75l26 13 26-13M80 88v30M66 68l27 14"/>',
    # A closed door, for what may not be seen.
    "door": '<path class="c" d="M30 118V58C30 30 52 12 80 4c28 8 50 26 50 54v60z"/>'
    '<path class="a" d="M46 118V62c0-20 14-32 34-38 20 6 34 18 34 38v56z"/>'
    '<path class="l" d="M80 24v94M46 66h68M46 92h68M72 82v.1M88 82v.1M58 52v.1M102 52v.1M58 79v.1M102 79v.1M58 105v.1M102 105v.1"/>',
    # A jar that fell.
    "broken": '<path class="a" d="M34 96c-6-20 0-44 20-54l20 10-8 14 14 8-10 16 12 14z"/>'
    '<path class="b" d="M86 104l10-14-12-10 10-14-12-8 4-14c24 0 42 16 44 40 0 8-2 14-6 20z"/>'
    '<path class="c" d="M54 42l8-16 40 4-16 14-4 14-8-6z"/><path class="l" d="M16 106h128M62 26l40 4M40 76l14 4M112 66l14 8"/>',
}


@lru_cache(maxsize=8)
def scene(name: str) -> SafeString:
    """
    Draw a small scene for an empty list or an error page.

    :raises KeyError: if there is no scene of that name
    """
    return format_html(
        '<svg class="picto picto--scene" viewBox="0 0 160 124" width="160" height="124" aria-hidden="true">{}</svg>',
        mark_safe(SCENES[name]),
    )
