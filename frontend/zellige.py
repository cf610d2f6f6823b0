"""Geometry of zellige: stars, rosettes and bands computed from a few numbers, written as SVG paths."""

import math
from collections.abc import Sequence
from functools import lru_cache

Point = tuple[float, float]


def closed_path(points: Sequence[Point]) -> str:
    """Join points into a closed SVG path with one decimal."""
    return "M" + "L".join(f"{round(x, 1):g} {round(y, 1):g}" for x, y in points) + "z"


def ring(count: int, radius: float, *, turn: float = 0.0, centre: Point = (0.0, 0.0)) -> list[Point]:
    """Return `count` points on a circle; `turn` is in parts of one step, the first point stands on top."""
    steps = [2 * math.pi * (index + turn) / count - math.pi / 2 for index in range(count)]
    return [(centre[0] + radius * math.cos(step), centre[1] + radius * math.sin(step)) for step in steps]


def khatam_ratio(points: int, skip: int) -> float:
    """Return inner radius : outer radius of the star polygon {points/skip}, such as {8/3} of the khatam."""
    return math.cos(math.pi * skip / points) / math.cos(math.pi * (skip - 1) / points)


def star(points: int, radius: float, *, skip: int = 3, turn: float = 0.0, centre: Point = (0.0, 0.0)) -> str:
    """Draw the star polygon {points/skip} by its outline."""
    outer = ring(points, radius, turn=turn, centre=centre)
    inner = ring(points, radius * khatam_ratio(points, skip), turn=turn + 0.5, centre=centre)
    return closed_path([corner for pair in zip(outer, inner, strict=True) for corner in pair])


def petals(points: int, near: float, far: float, *, width: float = 0.32, centre: Point = (0.0, 0.0)) -> str:
    """Draw the kites that stand between the rays of a rosette."""
    path = []
    for index in range(points):
        middle = (near + far) / 2
        tip, foot = ring(points, far, centre=centre)[index], ring(points, near, centre=centre)[index]
        side_a = ring(points, middle, turn=width, centre=centre)[index]
        side_b = ring(points, middle, turn=-width, centre=centre)[index]
        path.append(closed_path([tip, side_a, foot, side_b]))
    return "".join(path)


@lru_cache(maxsize=1)
def field_tile() -> str:
    """Draw one tile of 64 x 64 of the classical star-and-cross field, as strokes."""
    corners = "".join(star(8, 22, skip=2, centre=corner) for corner in ((0, 0), (64, 0), (0, 64), (64, 64)))
    return corners + star(8, 22, skip=2, centre=(32, 32)) + star(8, 9.5, skip=3, centre=(32, 32))


@lru_cache(maxsize=1)
def border_tile() -> str:
    """Draw one tile of 32 x 12 of a border: a small star between two lozenges, as filled shapes."""
    lozenge = closed_path([(16, 6), (20.5, 3.2), (25, 6), (20.5, 8.8)])
    beads = closed_path([(28.5, 4.6), (29.9, 6), (28.5, 7.4), (27.1, 6)])
    return (
        star(8, 5.6, skip=3, centre=(6, 6))
        + lozenge
        + beads
        + closed_path([(13.5, 4.6), (14.9, 6), (13.5, 7.4), (12.1, 6)])
    )


def svg_of(path: str, *, width: int, height: int, stroke: bool) -> str:
    """Wrap a path as a file for a CSS mask (only its coverage counts, not its colour)."""
    paint = ' fill="none" stroke="#000" stroke-width="1.2"' if stroke else ""
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><path{paint} d="{path}"/></svg>\n'


SEAL_RAYS = (8, 10, 12, 16)


@lru_cache(maxsize=512)
def seal_paths(seed: int) -> tuple[str, str, str]:
    """Draw a cooperative's seal in a box of -50..50: outer rosette, petals, heart; the same seed, the same seal."""
    rays = SEAL_RAYS[seed % len(SEAL_RAYS)]
    skip = {8: 3, 10: 3, 12: 5, 16: 6}[rays] - (seed // 4) % 2
    outer = star(rays, 47, skip=2)
    kites = petals(rays, 20 + (seed // 8) % 3 * 2, 39, width=0.22 + (seed // 24) % 3 * 0.05)
    heart = star(rays, 17 + (seed // 72) % 3, skip=skip, turn=0.5 * ((seed // 216) % 2))
    return outer, kites, heart
