"""Crafts: rugs, pottery, tagines, baskets, slippers, folded cloth."""

import random

from catalog.drawing.canvas import (
    box,
    darker,
    lighter,
    line,
    mix,
    oval,
    polygon,
    shadow,
    shape,
    star,
    trace,
    turned,
)

RUGS = (
    ("#a4352a", "#f0dfbd", "#2d3b58", "#e0a11b"),
    ("#f3ead6", "#3a2b1b", "#a4452a", "#857860"),
    ("#2d3f6b", "#e9d3a2", "#b3361b", "#7f8f2e"),
    ("#d98c2b", "#5b1f2e", "#f7e6c0", "#41521e"),
    ("#5b6b3a", "#f4e6cb", "#a4352a", "#e0a11b"),
    ("#7b2d43", "#f0c9a4", "#e0a11b", "#2b3350"),
)


def rug(chance: random.Random, *, top: float = 205, width: float = 520, height: float = 670) -> str:
    """Draw a rug hung on a rod, its field of lozenges, bands and small signs drawn from chance."""
    ground, first, second, third = chance.choice(RUGS)
    left, right = 500 - width / 2, 500 + width / 2
    parts = [box(left + 26, top + 26, width, height, "#2a1708", opacity=0.13)]
    fringe = "".join(
        line(trace("M", left + 8 + index * 18, top + height, "v34"), lighter(ground, 0.5), 5)
        for index in range(int(width // 18))
    )
    parts += [fringe, box(left, top, width, height, ground)]
    y = top + 26
    while y < top + height - 40:
        kind = chance.choice(("lozenges", "zigzag", "stripe", "stripe", "signs", "diamonds"))
        tall = {"lozenges": 120.0, "zigzag": 56.0, "stripe": 26.0, "signs": 72.0, "diamonds": 190.0}[kind]
        if y + tall > top + height - 20:
            kind, tall = "stripe", 26.0
        parts.append(_band(kind, left, y, width, tall, chance.sample((first, second, third), 3)))
        y += tall + chance.choice((10, 18, 26))
    weave = "".join(
        box(left, top + 6 + row * 12, width, 2, darker(ground, 0.4), opacity=0.16)
        for row in range(int(height // 12))
    )
    rod = box(left - 40, top - 16, width + 80, 22, "#7c5432", corner=11) + box(
        left - 40, top - 16, width + 80, 8, "#a97b4f", corner=4
    )
    hooks = line(trace("M", left - 6, top - 14, "L500 ", top - 78, "L", right + 6, top - 14), "#7c5432", 6)
    return hooks + "".join(parts) + weave + rod


def _band(kind: str, left: float, y: float, width: float, tall: float, colours: list[str]) -> str:
    one, two, three = colours
    if kind == "stripe":
        return box(left, y, width, tall * 0.6, one) + box(left, y + tall * 0.74, width, tall * 0.18, two)
    if kind == "zigzag":
        steps = 12
        points = [
            trace(left + index * width / steps, y + (tall if index % 2 else 6)) for index in range(steps + 1)
        ]
        return line("M" + "L".join(points), one, 13) + line("M" + "L".join(points), two, 4)
    count = {"lozenges": 4, "signs": 7, "diamonds": 2}[kind]
    wide, drawn = width / count, []
    for index in range(count):
        x, middle = left + wide * (index + 0.5), y + tall / 2
        reach = wide * 0.44
        if kind == "signs":
            drawn.append(
                line(
                    trace(
                        "M",
                        x - 16,
                        middle - 20,
                        "L",
                        x + 16,
                        middle + 20,
                        "M",
                        x + 16,
                        middle - 20,
                        "L",
                        x - 16,
                        middle + 20,
                        "M",
                        x,
                        middle - 28,
                        "v56",
                    ),
                    one if index % 2 else two,
                    7,
                )
            )
            continue
        for size, colour in ((1.0, one), (0.7, two), (0.4, three), (0.16, one)):
            drawn.append(
                shape(
                    polygon(
                        [
                            (x, middle - tall * 0.5 * size),
                            (x + reach * size, middle),
                            (x, middle + tall * 0.5 * size),
                            (x - reach * size, middle),
                        ]
                    ),
                    colour,
                )
            )
    return "".join(drawn)


def vase(x: float, ground: float, width: float, height: float, colour: str, paint: str, style: int) -> str:
    """Draw a glazed vase or amphora with painted bands."""
    half = width / 2
    shapes = (
        [(0.0, 0.5), (0.1, 0.62), (0.4, 1.0), (0.62, 0.9), (0.8, 0.42), (0.92, 0.4), (1.0, 0.56)],
        [(0.0, 0.42), (0.2, 0.8), (0.5, 1.0), (0.74, 0.74), (0.86, 0.34), (0.94, 0.32), (1.0, 0.46)],
        [(0.0, 0.6), (0.06, 0.68), (0.5, 0.98), (0.8, 0.94), (0.9, 0.74), (1.0, 0.8)],
    )
    profile = [(height * up, half * out) for up, out in shapes[style % 3]]
    body = turned(profile, x, ground, colour, shine=0.36)
    widest = half * 0.92
    bands = "".join(
        line(
            trace("M", x - widest, ground - height * up, "q", widest, 26, 2 * widest, 0),
            paint,
            wide,
        )
        for up, wide in ((0.38, 7), (0.6, 7))
    )
    stars = "".join(
        star(x + dx * half, ground - height * 0.485 + (1 - dx * dx) * 16, width * 0.075, paint, depth=0.5)
        for dx in (-0.66, -0.33, 0.0, 0.33, 0.66)
    )
    mouth = oval(x, ground - height, half * shapes[style % 3][-1][1], half * 0.11, darker(colour, 0.5))
    return shadow(x, ground, width) + body + bands + stars + mouth


def tagine(x: float, ground: float, width: float, colour: str, paint: str) -> str:
    """Draw a tagine with its pointed lid."""
    half, high = width / 2, width * 0.9
    foot = turned(
        [(0, half * 0.62), (high * 0.06, half * 0.72), (high * 0.2, half)],
        x,
        ground,
        darker(colour, 0.1),
        shine=0,
    )
    lid = turned(
        [
            (high * 0.2, half * 0.9),
            (high * 0.3, half * 0.84),
            (high * 0.55, half * 0.46),
            (high * 0.78, half * 0.2),
            (high * 0.85, half * 0.13),
            (high * 0.9, half * 0.2),
            (high * 0.96, half * 0.17),
        ],
        x,
        ground,
        colour,
        shine=0.32,
    )
    rim = box(x - half, ground - high * 0.235, width, high * 0.05, darker(colour, 0.25), corner=8)
    count = 6
    stars = "".join(
        star(x + (index - 2.5) * half * 0.27, ground - high * 0.37, width * 0.045, paint)
        for index in range(count)
    )
    ring = line(
        trace(
            "M",
            x - half * 0.62,
            ground - high * 0.46,
            "Q",
            x,
            ground - high * 0.43,
            x + half * 0.62,
            ground - high * 0.46,
        ),
        paint,
        7,
    )
    return shadow(x, ground, width) + foot + lid + rim + stars + ring


def plate(x: float, y: float, radius: float, colour: str, paint: str, third: str) -> str:
    """Draw a painted plate standing upright, seen from the front."""
    rings = oval(x + 12, y + 14, radius, radius, "#2a1708", opacity=0.14) + oval(x, y, radius, radius, colour)
    rings += oval(x, y, radius * 0.93, radius * 0.93, paint) + oval(
        x, y, radius * 0.88, radius * 0.88, colour
    )
    rays = star(x, y, radius * 0.8, paint, points=12, depth=0.62) + star(
        x, y, radius * 0.66, lighter(colour, 0.2), points=12, depth=0.62
    )
    heart = (
        star(x, y, radius * 0.5, third, points=8, depth=0.766)
        + star(x, y, radius * 0.38, paint, points=8, depth=0.54)
        + star(x, y, radius * 0.16, colour)
    )
    return rings + rays + heart


def slippers(x: float, ground: float, colour: str, second: str) -> str:
    """Draw a pair of pointed leather slippers."""
    pair = []
    for dx, dy, tone in ((0, -96, darker(colour, 0.12)), (60, 0, colour)):
        left, y = x - 230 + dx, ground + dy
        sole = trace(
            "M",
            left,
            y,
            "C",
            left - 20,
            y - 60,
            left + 60,
            y - 78,
            left + 130,
            y - 74,
            "L",
            left + 250,
            y - 118,
            "C",
            left + 330,
            y - 128,
            left + 390,
            y - 64,
            left + 440,
            y - 84,
            "C",
            left + 420,
            y - 12,
            left + 330,
            y + 2,
            left + 220,
            y + 2,
            "z",
        )
        opening = trace(
            "M",
            left + 16,
            y - 40,
            "C",
            left + 50,
            y - 64,
            left + 90,
            y - 70,
            left + 130,
            y - 72,
            "C",
            left + 190,
            y - 60,
            left + 210,
            y - 30,
            left + 180,
            y - 14,
            "C",
            left + 120,
            y - 4,
            left + 50,
            y - 10,
            left + 16,
            y - 40,
            "z",
        )
        pair += [
            oval(left + 220, y + 6, 250, 26, "#2a1708", opacity=0.18),
            shape(sole, tone),
            shape(opening, darker(tone, 0.5)),
            star(left + 292, y - 66, 34, second, depth=0.54),
            line(
                trace("M", left + 4, y - 4, "C", left + 120, y + 6, left + 330, y + 2, left + 430, y - 66),
                darker(tone, 0.4),
                7,
            ),
        ]
    return "".join(pair)


def folded(chance: random.Random, x: float, ground: float, width: float) -> str:
    """Draw a pile of folded blankets."""
    parts, y = [shadow(x, ground, width)], ground
    for _ in range(chance.choice((3, 4))):
        ground_colour, first, second, third = chance.choice(RUGS)
        half, tall = width / 2 * chance.uniform(0.92, 1.0), 92.0
        parts.append(box(x - half, y - tall, half * 2, tall, ground_colour, corner=34))
        parts.append(box(x - half + 10, y - tall + 22, half * 2 - 20, 11, first))
        parts.append(box(x - half + 10, y - tall + 42, half * 2 - 20, 20, second))
        parts.append(box(x - half + 10, y - tall + 70, half * 2 - 20, 7, third))
        parts.append(
            box(
                x + half * 0.5,
                y - tall,
                half * 0.5,
                tall,
                darker(ground_colour, 0.4),
                corner=34,
                opacity=0.35,
            )
        )
        y -= tall + 3
    return "".join(parts)


def lantern(x: float, ground: float, width: float, height: float, colour: str) -> str:
    """Draw a brass lantern with light in its cut-outs."""
    half = width / 2
    body = turned(
        [
            (0, half * 0.7),
            (height * 0.06, half * 0.9),
            (height * 0.14, half),
            (height * 0.56, half),
            (height * 0.64, half * 0.86),
            (height * 0.8, half * 0.3),
            (height * 0.86, half * 0.16),
        ],
        x,
        ground,
        colour,
        shine=0.3,
    )
    ring = oval(x, ground - height * 0.93, height * 0.065, height * 0.065, darker(colour, 0.2))
    ring += oval(x, ground - height * 0.93, height * 0.042, height * 0.042, "#f4e6cb")
    light = "".join(
        star(x + dx * half, ground - height * up, width * 0.1, mix("#ffdf8a", "#ffffff", 0.2), depth=0.54)
        for dx in (-0.6, 0.0, 0.6)
        for up in (0.22, 0.36, 0.5)
    )
    return shadow(x, ground, width) + body + light + ring
