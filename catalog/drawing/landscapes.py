"""The lands: layered hills, palms, villages of clay, sea and dunes, by region."""

import math
import random

from catalog.drawing.canvas import (
    Point,
    box,
    darker,
    lighter,
    line,
    mix,
    oval,
    polygon,
    shape,
    smooth,
    trace,
)

SKIES = (
    ("#f9d9a8", "#f6efdc"),
    ("#cfe0e6", "#f6efdc"),
    ("#f3c3a4", "#f9e6cc"),
    ("#dcd6ec", "#f7e8d6"),
    ("#bcd6da", "#eef0dc"),
)
# What is seen where: coast, green hills, high mountains, oasis, dunes, argan country.
LANDS = {
    "MA-01": ("coast", "hills"),
    "MA-02": ("hills", "steppe"),
    "MA-03": ("hills", "mountains"),
    "MA-04": ("coast", "hills"),
    "MA-05": ("mountains", "hills"),
    "MA-06": ("coast", "fields"),
    "MA-07": ("mountains", "coast", "oasis"),
    "MA-08": ("oasis", "dunes", "mountains"),
    "MA-09": ("argan", "mountains", "coast"),
    "MA-10": ("oasis", "argan"),
    "MA-11": ("dunes", "coast"),
    "MA-12": ("lagoon", "dunes"),
}
GROUNDS = {
    "coast": ("#8fa9a0", "#6f9a9a", "#d9c08a"),
    "hills": ("#a9b58a", "#7f9a5c", "#5f7d42"),
    "steppe": ("#c9b58a", "#b59a62", "#94803f"),
    "mountains": ("#a8a0b0", "#94786a", "#7d8a4f"),
    "oasis": ("#c98b6a", "#b5704a", "#6f8246"),
    "dunes": ("#e3b072", "#d9964f", "#c47f3c"),
    "argan": ("#c9a27a", "#c98b58", "#b5824a"),
    "fields": ("#b5b87a", "#d2b55c", "#8f9a4a"),
    "lagoon": ("#d9c49a", "#6fa8a8", "#e3cfa0"),
}


def ridge(chance: random.Random, base: float, height: float, colour: str, *, sharp: bool = False) -> str:
    """Draw a row of hills or peaks over the whole width."""
    points: list[Point] = [(-40, base)]
    count = chance.randint(5, 8)
    for index in range(count + 1):
        up = height * (chance.uniform(0.5, 1.0) if index % 2 else chance.uniform(0.1, 0.5))
        points.append((index * 1240 / count - 20, base - up))
    points.append((1260, base))
    outline = polygon(points) if sharp else smooth(points, tension=0.9)
    end = "" if sharp else "L1260 760L-40 760z"
    under = polygon([(-40, base - 1), (1260, base - 1), (1260, 760), (-40, 760)]) if sharp else ""
    caps = ""
    if sharp:
        for left, top, right in zip(points, points[1:], points[2:], strict=False):
            if top[1] < left[1] and top[1] < right[1] and base - top[1] > height * 0.6:
                caps += shape(
                    polygon(
                        [
                            top,
                            _between(top, right, 0.36),
                            _between(top, right, 0.16),
                            _between(top, left, 0.3),
                        ]
                    ),
                    "#fff8ec",
                    opacity=0.85,
                )
    return shape(outline + end, colour) + (shape(under, colour) if under else "") + caps


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def palm(x: float, ground: float, height: float, green: str) -> str:
    """Draw a date palm."""
    trunk = line(
        trace(
            "M", x, ground, "Q", x - height * 0.06, ground - height * 0.5, x + height * 0.03, ground - height
        ),
        "#7c5a3a",
        height * 0.055,
    )
    fronds = []
    for index in range(9):
        angle = math.radians(-200 + index * 27.5)
        tip = (
            x + height * 0.03 + math.cos(angle) * height * 0.42,
            ground - height + math.sin(angle) * height * 0.3 + height * 0.1,
        )
        middle = ((x + tip[0]) / 2, ground - height * 1.16 if 1 < index < 7 else ground - height * 1.02)
        fronds.append(
            line(
                trace("M", x + height * 0.03, ground - height, "Q", *middle, *tip),
                green if index % 2 else darker(green, 0.2),
                height * 0.05,
            )
        )
    fruits = oval(x - height * 0.02, ground - height * 0.93, height * 0.05, height * 0.07, "#b5702a")
    return trunk + "".join(fronds) + fruits


def tree(x: float, ground: float, size: float, green: str) -> str:
    """Draw a round olive or argan tree."""
    trunk = line(
        trace(
            "M",
            x,
            ground,
            "q",
            -size * 0.1,
            -size * 0.3,
            size * 0.05,
            -size * 0.6,
            "M",
            x,
            ground - size * 0.3,
            "l",
            -size * 0.25,
            -size * 0.3,
        ),
        "#6b4a2b",
        size * 0.1,
    )
    crown = (
        oval(x, ground - size * 0.85, size * 0.62, size * 0.42, green)
        + oval(x - size * 0.34, ground - size * 0.7, size * 0.36, size * 0.28, darker(green, 0.15))
        + oval(x + size * 0.2, ground - size * 1.0, size * 0.34, size * 0.24, lighter(green, 0.18))
    )
    return oval(x + size * 0.1, ground + 2, size * 0.6, size * 0.08, "#2a1708", opacity=0.2) + trunk + crown


def village(chance: random.Random, x: float, ground: float, clay: str) -> str:
    """Draw a ksar: towers and houses of clay with small windows."""
    parts, left = [], x
    for index in range(chance.randint(4, 6)):
        wide, high = chance.uniform(50, 100), chance.uniform(60, 150)
        tone = mix(clay, "#f4dcb8", chance.uniform(0, 0.35))
        parts.append(
            shape(
                polygon(
                    [
                        (left, ground),
                        (left + wide * 0.05, ground - high),
                        (left + wide * 0.95, ground - high),
                        (left + wide, ground),
                    ]
                ),
                tone,
            )
        )
        parts.append(
            shape(
                polygon(
                    [
                        (left + wide * 0.66, ground),
                        (left + wide * 0.64, ground - high),
                        (left + wide * 0.95, ground - high),
                        (left + wide, ground),
                    ]
                ),
                darker(tone),
                opacity=0.6,
            )
        )
        teeth = "".join(
            box(left + wide * (0.06 + 0.2 * k), ground - high - 9, wide * 0.11, 10, tone) for k in range(5)
        )
        panes = "".join(
            box(left + wide * (0.18 + 0.2 * k), ground - high * 0.72, 8, 15, darker(tone, 0.6), corner=4)
            for k in range(2)
        )
        door = box(left + wide * 0.3, ground - 30, 18, 30, darker(tone, 0.6), corner=8) if index % 2 else ""
        parts += [teeth, panes, door]
        left += wide * 0.92
    return "".join(parts)


def water(y: float, colour: str, chance: random.Random) -> str:
    """Draw a stretch of sea with light on it."""
    waves = "".join(
        line(
            trace(".1f"),
            lighter(colour, 0.6),
            4,
            opacity=0.7,
        )
        for index in range(9)
    )
    return box(-20, y, 1240, 400, colour) + waves


def boat(x: float, y: float, colour: str) -> str:
    """Draw a small fishing boat."""
    hull = shape(
        trace("M", x - 70, y - 26, "Q", x, y - 6, x + 84, y - 36, "Q", x + 50, y + 16, x - 40, y + 12, "z"),
        colour,
    )
    return (
        hull
        + line(trace("M", x - 64, y - 20, "Q", x, y, x + 78, y - 29), "#fff8ec", 5)
        + line(trace("M", x, y - 10, "v-84"), "#6b4a2b", 5)
        + shape(polygon([(x + 5, y - 90), (x + 5, y - 24), (x + 56, y - 32)]), "#fff8ec")
    )


def landscape(chance: random.Random, region: str) -> tuple[tuple[str, str], str]:
    """Draw a land: the two colours of its sky, and what lies below."""
    land = chance.choice(LANDS.get(region, tuple(GROUNDS)))
    far, middle, near = GROUNDS[land]
    sky = chance.choice(SKIES)
    sun = oval(chance.uniform(200, 1000), chance.uniform(130, 240), 74, 74, "#fff4d6")
    body = sun + ridge(
        chance, 470, 210, mix(far, sky[1], 0.45), sharp=land in ("mountains", "oasis", "argan")
    )
    body += ridge(chance, 520, 120, mix(far, sky[1], 0.15))
    if land in ("coast", "lagoon"):
        body += water(500, middle, chance) + boat(
            chance.uniform(200, 950), 590, chance.choice(("#2d5f9a", "#a4352a", "#3f7f6a"))
        )
        body += ridge(chance, 672, 26, darker(near, 0.08)) + village(
            chance, chance.uniform(40, 620), 680, "#f4ead8"
        )
        body += ridge(chance, 740, 70, near)
        return sky, body
    body += ridge(chance, 620, 130, middle)
    body += village(chance, chance.uniform(80, 640), 590, chance.choice(("#c98b6a", "#d9a884", "#b5704a")))
    body += ridge(chance, 760, 150, near)
    if land in ("oasis", "dunes"):
        body += "".join(
            palm(chance.uniform(40, 1160), chance.uniform(640, 720), chance.uniform(130, 240), "#5f7d42")
            for _ in range(7 if land == "oasis" else 2)
        )
    else:
        spots = sorted((chance.uniform(630, 730), chance.uniform(30, 1170)) for _ in range(9))
        green = "#7d8f4a" if land in ("argan", "steppe") else "#5f7d42"
        body += "".join(
            tree(x, y, 50 + (y - 620) * 0.6, mix(green, "#3f5a2c", chance.random() * 0.4)) for y, x in spots
        )
    return sky, body
