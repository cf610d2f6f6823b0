"""What stands behind the goods: wall, arch, tiles and table, in calm colours that belong together."""

import random
from dataclasses import dataclass

from catalog.drawing.canvas import box, darker, lighter, line, mix, oval, polygon, shape, star, trace

GROUND = 790.0


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one picture: wall, table, accent of labels and lids."""

    wall: str
    table: str
    accent: str
    second: str


WALLS = ("#f4e6cb", "#efdcc4", "#e6ead2", "#e2e6ee", "#f3ddd0", "#ece3d4", "#f7ebc9", "#dde8e0", "#eadfeb")
TABLES = ("#d9b98c", "#c9a27a", "#b9c09a", "#b3bccb", "#d8a58c", "#cbb79a", "#e0bd7a", "#a9bfae", "#bfa9c4")
ACCENTS = ("#41521e", "#a4452a", "#3a3aa8", "#8a5a12", "#6b2f4a", "#1f5f5b", "#b3361b")
SECONDS = ("#e0a11b", "#f3dfae", "#c98b2b", "#e8b9a0")


def palette_of(chance: random.Random, liked: tuple[int, ...] = ()) -> Palette:
    """Choose colours; `liked` are the walls that suit the goods."""
    index = chance.choice(liked or tuple(range(len(WALLS))))
    return Palette(WALLS[index], TABLES[index], chance.choice(ACCENTS), chance.choice(SECONDS))


def arch(x: float, base: float, width: float, height: float, fill: str, *, opacity: float = 1.0) -> str:
    """Draw a horseshoe arch."""
    half, spring = width / 2, base - height * 0.55
    path = trace(
        "M",
        x - half * 0.9,
        base,
        "L",
        x - half * 0.9,
        spring,
        "C",
        x - half * 1.12,
        spring - height * 0.18,
        x - half * 0.8,
        base - height * 0.86,
        x,
        base - height,
        "C",
        x + half * 0.8,
        base - height * 0.86,
        x + half * 1.12,
        spring - height * 0.18,
        x + half * 0.9,
        spring,
        "L",
        x + half * 0.9,
        base,
        "z",
    )
    return shape(path, fill, opacity=opacity)


def _tiles(palette: Palette) -> str:
    tone = mix(palette.wall, palette.table, 0.42)
    rows = []
    for row in range(5):
        for column in range(9):
            x, y = 20 + column * 120 + (60 if row % 2 else 0), 90 + row * 118
            rows.append(star(x, y, 44, tone, depth=0.766))
            rows.append(star(x, y, 17, palette.wall, depth=0.54))
    return f'<g opacity=".5">{"".join(rows)}</g>'


def _shelf_wall(palette: Palette) -> str:
    tone = mix(palette.wall, palette.table, 0.3)
    return "".join(box(0, 60 + row * 170, 1000, 6, tone, opacity=0.8) for row in range(5))


def _window_light(palette: Palette) -> str:
    light = lighter(palette.wall, 0.55)
    panes = [
        polygon([(90 + i * 190, 60), (240 + i * 190, 60), (420 + i * 190, 690), (270 + i * 190, 690)])
        for i in range(3)
    ]
    return "".join(shape(pane, light, opacity=0.55) for pane in panes)


def backdrop(chance: random.Random, palette: Palette) -> str:
    """Draw what stands behind, and the table."""
    tone = mix(palette.wall, palette.table, 0.45)
    motif = chance.choice(("arch", "arch", "disc", "tiles", "light", "niche", "shelf"))
    if motif == "arch":
        behind = arch(500, 720, 720, 640, lighter(palette.wall, 0.5)) + arch(
            500, 720, 600, 560, tone, opacity=0.55
        )
    elif motif == "disc":
        behind = oval(500, 430, 330, 330, lighter(palette.wall, 0.55)) + oval(
            500, 430, 262, 262, tone, opacity=0.4
        )
    elif motif == "tiles":
        behind = _tiles(palette)
    elif motif == "light":
        behind = _window_light(palette)
    elif motif == "niche":
        behind = "".join(arch(x, 720, 270, 520, tone, opacity=0.5) for x in (180, 500, 820))
    else:
        behind = _shelf_wall(palette)
    cloth = chance.random() < 0.4
    table = box(0, 712, 1000, 288, palette.table) + box(0, 712, 1000, 10, lighter(palette.table, 0.35))
    if cloth:
        stripes = "".join(
            box(0, 890 + i * 26, 1000, 9, c, opacity=0.75)
            for i, c in enumerate((palette.accent, palette.second))
        )
        table += stripes
    else:
        grain = darker(palette.table, 0.12)
        table += line(
            "M40 860C300 850 520 872 960 858M120 930C420 922 700 940 900 930", grain, 4, opacity=0.5
        )
    return behind + table
