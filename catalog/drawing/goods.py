"""Things that grow or are eaten: grains, fruits, leaves, bunches, cheeses, threads of saffron."""

import math
import random

from catalog.drawing.canvas import (
    Point,
    darker,
    lighter,
    line,
    numbers,
    oval,
    placed,
    polygon,
    scattered,
    shadow,
    shape,
    smooth,
)


def leaf(x: float, y: float, length: float, turn: float, colour: str) -> str:
    """Draw a leaf from its stem, pointing up before it is turned."""
    body = shape(
        f"M0 0C{numbers(length * 0.3, -length * 0.3, length * 0.22, -length * 0.8, 0, -length)}C{numbers(-length * 0.22, -length * 0.8, -length * 0.3, -length * 0.3, 0, 0)}z",
        colour,
    )
    half = shape(
        f"M0 0C{numbers(length * 0.3, -length * 0.3, length * 0.22, -length * 0.8, 0, -length)}z",
        darker(colour, 0.2),
        opacity=0.6,
    )
    return placed(body + half, x=x, y=y, turn=turn)


def branch(
    x: float,
    y: float,
    length: float,
    turn: float,
    colour: str,
    *,
    leaves: int = 9,
    size: float = 0.22,
    fruit: str = "",
) -> str:
    """Draw a branch with leaves in pairs and perhaps fruits."""
    parts = [
        line(
            f"M0 0Q{numbers(length * 0.08, -length * 0.5, 0, -length)}", darker(colour, 0.45), length * 0.018
        )
    ]
    for index in range(leaves):
        up = -length * (0.16 + 0.84 * index / leaves)
        side = 1 if index % 2 else -1
        parts.append(
            leaf(0, up, length * size * (1.1 - 0.4 * index / leaves), side * (58 - index * 2), colour)
        )
        if fruit and index % 3 == 1:
            parts.append(oval(side * length * 0.07, up + length * 0.05, length * 0.05, length * 0.065, fruit))
            parts.append(
                oval(
                    side * length * 0.055,
                    up + length * 0.03,
                    length * 0.014,
                    length * 0.018,
                    "#ffffff",
                    opacity=0.5,
                )
            )
    parts.append(leaf(0, -length * 0.95, length * size, 0, colour))
    return placed("".join(parts), x=x, y=y, turn=turn)


def almond(x: float, y: float, size: float, turn: float, colour: str) -> str:
    """Draw a shelled almond."""
    body = shape(
        f"M0 {-size:.1f}C{numbers(size * 0.75, -size * 0.45, size * 0.72, size * 0.55, 0, size * 0.8)}C{numbers(-size * 0.72, size * 0.55, -size * 0.75, -size * 0.45, 0, -size)}z",
        colour,
    )
    shade = shape(
        f"M0 {-size:.1f}C{numbers(size * 0.75, -size * 0.45, size * 0.72, size * 0.55, 0, size * 0.8)}C{numbers(size * 0.3, size * 0.3, size * 0.3, -size * 0.4, 0, -size)}z",
        darker(colour),
        opacity=0.6,
    )
    veins = line(
        f"M0 {-size * 0.8:.1f}Q{numbers(-size * 0.26, 0, -size * 0.1, size * 0.6)}",
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
            f"M{numbers(dx * size, -size * 0.6)}Q{numbers(dx * size * 1.5, 0, dx * size, size * 0.7)}",
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
    base = f"Q{numbers(x, y + half * 0.26, x - half, y)}z"
    return shape(smooth(points, tension=0.9) + base, colour) + shape(
        smooth(right, tension=0.9) + f"Q{numbers(x + half * 0.4, y + half * 0.16, x + half * 0.2, y)}z",
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
    for px, py in scattered(chance, count, x, y - height * 0.36, half * 0.86, height * 0.6):
        limit = y - height * (1 - ((px - x) / half) ** 2) - size * 0.1
        py, tone = (
            max(py, limit),
            lighter(colour, chance.uniform(0, 0.22))
            if chance.random() < 0.5
            else darker(colour, chance.uniform(0, 0.2)),
        )
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


def blossom(
    x: float, y: float, radius: float, colour: str, *, petals: int = 6, heart: str = "#f0c34e"
) -> str:
    """Draw an open flower seen from above."""
    rays = "".join(
        placed(
            oval(
                0, -radius * 0.62, radius * 0.34, radius * 0.52, colour if index % 2 else lighter(colour, 0.2)
            ),
            x=x,
            y=y,
            turn=index * 360 / petals,
        )
        for index in range(petals)
    )
    return rays + oval(x, y, radius * 0.26, radius * 0.26, heart)


def crocus(x: float, y: float, size: float, turn: float, colour: str = "#8d6fc0") -> str:
    """Draw the flower of saffron with its three red threads."""
    stem = line(f"M0 0v{-size * 0.5:.1f}", "#a9b878", size * 0.08)
    petals = (
        leaf(0, -size * 0.35, size * 0.95, -34, darker(colour, 0.1))
        + leaf(0, -size * 0.35, size * 0.95, 34, darker(colour, 0.1))
        + leaf(0, -size * 0.35, size * 1.0, -8, colour)
    )
    threads = "".join(
        line(
            f"M0 {-size * 0.5:.1f}Q{numbers(dx * size * 0.4, -size * 0.95, dx * size, -size * 1.25)}",
            "#b3261b",
            size * 0.05,
        )
        for dx in (-0.3, 0.06, 0.36)
    )
    return placed(stem + petals + threads, x=x, y=y, turn=turn)


def threads(chance: random.Random, x: float, y: float, wide: float, high: float, count: int = 70) -> str:
    """Lay a nest of saffron threads."""
    lines = []
    for px, py in scattered(chance, count, x, y, wide, high):
        angle, reach = chance.uniform(0, math.pi), chance.uniform(24, 52)
        dx, dy = reach * math.cos(angle), reach * math.sin(angle) * 0.5
        tone = chance.choice(("#a81f14", "#c4321c", "#8c1510", "#d9541e"))
        lines.append(
            line(
                f"M{numbers(px - dx, py - dy)}Q{numbers(px + chance.uniform(-12, 12), py - 14, px + dx, py + dy)}",
                tone,
                5.5,
            )
        )
    return "".join(lines)


def bunch(
    chance: random.Random,
    x: float,
    ground: float,
    height: float,
    colour: str,
    tie: str,
    *,
    flowers: str = "",
    leaves: int = 9,
) -> str:
    """Draw a tied bunch of herbs standing in its own stems."""
    stems = []
    for index in range(9):
        turn = -38 + index * 9.5 + chance.uniform(-3, 3)
        tone = (
            lighter(colour, chance.uniform(0, 0.2)) if index % 2 else darker(colour, chance.uniform(0, 0.15))
        )
        long = height * chance.uniform(0.6, 0.76)
        stems.append(branch(x, ground - height * 0.26, long, turn, tone, leaves=leaves, size=0.2))
        if flowers:
            angle = math.radians(turn)
            tip_x, tip_y = x + long * math.sin(angle), ground - height * 0.26 - long * math.cos(angle)
            stems += [
                oval(
                    tip_x - math.sin(angle) * step,
                    tip_y + math.cos(angle) * step,
                    13 - step * 0.06,
                    15,
                    flowers if step % 40 else lighter(flowers),
                )
                for step in (0, 20, 40, 60, 80)
            ]
    legs = shape(
        polygon(
            [
                (x - height * 0.05, ground - height * 0.3),
                (x + height * 0.05, ground - height * 0.3),
                (x + height * 0.13, ground),
                (x - height * 0.13, ground),
            ]
        ),
        darker(colour, 0.25),
    )
    ribbon = line(
        f"M{numbers(x - height * 0.06, ground - height * 0.25)}h{height * 0.12:.1f}m{numbers(-height * 0.12, height * 0.03)}h{height * 0.12:.1f}",
        tie,
        height * 0.03,
    )
    return shadow(x, ground, height * 0.42) + legs + "".join(stems) + ribbon


def cheese(x: float, ground: float, width: float, colour: str, mark: str) -> str:
    """Draw a small round cheese with one piece cut out."""
    half, high = width / 2, width * 0.34
    side = shape(
        f"M{numbers(x - half, ground - high)}L{numbers(x - half, ground - high * 0.2)}A{numbers(half, half * 0.26)} 0 0 0 {numbers(x + half, ground - high * 0.2)}L{numbers(x + half, ground - high)}z",
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
            f"M{numbers(x - radius * 0.8, ground - radius + step * radius)}Q{numbers(x, ground - radius * 1.6 + step * radius, x + radius * 0.8, ground - radius + step * radius * 0.6)}",
            darker(colour, 0.3),
            5,
            opacity=0.7,
        )
        for step in (-0.3, -0.05, 0.2, 0.45)
    )
    crossed = "".join(
        line(
            f"M{numbers(x + step * radius, ground - radius * 1.8)}Q{numbers(x + radius * 0.5 + step * radius, ground - radius, x + step * radius * 0.6, ground - radius * 0.2)}",
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
