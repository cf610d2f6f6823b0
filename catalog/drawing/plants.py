"""Things that grow: leaves, branches, flowers and tied bunches."""

import math
import random

from catalog.drawing.canvas import (
    darker,
    lighter,
    line,
    oval,
    placed,
    polygon,
    shadow,
    shape,
    trace,
)


def leaf(x: float, y: float, length: float, turn: float, colour: str) -> str:
    """Draw a leaf from its stem, pointing up before it is turned."""
    body = shape(
        trace(
            "M0 0C",
            length * 0.3,
            -length * 0.3,
            length * 0.22,
            -length * 0.8,
            0,
            -length,
            "C",
            -length * 0.22,
            -length * 0.8,
            -length * 0.3,
            -length * 0.3,
            0,
            0,
            "z",
        ),
        colour,
    )
    half = shape(
        trace("M0 0C", length * 0.3, -length * 0.3, length * 0.22, -length * 0.8, 0, -length, "z"),
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
        line(trace("M0 0Q", length * 0.08, -length * 0.5, 0, -length), darker(colour, 0.45), length * 0.018)
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
            trace("M0 ", -size * 0.5, "Q", dx * size * 0.4, -size * 0.95, dx * size, -size * 1.25),
            "#b3261b",
            size * 0.05,
        )
        for dx in (-0.3, 0.06, 0.36)
    )
    return placed(stem + petals + threads, x=x, y=y, turn=turn)


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
        trace(
            "M",
            x - height * 0.06,
            ground - height * 0.25,
            "h",
            height * 0.12,
            "m",
            -height * 0.12,
            height * 0.03,
            "h",
            height * 0.12,
        ),
        tie,
        height * 0.03,
    )
    return shadow(x, ground, height * 0.42) + legs + "".join(stems) + ribbon
