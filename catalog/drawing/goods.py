"""Things that are eaten, spun or pressed: grains, fruits, heaps, cheeses, threads of saffron, wool."""

import math
import random

from catalog.drawing.canvas import (
    Point,
    darker,
    lighter,
    line,
    oval,
    placed,
    polygon,
    scattered,
    shadow,
    shape,
    smooth,
    trace,
)
from catalog.drawing.plants import blossom, leaf


def almond(x: float, y: float, size: float, turn: float, colour: str) -> str:
    """Draw a shelled almond."""
    body = shape(
        trace(
            "M0 ",
            -size,
            "C",
            size * 0.75,
            -size * 0.45,
            size * 0.72,
            size * 0.55,
            0,
            size * 0.8,
            "C",
            -size * 0.72,
            size * 0.55,
            -size * 0.75,
            -size * 0.45,
            0,
            -size,
            "z",
        ),
        colour,
    )
    shade = shape(
        trace(
            "M0 ",
            -size,
            "C",
            size * 0.75,
            -size * 0.45,
            size * 0.72,
            size * 0.55,
            0,
            size * 0.8,
            "C",
            size * 0.3,
            size * 0.3,
            size * 0.3,
            -size * 0.4,
            0,
            -size,
            "z",
        ),
        darker(colour),
        opacity=0.6,
    )
    veins = line(
        trace("M0 ", -size * 0.8, "Q", -size * 0.26, 0, -size * 0.1, size * 0.6),
        darker(colour, 0.3),
        size * 0.06,
    )
    return placed(body + shade + veins, x=x, y=y, turn=turn)


def fruit(x: float, y: float, rx: float, ry: float, turn: float, colour: str) -> str:
    """Draw a round or long fruit with its shade and light."""
    body = oval(0, 0, rx, ry, colour) + oval(
        rx * 0.2, ry * 0.16, rx * 0.72, ry * 0.76, darker(colour), opacity=0.4
    )
    light = oval(-rx * 0.36, -ry * 0.42, rx * 0.2, ry * 0.24, "#ffffff", opacity=0.4)
    return placed(body + light, x=x, y=y, turn=turn)


def date_fruit(x: float, y: float, size: float, turn: float, colour: str) -> str:
    """Draw a date with its wrinkles and cap."""
    wrinkles = "".join(
        line(
            trace("M", dx * size, -size * 0.6, "Q", dx * size * 1.5, 0, dx * size, size * 0.7),
            darker(colour, 0.35),
            size * 0.05,
            opacity=0.7,
        )
        for dx in (-0.24, 0.02, 0.26)
    )
    cap = oval(0, -size * 0.96, size * 0.2, size * 0.12, "#d8a75c")
    return placed(fruit(0, 0, size * 0.56, size, 0, colour) + wrinkles + cap, x=x, y=y, turn=turn)


def dome(x: float, y: float, half: float, height: float, colour: str) -> str:
    """Draw a heap with a rounded top."""
    points: list[Point] = [
        (x - half, y),
        (x - half * 0.72, y - height * 0.58),
        (x, y - height),
        (x + half * 0.72, y - height * 0.58),
        (x + half, y),
    ]
    right: list[Point] = [(x, y - height), (x + half * 0.72, y - height * 0.58), (x + half, y)]
    base = trace("Q", x, y + half * 0.26, x - half, y, "z")
    return shape(smooth(points, tension=0.9) + base, colour) + shape(
        smooth(right, tension=0.9) + trace("Q", x + half * 0.4, y + half * 0.16, x + half * 0.2, y, "z"),
        darker(colour),
        opacity=0.35,
    )


def grains(
    chance: random.Random, x: float, y: float, half: float, height: float, colour: str, count: int = 90
) -> str:
    """Sprinkle grains over a heap."""
    dots = []
    for index in range(count):
        px, up = chance.uniform(-0.86, 0.86), chance.random()
        py = y - up * height * (1 - px * px) * 0.92
        dots.append(
            oval(
                x + px * half * (1 - up * 0.25),
                py,
                4.5,
                3.6,
                lighter(colour, 0.5) if index % 3 else darker(colour, 0.25),
            )
        )
    return "".join(dots)


def heap_of(
    chance: random.Random,
    kind: str,
    x: float,
    y: float,
    half: float,
    height: float,
    colour: str,
    count: int = 34,
) -> str:
    """Pile up almonds, dates, olives, roots or stones."""
    pieces = []
    size = half * 0.2
    for px, thrown in scattered(chance, count, x, y - height * 0.36, half * 0.86, height * 0.6):
        py = max(thrown, y - height * (1 - ((px - x) / half) ** 2) - size * 0.1)
        if chance.random() < 0.5:
            tone = lighter(colour, chance.uniform(0, 0.22))
        else:
            tone = darker(colour, chance.uniform(0, 0.2))
        turn = chance.uniform(-80, 80)
        if kind == "almond":
            pieces.append(almond(px, py, size, turn, tone))
        elif kind == "date":
            pieces.append(date_fruit(px, py, size * 1.05, turn, tone))
        elif kind == "olive":
            pieces.append(fruit(px, py, size * 0.72, size * 0.9, turn, tone))
        else:
            pieces.append(
                fruit(px, py, size * chance.uniform(0.9, 1.25), size * chance.uniform(0.8, 1.1), turn, tone)
            )
    return dome(x, y, half * 0.94, height * 0.8, darker(colour, 0.35)) + "".join(pieces)


def strewn(
    chance: random.Random,
    kind: str,
    colour: str,
    *,
    count: int = 7,
    x: float = 500,
    y: float = 900,
    wide: float = 380,
    size: float = 34,
) -> str:
    """Strew a few pieces on the table in front."""
    pieces = []
    for px, py in scattered(chance, count, x, y, wide, 52):
        turn, tone = chance.uniform(0, 180), lighter(colour, chance.uniform(0, 0.25))
        pieces.append(oval(px + 6, py + size * 0.55, size * 0.9, size * 0.24, "#2a1708", opacity=0.18))
        if kind == "almond":
            pieces.append(almond(px, py, size, turn, tone))
        elif kind == "date":
            pieces.append(date_fruit(px, py, size, turn, tone))
        elif kind == "leaf":
            pieces.append(leaf(px, py, size * 1.7, turn, tone))
        elif kind == "flower":
            pieces.append(blossom(px, py, size * 0.8, tone))
        else:
            pieces.append(fruit(px, py, size * 0.76, size * 0.9, turn, tone))
    return "".join(pieces)


def threads(chance: random.Random, x: float, y: float, wide: float, high: float, count: int = 70) -> str:
    """Lay a nest of saffron threads."""
    lines = []
    for px, py in scattered(chance, count, x, y, wide, high):
        angle, reach = chance.uniform(0, math.pi), chance.uniform(24, 52)
        dx, dy = reach * math.cos(angle), reach * math.sin(angle) * 0.5
        tone = chance.choice(("#a81f14", "#c4321c", "#8c1510", "#d9541e"))
        lines.append(
            line(
                trace("M", px - dx, py - dy, "Q", px + chance.uniform(-12, 12), py - 14, px + dx, py + dy),
                tone,
                5.5,
            )
        )
    return "".join(lines)


def cheese(x: float, ground: float, width: float, colour: str, mark: str) -> str:
    """Draw a small round cheese with one piece cut out."""
    half, high = width / 2, width * 0.34
    side = shape(
        trace(
            "M",
            x - half,
            ground - high,
            "L",
            x - half,
            ground - high * 0.2,
            "A",
            half,
            half * 0.26,
            " 0 0 0 ",
            x + half,
            ground - high * 0.2,
            "L",
            x + half,
            ground - high,
            "z",
        ),
        darker(colour, 0.12),
    )
    top = oval(x, ground - high, half, half * 0.26, colour)
    cut = shape(
        polygon(
            [
                (x, ground - high),
                (x + half * 0.5, ground - high + half * 0.22),
                (x + half * 0.86, ground - high + half * 0.13),
            ]
        ),
        darker(colour, 0.35),
    )
    herbs = "".join(
        oval(x - half * 0.6 + index * half * 0.16, ground - high + (index % 3 - 1) * half * 0.08, 5, 4, mark)
        for index in range(6)
    )
    return shadow(x, ground, width) + side + top + cut + herbs


def wool(x: float, ground: float, radius: float, colour: str) -> str:
    """Draw a ball of yarn."""
    body = fruit(x, ground - radius, radius, radius, 0, colour)
    strands = "".join(
        line(
            trace(
                "M",
                x - radius * 0.8,
                ground - radius + step * radius,
                "Q",
                x,
                ground - radius * 1.6 + step * radius,
                x + radius * 0.8,
                ground - radius + step * radius * 0.6,
            ),
            darker(colour, 0.3),
            5,
            opacity=0.7,
        )
        for step in (-0.3, -0.05, 0.2, 0.45)
    )
    crossed = "".join(
        line(
            trace(
                "M",
                x + step * radius,
                ground - radius * 1.8,
                "Q",
                x + radius * 0.5 + step * radius,
                ground - radius,
                x + step * radius * 0.6,
                ground - radius * 0.2,
            ),
            lighter(colour, 0.35),
            5,
            opacity=0.7,
        )
        for step in (-0.4, -0.1, 0.2)
    )
    return shadow(x, ground, radius * 2) + body + strands + crossed


def comb(x: float, y: float, size: float) -> str:
    """Draw a piece of honeycomb lying flat."""
    cells = []
    for row in range(3):
        for column in range(4):
            cx, cy = x + (column + (row % 2) / 2) * size * 1.78, y + row * size * 1.15
            corners = [
                (cx + size * math.sin(math.pi * k / 3), cy - size * 0.78 * math.cos(math.pi * k / 3))
                for k in range(6)
            ]
            cells.append(
                shape(
                    polygon(corners),
                    "#f2b632" if (row + column) % 3 else "#ffd873",
                    more='stroke="#b8741a" stroke-width="6"',
                )
            )
    return oval(x + size * 3, y + size * 2.9, size * 4.4, size * 0.8, "#2a1708", opacity=0.16) + "".join(
        cells
    )
