"""Jars, bottles, tins, bags, bowls and baskets, each standing on its ground at x."""

import random

from catalog.drawing.canvas import (
    box,
    darker,
    lighter,
    line,
    mix,
    oval,
    polygon,
    scattered,
    shadow,
    shape,
    star,
    trace,
    turned,
)

CREAM = "#fbf3de"


def label(
    x: float, y: float, width: float, height: float, accent: str, second: str, *, style: int = 0
) -> str:
    """Stick a paper label: a star, a name and two lines, as drawn marks (no letters: it is nobody's brand)."""
    paper = CREAM if style % 3 else lighter(second, 0.65)
    edge = box(x - width / 2, y, width, height, paper, corner=width * 0.04)
    band = box(
        x - width / 2,
        y + height * (0.0 if style % 2 else 0.8),
        width,
        height * 0.2,
        accent,
        corner=width * 0.03,
    )
    middle = y + height * (0.52 if style % 2 else 0.32)
    mark = star(x, middle, width * 0.17, accent, points=8 if style % 4 < 2 else 10)
    mark += star(x, middle, width * 0.08, second, points=8)
    below = y + height * (0.8 if style % 2 else 0.6)
    words = line(trace("M", x - width * 0.26, below, "h", width * 0.52), darker(paper, 0.55), height * 0.035)
    return edge + band + mark + words


def cloth_lid(x: float, top: float, half: float, colour: str, second: str) -> str:
    """Tie a piece of cloth over a jar."""
    wide = half * 1.28
    skirt = trace(
        "M",
        x - half * 0.92,
        top - half * 0.42,
        "C",
        x - half * 0.3,
        top - half * 0.62,
        x + half * 0.3,
        top - half * 0.62,
        x + half * 0.92,
        top - half * 0.42,
        "L",
        x + wide,
        top + half * 0.5,
        "L",
        x + wide * 0.6,
        top + half * 0.36,
        "L",
        x + wide * 0.2,
        top + half * 0.52,
        "L",
        x - wide * 0.2,
        top + half * 0.38,
        "L",
        x - wide * 0.62,
        top + half * 0.52,
        "L",
        x - wide,
        top + half * 0.42,
        "z",
    )
    string = line(
        trace(
            "M",
            x - half * 0.98,
            top + half * 0.05,
            "Q",
            x,
            top + half * 0.2,
            x + half * 0.98,
            top + half * 0.05,
        ),
        second,
        half * 0.09,
    )
    dots = "".join(
        oval(x + dx * half, top - half * 0.2, half * 0.06, half * 0.06, second)
        for dx in (-0.55, -0.18, 0.2, 0.58)
    )
    return shape(skirt, colour) + dots + string


def jar(
    x: float, ground: float, width: float, height: float, content: str, accent: str, second: str, style: int
) -> str:
    """Draw a glass jar filled with something, its lid of metal, wood or cloth."""
    half = width / 2
    profile = [
        (0, half * 0.86),
        (height * 0.04, half * 0.97),
        (height * 0.45, half),
        (height * 0.76, half * 0.97),
        (height * 0.86, half * 0.8),
        (height * 0.9, half * 0.76),
    ]
    glass = turned(profile, x, ground, mix(content, "#ffffff", 0.12), shade=darker(content, 0.3), shine=0.42)
    rim = box(
        x - half * 0.78,
        ground - height * 0.93,
        half * 1.56,
        height * 0.05,
        lighter(content, 0.5),
        opacity=0.85,
    )
    top = ground - height * 0.93
    if style % 3 == 0:
        lid = cloth_lid(x, top, half * 0.82, accent, second)
    else:
        colour = accent if style % 3 == 1 else "#b98a52"
        lid = box(x - half * 0.84, top - height * 0.11, half * 1.68, height * 0.13, colour, corner=8)
        lid += box(
            x + half * 0.2,
            top - height * 0.11,
            half * 0.64,
            height * 0.13,
            darker(colour),
            corner=8,
            opacity=0.5,
        )
    paper = label(x, ground - height * 0.62, width * 0.66, height * 0.4, accent, second, style=style)
    return shadow(x, ground, width) + glass + rim + paper + lid


def bottle(
    x: float, ground: float, width: float, height: float, glass: str, accent: str, second: str, style: int
) -> str:
    """Draw a bottle: tall, round-shouldered or square, corked or capped."""
    half = width / 2
    shoulder = (0.62, 0.55, 0.68)[style % 3]
    neck = half * (0.3, 0.26, 0.36)[style % 3]
    profile = [
        (0, half * 0.93),
        (height * 0.03, half),
        (height * shoulder * 0.6, half),
        (height * shoulder, half * 0.97),
    ]
    profile += [
        (height * (shoulder + 0.1), half * 0.62),
        (height * (shoulder + 0.17), neck * 1.1),
        (height * 0.88, neck),
        (height * 0.93, neck * 1.05),
    ]
    body = turned(profile, x, ground, glass, shade=darker(glass, 0.4), shine=0.4)
    cap_colour = "#c79a63" if style % 2 else accent
    cap = box(x - neck * 1.15, ground - height, neck * 2.3, height * 0.09, cap_colour, corner=6)
    cap += box(
        x + neck * 0.2, ground - height, neck * 0.95, height * 0.09, darker(cap_colour), corner=6, opacity=0.5
    )
    paper = label(x, ground - height * 0.5, width * 0.78, height * 0.34, accent, second, style=style)
    return shadow(x, ground, width, depth=0.2) + body + cap + paper


def can(
    x: float, ground: float, width: float, height: float, colour: str, accent: str, second: str, style: int
) -> str:
    """Draw a metal canister of oil with its handle."""
    half = width / 2
    front = box(x - half, ground - height * 0.86, width, height * 0.86, colour, corner=14)
    side = box(
        x + half * 0.5,
        ground - height * 0.86,
        half * 0.5,
        height * 0.86,
        darker(colour, 0.35),
        corner=14,
        opacity=0.5,
    )
    top = shape(
        polygon(
            [
                (x - half, ground - height * 0.84),
                (x - half * 0.7, ground - height * 0.94),
                (x + half * 0.7, ground - height * 0.94),
                (x + half, ground - height * 0.84),
            ]
        ),
        lighter(colour),
    )
    spout = box(x + half * 0.2, ground - height, half * 0.3, height * 0.07, "#b98a52", corner=5)
    grip = line(
        trace("M", x - half * 0.5, ground - height * 0.93, "q", half * 0.25, -height * 0.12, half * 0.5, 0),
        darker(colour, 0.4),
        12,
    )
    paper = label(x, ground - height * 0.7, width * 0.72, height * 0.5, accent, second, style=style)
    return shadow(x, ground, width) + grip + top + spout + front + side + paper


def tin(
    x: float, ground: float, width: float, height: float, colour: str, accent: str, second: str, style: int
) -> str:
    """Draw a low round tin with a patterned band."""
    half = width / 2
    body = turned([(0, half), (height * 0.1, half), (height * 0.7, half)], x, ground, colour, shine=0.25)
    lid = box(x - half * 1.04, ground - height, width * 1.04, height * 0.34, darker(colour, 0.12), corner=10)
    lid += box(x - half * 1.04, ground - height, width * 1.04, height * 0.08, lighter(colour, 0.4), corner=6)
    count = 7
    stars = "".join(
        star(
            x - half * 0.86 + index * half * 1.72 / (count - 1), ground - height * 0.33, height * 0.12, second
        )
        for index in range(count)
    )
    return shadow(x, ground, width * 1.05) + body + lid + stars


def bag(
    x: float,
    ground: float,
    width: float,
    height: float,
    paper: str,
    content: str,
    accent: str,
    second: str,
    style: int,
) -> str:
    """Draw a paper bag with folded top and a window on what is inside."""
    half = width / 2
    body = polygon(
        [
            (x - half * 0.94, ground),
            (x - half, ground - height * 0.82),
            (x - half * 0.9, ground - height * 0.88),
            (x + half * 0.9, ground - height * 0.88),
            (x + half, ground - height * 0.82),
            (x + half * 0.94, ground),
        ]
    )
    side = polygon(
        [
            (x + half * 0.55, ground),
            (x + half * 0.62, ground - height * 0.88),
            (x + half * 0.9, ground - height * 0.88),
            (x + half, ground - height * 0.82),
            (x + half * 0.94, ground),
        ]
    )
    fold = box(x - half * 0.93, ground - height, width * 0.93, height * 0.15, darker(paper, 0.1), corner=8)
    tie = box(x - half * 0.93, ground - height * 0.9, width * 0.93, height * 0.03, accent)
    paint = label(x, ground - height * 0.8, width * 0.62, height * 0.38, accent, second, style=style)
    chance = random.Random(style)
    window = box(
        x - half * 0.6, ground - height * 0.36, width * 0.6, height * 0.26, content, corner=height * 0.06
    )
    grains = "".join(
        oval(gx, gy, 5, 4, darker(content, 0.25) if index % 2 else lighter(content, 0.35))
        for index, (gx, gy) in enumerate(
            scattered(chance, 26, x, ground - height * 0.23, half * 0.52, height * 0.1)
        )
    )
    return (
        shadow(x, ground, width)
        + shape(body, paper)
        + shape(side, darker(paper), opacity=0.4)
        + fold
        + tie
        + paint
        + window
        + grains
    )


def bowl(
    x: float, ground: float, width: float, colour: str, second: str, heap: str, *, rise: float = 0.34
) -> str:
    """Draw a painted bowl, heaped when `heap` is a drawing that is laid over its rim."""
    half, deep = width / 2, width * 0.36
    body = turned(
        [
            (0, half * 0.36),
            (deep * 0.1, half * 0.4),
            (deep * 0.4, half * 0.78),
            (deep * 0.8, half * 0.97),
            (deep, half),
        ],
        x,
        ground,
        colour,
        shine=0.3,
    )
    rim = oval(x, ground - deep, half, half * rise * 0.5, darker(colour, 0.35)) + oval(
        x, ground - deep + 4, half * 0.94, half * rise * 0.42, darker(colour, 0.6)
    )
    count = 9
    marks = "".join(
        star(x - half * 0.72 + index * half * 1.44 / (count - 1), ground - deep * 0.72, width * 0.034, second)
        for index in range(count)
    )
    front = line(
        trace("M", x - half, ground - deep, "A", half, half * rise * 0.5, "0 0 0", x + half, ground - deep),
        lighter(colour),
        9,
    )
    return shadow(x, ground, width * 0.8) + body + marks + rim + heap + front


def basket(x: float, ground: float, width: float, height: float, colour: str, accent: str, heap: str) -> str:
    """Draw a woven basket with something in it."""
    half = width / 2
    body = turned(
        [(0, half * 0.74), (height * 0.1, half * 0.8), (height * 0.6, half * 0.95), (height, half)],
        x,
        ground,
        colour,
        shine=0,
    )
    weave = []
    for row in range(5):
        y = ground - height * (0.12 + row * 0.18)
        reach = half * (0.78 + 0.21 * (0.12 + row * 0.18))
        tone = accent if row == 2 else darker(colour, 0.3)
        weave.append(
            line(
                trace("M", x - reach, y, "Q", x, y + 16, x + reach, y), tone, 12, opacity=0.75, dashes="26 24"
            )
        )
    rim = line(
        trace("M", x - half, ground - height, "Q", x, ground - height + 34, x + half, ground - height),
        darker(colour, 0.22),
        22,
    )
    hollow = oval(x, ground - height, half * 0.99, half * 0.16, darker(colour, 0.6))
    return shadow(x, ground, width) + hollow + heap + body + "".join(weave) + rim
