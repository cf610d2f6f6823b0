"""Pen and colours: small shapes as SVG text on a square of 1000, and the printing of a finished sheet."""

import io
import math
import random
from collections.abc import Iterable, Sequence

import resvg_py
from PIL import Image, ImageOps

Point = tuple[float, float]
# (height above the ground, half width): the outline of anything turned on a wheel.
Profile = Sequence[tuple[float, float]]


def rgb(colour: str) -> tuple[int, int, int]:
    """Read #rrggbb."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(first: str, second: str, share: float) -> str:
    """Mix two colours; `share` of the second."""
    pairs = zip(rgb(first), rgb(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def darker(colour: str, share: float = 0.22) -> str:
    """Shade a colour with a warm dark."""
    return mix(colour, "#2a1708", share)


def lighter(colour: str, share: float = 0.3) -> str:
    """Light up a colour with a warm white."""
    return mix(colour, "#fff8e6", share)


def numbers(*values: float) -> str:
    """Write coordinates with one decimal."""
    return " ".join(f"{value:.1f}" for value in values)


def trace(*pieces: str | float) -> str:
    """Write a path: letters and fixed parts as strings, coordinates as numbers with one decimal."""
    return " ".join(piece if isinstance(piece, str) else f"{piece:.1f}" for piece in pieces)


def polygon(points: Iterable[Point]) -> str:
    """Join points by straight lines into a closed path."""
    return "M" + "L".join(numbers(*point) for point in points) + "z"


def _pull(start: Point, end: Point, tension: float, reach: float) -> Point:
    # Never longer than a part of the piece it bends, or a short piece beside a long one would bulge.
    dx, dy = (end[0] - start[0]) * tension / 3, (end[1] - start[1]) * tension / 3
    length = math.hypot(dx, dy)
    shrink = min(1.0, reach / length) if length else 0.0
    return dx * shrink, dy * shrink


def smooth(points: Sequence[Point], *, closed: bool = False, tension: float = 0.5) -> str:
    """Lead a soft curve through points (Catmull-Rom as Bézier curves)."""
    count = len(points)
    path = ["M", numbers(*points[0])]
    for index in range(count if closed else count - 1):
        before = points[(index - 1) % count] if closed or index else points[index]
        start, end = points[index], points[(index + 1) % count]
        after = points[(index + 2) % count] if closed or index + 2 < count else end
        reach = math.dist(start, end) * 0.4
        out, into = _pull(before, end, tension, reach), _pull(start, after, tension, reach)
        path.append(
            "C" + numbers(start[0] + out[0], start[1] + out[1], end[0] - into[0], end[1] - into[1], *end)
        )
    return "".join(path) + ("z" if closed else "")


def shape(path: str, fill: str, *, opacity: float = 1.0, more: str = "") -> str:
    """Fill a path."""
    see = f' fill-opacity="{opacity:.2f}"' if opacity < 1 else ""
    return f'<path d="{path}" fill="{fill}"{see}{" " + more if more else ""}/>'


def line(path: str, colour: str, width: float, *, opacity: float = 1.0, dashes: str = "") -> str:
    """Draw a path with a round pen; `dashes` are lengths of stroke and gap."""
    see = f' stroke-opacity="{opacity:.2f}"' if opacity < 1 else ""
    gaps = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:.1f}" '
        f'stroke-linecap="round" stroke-linejoin="round"{see}{gaps}/>'
    )


def oval(
    x: float, y: float, rx: float, ry: float, fill: str, *, opacity: float = 1.0, turn: float = 0.0
) -> str:
    """Fill an ellipse, turned by degrees."""
    see = f' fill-opacity="{opacity:.2f}"' if opacity < 1 else ""
    around = f' transform="rotate({turn:.1f} {numbers(x, y)})"' if turn else ""
    return f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" fill="{fill}"{see}{around}/>'


def box(
    x: float, y: float, width: float, height: float, fill: str, *, corner: float = 0, opacity: float = 1.0
) -> str:
    """Fill a rectangle with round corners."""
    see = f' fill-opacity="{opacity:.2f}"' if opacity < 1 else ""
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{corner:.1f}"'
    return f'<rect {place} fill="{fill}"{see}/>'


def placed(
    body: str, *, x: float = 0, y: float = 0, turn: float = 0, scale: float = 1, flip: bool = False
) -> str:
    """Move, turn (degrees) and scale a drawing."""
    factors = numbers(-scale if flip else scale, scale)
    return f'<g transform="translate({numbers(x, y)}) rotate({turn:.1f}) scale({factors})">{body}</g>'


def star(x: float, y: float, radius: float, fill: str, points: int = 8, depth: float = 0.6) -> str:
    """Fill a star."""
    corners = []
    for index in range(points * 2):
        reach = radius if index % 2 == 0 else radius * depth
        angle = math.pi * index / points - math.pi / 2
        corners.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return shape(polygon(corners), fill)


def shadow(x: float, y: float, width: float, *, depth: float = 0.16) -> str:
    """Lay a soft shadow on the table, a little to the right: thin ovals instead of a slow blur."""
    rings = ((1.0, 0.045), (0.93, 0.05), (0.86, 0.055), (0.79, 0.06), (0.71, 0.07), (0.62, 0.08))
    return "".join(
        oval(x + width * 0.07, y, width * 0.62 * size, width * depth * size, "#2a1708", opacity=see)
        for size, see in rings
    )


def turned(
    profile: Profile,
    x: float,
    ground: float,
    fill: str,
    *,
    shade: str = "",
    shine: float = 0.28,
    tension: float = 0.9,
) -> str:
    """Draw a body turned on a wheel, lit from the left: body, shaded side, stripe of light."""
    shade = shade or darker(fill)
    right = [(x + half, ground - height) for height, half in profile]
    left = [(x - half, ground - height) for height, half in reversed(profile)]
    inner = [(x + half * 0.42, ground - height) for height, half in reversed(profile)]
    body = _outline(right, tension) + "L" + _outline(left, tension)[1:] + "z"
    side = _outline(right, tension) + "L" + _outline(inner, tension)[1:] + "z"
    drawn = shape(body, fill) + shape(side, shade, opacity=0.55)
    tall = [point for point in profile if profile[0][0] < point[0] < profile[-1][0]]
    if shine and len(tall) >= 2:
        near = [(x - half * 0.80, ground - height) for height, half in tall]
        far = [(x - half * 0.66, ground - height) for height, half in reversed(tall)]
        drawn += shape(
            _outline(near, tension) + "L" + _outline(far, tension)[1:] + "z", "#ffffff", opacity=shine
        )
    return drawn


def _outline(points: Sequence[Point], tension: float) -> str:
    return smooth(points, tension=tension)


def scattered(chance: random.Random, count: int, x: float, y: float, wide: float, high: float) -> list[Point]:
    """Throw points into an ellipse, the farthest first so that near things cover far ones."""
    spots = []
    for _ in range(count):
        angle, reach = chance.uniform(0, 2 * math.pi), math.sqrt(chance.random())
        spots.append((x + wide * reach * math.cos(angle), y + high * reach * math.sin(angle)))
    return sorted(spots, key=lambda spot: spot[1])


def printed(body: str, *, size: tuple[int, int], top: str, bottom: str, view: tuple[int, int]) -> Image.Image:
    """Print a drawing over a paper that fades from one colour to another."""
    shades = Image.linear_gradient("L").resize(size)
    paper = ImageOps.colorize(shades, top, bottom)
    sheet = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {view[0]} {view[1]}">{body}</svg>'
    png = resvg_py.svg_to_bytes(svg_string=sheet, width=size[0], height=size[1], skip_system_fonts=True)
    with Image.open(io.BytesIO(bytes(png))) as ink:
        ink.load()
        paper.paste(ink, (0, 0), ink if ink.mode == "RGBA" else None)
    return paper
