"""Redraw the twelve regions from the TopoJSON of the npm package morocco-map (ODbL, OpenStreetMap contributors)."""

import json
import math
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

Point = tuple[float, float]

OUTPUT = Path(__file__).resolve().parents[2] / "data" / "region_shapes.json"
WIDTH = 480.0
# Rings smaller than this many square units of the drawing are rocks and islets that no finger can hit.
SMALLEST_RING = 3.0


def arcs_decoded(topology: dict[str, Any]) -> list[list[Point]]:
    """Undo the delta coding of TopoJSON and return each arc in degrees."""
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            arc.append((x * scale_x + move_x, y * scale_y + move_y))
        arcs.append(arc)
    return arcs


def triangle_area(a: Point, b: Point, c: Point) -> float:
    """Return the area of a triangle."""
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def simplified(line: list[Point], smallest: float) -> list[Point]:
    """Drop the points that carry less than an area, ends kept, so that neighbours still share their border."""
    points = list(line)
    while len(points) > 2:
        areas = [triangle_area(*points[i - 1 : i + 2]) for i in range(1, len(points) - 1)]
        least = min(areas)
        if least >= smallest:
            break
        index = areas.index(least) + 1
        del points[index]
    return points


def coarse(line: list[Point], step: float) -> list[Point]:
    """Thin out a dense line to at least `step` between points before the exact simplification."""
    kept = [line[0]]
    for point in line[1:-1]:
        if math.dist(point, kept[-1]) >= step:
            kept.append(point)
    kept.append(line[-1])
    return kept


def ring_area(ring: list[Point]) -> float:
    """Return the area enclosed by a ring."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


class Projection:
    """Mercator, the drawing's left upper corner at 0,0."""

    def __init__(self, arcs: list[list[Point]]) -> None:
        longitudes = [point[0] for arc in arcs for point in arc]
        latitudes = [point[1] for arc in arcs for point in arc]
        self.west, self.scale = min(longitudes), WIDTH / math.radians(max(longitudes) - min(longitudes))
        self.north = self._mercator(max(latitudes))
        self.height = (self.north - self._mercator(min(latitudes))) * self.scale

    @staticmethod
    def _mercator(latitude: float) -> float:
        return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))

    def __call__(self, point: Point) -> Point:
        x = math.radians(point[0] - self.west) * self.scale
        return x, (self.north - self._mercator(point[1])) * self.scale


def ring_path(ring: list[Point]) -> str:
    """Write a ring as a relative SVG path with one decimal."""
    x, y = (round(value, 1) for value in ring[0])
    path = [f"M{x:g} {y:g}l"]
    for point in ring[1:]:
        dx, dy = round(point[0] - x, 1), round(point[1] - y, 1)
        if dx or dy:
            path.append(f"{dx:g} {dy:g} ")
            x, y = round(x + dx, 1), round(y + dy, 1)
    return "".join(path).strip() + "z"


class Command(BaseCommand):
    """Write frontend/data/region_shapes.json."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the TopoJSON and the fineness."""
        parser.add_argument("topojson", type=Path, help="data/regions.json of the npm package morocco-map")
        parser.add_argument(
            "--smallest", type=float, default=1.2, help="area of a dropped corner, square units"
        )

    def handle(self, *args: object, topojson: Path, smallest: float, **options: object) -> None:
        """Draw and write."""
        topology = json.loads(topojson.read_text())
        decoded = arcs_decoded(topology)
        project = Projection(decoded)
        arcs = [simplified(coarse([project(point) for point in arc], 0.8), smallest) for arc in decoded]
        shapes = {}
        for geometry in topology["objects"]["regions"]["geometries"]:
            polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
            rings = [self._ring(polygon[0], arcs) for polygon in polygons]
            big = [ring for ring in rings if ring_area(ring) >= SMALLEST_RING]
            shapes[geometry["id"]] = "".join(ring_path(ring) for ring in big)
        drawing = {
            "attribution": "© OpenStreetMap contributors (ODbL)",
            "source": "npm morocco-map 1.3.0, simplified",
            "width": WIDTH,
            "height": round(project.height, 1),
            "west": project.west,
            "north": project.north,
            "scale": project.scale,
            "regions": dict(sorted(shapes.items())),
        }
        OUTPUT.write_text(json.dumps(drawing, ensure_ascii=False, indent=1) + "\n")
        self.stdout.write(f"{OUTPUT.name}: {OUTPUT.stat().st_size} bytes")

    @staticmethod
    def _ring(indexes: list[int], arcs: list[list[Point]]) -> list[Point]:
        ring: list[Point] = []
        for index in indexes:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            ring += arc[1:] if ring else arc
        return ring[:-1]
