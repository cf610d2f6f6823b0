"""One still life per product family: which vessels and goods stand together, and in which colours."""

import random
from collections.abc import Callable

from catalog.drawing import crafts, goods, plants, vessels
from catalog.drawing.backdrops import GROUND, Palette, palette_of
from catalog.drawing.canvas import box, line, oval, placed, polygon, shadow, shape, turned

StillLife = Callable[[random.Random, Palette], str]
KRAFT = ("#c9a06a", "#b98d58", "#e8d9b8", "#f3ead6", "#6d7a4a")


def couscous(chance: random.Random, p: Palette) -> str:
    """Couscous in a bowl, in bags, or both."""
    colour = chance.choice(("#f0d391", "#e8c27a", "#e3b35c", "#d9b88a", "#c9a46b"))
    if chance.random() < 0.5:
        heap = goods.dome(500, 590, 300, 230, colour) + goods.grains(chance, 500, 590, 300, 230, colour)
        ears = "".join(
            plants.branch(120 + i * 34, 800, 330, -12 + i * 9, "#d2a53f", leaves=12, size=0.13)
            for i in range(3)
        )
        return ears + vessels.bowl(500, GROUND + 60, 640, p.accent, p.second, heap)
    style = chance.randrange(99)
    big = vessels.bag(420, GROUND + 40, 380, 560, chance.choice(KRAFT), colour, p.accent, p.second, style)
    small = goods.dome(740, 750, 130, 110, colour) + goods.grains(chance, 740, 750, 130, 110, colour, 40)
    return big + vessels.bowl(740, GROUND + 90, 290, p.accent, p.second, small)


def dates(chance: random.Random, p: Palette) -> str:
    """Dates heaped in a bowl, in an open box or in a basket."""
    colour = chance.choice(("#7a3f1d", "#5e2d16", "#94552a", "#a8682f", "#3f2015"))
    kind = chance.randrange(3)
    if kind == 0:
        heap = goods.heap_of(chance, "date", 500, 600, 290, 210, colour, 46)
        return vessels.bowl(500, GROUND + 60, 620, p.accent, p.second, heap) + goods.strewn(
            chance, "date", colour, count=4, size=40, y=925
        )
    if kind == 1:
        heap = goods.heap_of(chance, "date", 500, 560, 280, 200, colour, 44)
        leaves = plants.branch(210, 560, 420, -42, "#6f8a3c", leaves=16, size=0.3)
        return leaves + vessels.basket(500, GROUND + 50, 620, 290, "#d2aa69", p.accent, heap)
    lid = shape(polygon([(230, 520), (770, 520), (720, 330), (280, 330)]), "#e8d3a8") + shape(
        polygon([(262, 505), (738, 505), (698, 350), (302, 350)]), p.accent
    )
    tray = shape(polygon([(200, 850), (800, 850), (770, 520), (230, 520)]), "#f4e6c8") + shape(
        polygon([(232, 826), (768, 826), (742, 544), (258, 544)]), "#8a6a3f"
    )
    rows = "".join(
        goods.date_fruit(304 + column * 66 + row * 2, 590 + row * 82, 42, 6, colour)
        for row in range(3)
        for column in range(7)
    )
    return shadow(500, 850, 640) + lid + tray + rows


def honey(chance: random.Random, p: Palette) -> str:
    """Jars of honey with comb, dipper or the flower it comes from."""
    colour = chance.choice(("#e59c1a", "#c9741a", "#a4531a", "#f0b93a", "#7d3d16", "#f4d27a"))
    style = chance.randrange(99)
    extra = chance.randrange(3)
    if extra == 0:
        side = goods.comb(590, 760, 42)
        x = 370.0
    elif extra == 1:
        side = plants.bunch(
            chance,
            730,
            GROUND + 70,
            420,
            "#6f8a4c",
            p.second,
            flowers=chance.choice(("#9a7fc4", "#d9a3b8", "#f0d050")),
        )
        x = 370.0
    else:
        side = vessels.jar(720, GROUND + 90, 240, 280, colour, p.accent, p.second, style + 1)
        x = 390.0
    return vessels.jar(x, GROUND + 50, 390, 500, colour, p.accent, p.second, style) + side


def olive_oil(chance: random.Random, p: Palette) -> str:
    """A bottle or canister of olive oil beside a branch of olives."""
    glass = chance.choice(("#6d7a22", "#8c9a2e", "#47521c", "#a8a93c"))
    style = chance.randrange(99)
    branch = plants.branch(
        620, 700, 460, 48, "#6f8246", leaves=12, size=0.2, fruit=chance.choice(("#4a3350", "#6f7d2a"))
    )
    if chance.random() < 0.3:
        main = vessels.can(
            430,
            GROUND + 50,
            360,
            560,
            chance.choice(("#41521e", "#d9b13c", "#a4452a", "#f3ead6")),
            p.accent,
            p.second,
            style,
        )
    elif chance.random() < 0.5:
        main = vessels.bottle(350, GROUND + 40, 230, 640, glass, p.accent, p.second, style) + vessels.bottle(
            560, GROUND + 75, 190, 470, glass, p.accent, p.second, style
        )
    else:
        main = vessels.bottle(430, GROUND + 50, 260, 660, glass, p.accent, p.second, style)
    return (
        branch
        + main
        + goods.strewn(chance, "olive", chance.choice(("#4a3350", "#7f8f2e")), count=5, x=680, wide=200)
    )


def table_olives(chance: random.Random, p: Palette) -> str:
    """Table olives in a bowl or a jar."""
    colour = chance.choice(("#8a9a35", "#4a3048", "#2f2230", "#a06a4a", "#b5a83e"))
    leaves = plants.branch(820, 690, 360, 24, "#6f8246", leaves=10, size=0.22)
    if chance.random() < 0.55:
        heap = goods.heap_of(chance, "olive", 470, 610, 270, 190, colour, 60)
        return (
            leaves
            + vessels.bowl(470, GROUND + 60, 580, p.accent, p.second, heap)
            + goods.strewn(chance, "olive", colour, count=4, y=930)
        )
    jar = vessels.jar(440, GROUND + 50, 400, 500, colour, p.accent, p.second, chance.randrange(99))
    return leaves + jar + goods.strewn(chance, "olive", colour, count=6, x=730, wide=170)


def argan_food(chance: random.Random, p: Palette) -> str:
    """Argan oil or amlou with its nuts."""
    style = chance.randrange(99)
    nuts = goods.strewn(chance, "almond", "#8a5a2e", count=8, x=710, wide=190, size=40)
    leaves = plants.branch(700, 720, 380, 34, "#7d8f4a", leaves=14, size=0.14, fruit="#c9a23c")
    if chance.random() < 0.35:
        amlou = vessels.jar(420, GROUND + 50, 400, 440, "#a8713a", p.accent, p.second, style)
        return leaves + amlou + goods.strewn(chance, "almond", "#b9743a", count=8, x=710, wide=190, size=40)
    oil = chance.choice(("#c77f24", "#d99a3c", "#a8621c"))
    pair = (
        vessels.bottle(610, GROUND + 84, 150, 370, oil, p.accent, p.second, style)
        if chance.random() < 0.45
        else ""
    )
    return leaves + vessels.bottle(410, GROUND + 45, 250, 640, oil, p.accent, p.second, style) + pair + nuts


def cosmetic(chance: random.Random, p: Palette) -> str:
    """Dropper bottles, soaps and creams with flowers."""
    style = chance.randrange(99)
    petals = goods.strewn(
        chance, "flower", chance.choice(("#e3a3b0", "#f4efe2", "#d96f7d")), count=6, y=920, size=46
    )
    glass = chance.choice(("#7a4a24", "#35523a", "#3f3a5e", "#c98b4a"))
    kind = chance.randrange(3)
    if kind == 0:
        return _dropper(400, glass, p, style, 1.0) + _dropper(640, glass, p, style + 1, 0.72) + petals
    if kind == 1:
        soap = chance.choice(("#7a8a46", "#c9a46b", "#d9b3a0", "#4a3a24", "#e8dcc0"))
        bars = [
            placed(_soap(soap, p), x=470 + dx, y=GROUND + 60 - dy, turn=turn)
            for dx, dy, turn in ((0, 0, 0), (30, 132, -4), (-14, 264, 5))
        ]
        return shadow(480, GROUND + 64, 480) + "".join(bars) + petals
    cream = vessels.tin(420, GROUND + 50, 430, 210, "#f6efe0", p.accent, p.second, style)
    return _dropper(720, glass, p, style, 0.9) + cream + petals


def _dropper(x: float, glass: str, p: Palette, style: int, scale: float) -> str:
    body = vessels.bottle(0, 0, 240, 470, glass, p.accent, p.second, 1)
    bulb = turned([(470, 38), (480, 40), (560, 34), (590, 20), (598, 6)], 0, 0, "#2a2420", shine=0.3)
    collar = turned([(410, 44), (415, 46), (470, 46)], 0, 0, p.second, shine=0.3)
    return placed(body + collar + bulb, x=x, y=GROUND + 50, scale=scale)


def _soap(colour: str, p: Palette) -> str:
    bar = box(-210, -126, 420, 126, colour, corner=30) + box(
        -210, -44, 420, 44, "#2a1708", corner=22, opacity=0.14
    )
    wrap = box(-70, -127, 140, 128, "#fbf3de") + box(-70, -30, 140, 12, p.accent)
    return bar + wrap + oval(0, -76, 26, 26, p.accent) + oval(0, -76, 13, 13, p.second)


def almonds(chance: random.Random, p: Palette) -> str:
    """Almonds in a bowl, a bag or a jar."""
    colour = chance.choice(("#b9743a", "#a8622c", "#f0dcb8", "#c98f58"))
    kind = chance.randrange(3)
    if kind == 0:
        heap = goods.heap_of(chance, "almond", 500, 610, 280, 200, colour, 52)
        flowers = goods.strewn(chance, "flower", "#f6dfe2", count=4, y=925, size=48)
        return vessels.bowl(500, GROUND + 60, 600, p.accent, p.second, heap) + flowers
    strewn = goods.strewn(chance, "almond", colour, count=9, x=690, wide=220, size=44)
    if kind == 1:
        return (
            vessels.bag(
                410,
                GROUND + 40,
                380,
                560,
                chance.choice(KRAFT),
                colour,
                p.accent,
                p.second,
                chance.randrange(99),
            )
            + strewn
        )
    return vessels.jar(410, GROUND + 50, 380, 500, colour, p.accent, p.second, chance.randrange(99)) + strewn


def saffron(chance: random.Random, p: Palette) -> str:
    """Saffron threads with its tin or glass and crocus flowers."""
    flowers = "".join(
        plants.crocus(650 + i * 84, GROUND + 10 + (i % 2) * 40, 190 - i * 10, -14 + i * 14) for i in range(3)
    )
    style = chance.randrange(99)
    if chance.random() < 0.5:
        box_of = vessels.tin(
            380,
            GROUND + 30,
            420,
            240,
            chance.choice(("#a4352a", "#41521e", "#3f3a8a", "#d9b13c")),
            p.accent,
            p.second,
            style,
        )
    else:
        box_of = vessels.jar(380, GROUND + 30, 290, 380, "#b3361b", p.accent, p.second, style)
    return flowers + box_of + oval(600, 930, 250, 44, "#fbf3de") + goods.threads(chance, 600, 915, 170, 26)


def herbs(chance: random.Random, p: Palette) -> str:
    """A bunch of herbs, a bag of infusion, a steaming glass."""
    green = chance.choice(("#5f8048", "#7c9460", "#4f6f3f", "#8aa06a", "#6a8a72"))
    flower = chance.choice(("", "", "#9a7fc4", "#f2e3a0", "#c9a0cc"))
    bunch = plants.bunch(chance, 365, GROUND + 70, 590, green, p.accent, flowers=flower)
    if chance.random() < 0.55:
        return bunch + vessels.bag(
            710, GROUND + 70, 270, 400, chance.choice(KRAFT), green, p.accent, p.second, chance.randrange(99)
        )
    tea = turned(
        [(0, 60), (20, 72), (150, 78), (260, 92)], 720, GROUND + 70, "#c9b04a", shade="#8a7a2a", shine=0.45
    )
    steam = "".join(
        line(f"M{690 + i * 40} 560q-22-40 0-80t0-80", "#ffffff", 7, opacity=0.5) for i in range(2)
    )
    band = oval(720, GROUND - 190, 92, 16, "#e3d27a") + line(f"M634 {GROUND - 60}h172", p.second, 9)
    return bunch + shadow(720, GROUND + 70, 200) + tea + band + steam


def essential_oils(chance: random.Random, p: Palette) -> str:
    """A small bottle of essential oil or floral water with its plant."""
    plant = chance.choice(
        (("#7c8fa0", "#8d7fc4"), ("#5f8048", "#d9a3b8"), ("#6a8a72", "#e8e0f0"), ("#7c9460", "#f4efe2"))
    )
    bunch = plants.bunch(chance, 670, GROUND + 60, 540, plant[0], p.accent, flowers=plant[1])
    glass = chance.choice(("#7a4a24", "#2f4a63", "#35523a"))
    if chance.random() < 0.5:
        return bunch + _dropper(370, glass, p, chance.randrange(99), 1.05)
    return bunch + vessels.bottle(370, GROUND + 50, 250, 600, glass, p.accent, p.second, chance.randrange(99))


def truffles(chance: random.Random, p: Palette) -> str:
    """Desert truffles in a basket or a jar."""
    colour = chance.choice(("#a67a4e", "#c9a27a", "#8a6440", "#d9bd96"))
    if chance.random() < 0.6:
        heap = goods.heap_of(chance, "stone", 500, 560, 280, 190, colour, 30)
        return vessels.basket(500, GROUND + 50, 620, 280, "#c9a06a", p.accent, heap) + goods.strewn(
            chance, "stone", colour, count=3, size=56, y=930
        )
    return vessels.jar(
        420, GROUND + 50, 390, 470, colour, p.accent, p.second, chance.randrange(99)
    ) + goods.strewn(chance, "stone", colour, count=5, x=720, wide=170, size=60)


def dairy(chance: random.Random, p: Palette) -> str:
    """Cheeses, butter in its pot, or wool."""
    kind = chance.randrange(3)
    if kind == 0:
        stack = goods.cheese(440, GROUND + 60, 480, "#f7efdc", "#6f8a4c") + goods.cheese(
            480, GROUND - 86, 360, "#fbf6e8", "#a4452a"
        )
        return stack + plants.branch(800, GROUND + 60, 330, 14, "#6f8a4c", leaves=12)
    if kind == 1:
        return crafts.vase(
            430, GROUND + 50, 430, 500, chance.choice(("#c98b58", "#e8dcc0", "#7f9a8a")), p.accent, 2
        ) + goods.cheese(770, GROUND + 90, 230, "#f5d98a", "#c98b2b")
    tones = chance.sample(("#f3ead6", "#a4352a", "#c9a27a", "#41521e", "#2d3f6b", "#e0a11b", "#6b4a2b"), 3)
    return (
        goods.wool(330, GROUND + 40, 170, tones[0])
        + goods.wool(660, GROUND + 50, 150, tones[1])
        + goods.wool(490, GROUND + 110, 130, tones[2])
    )


def craft(chance: random.Random, p: Palette) -> str:
    """A rug, a pot, a plate, slippers, cloth, a basket or a lantern."""
    kind = chance.choice(
        ("rug", "rug", "rug", "vase", "plate", "tagine", "slippers", "folded", "basket", "lantern")
    )
    glaze = chance.choice(("#2f5f8a", "#3f7f6a", "#f3ead6", "#c98b58", "#a4452a", "#d9b13c"))
    paint = "#fbf3de" if glaze != "#f3ead6" else "#2d3f8a"
    if kind == "rug":
        return crafts.rug(chance, width=chance.choice((440, 520, 580)))
    if kind == "vase":
        return crafts.vase(410, GROUND + 50, 400, 600, glaze, paint, chance.randrange(3)) + crafts.vase(
            730, GROUND + 90, 220, 320, p.accent, p.second, chance.randrange(3)
        )
    if kind == "plate":
        return crafts.plate(
            500, 560, 300, "#fbf3de", chance.choice(("#2d3f8a", "#1f5f5b", "#8a3a24")), p.second
        ) + shadow(500, 868, 420)
    if kind == "tagine":
        return crafts.tagine(500, GROUND + 60, 600, glaze, paint)
    if kind == "slippers":
        return crafts.slippers(
            490, GROUND + 70, chance.choice(("#e0a11b", "#a4352a", "#f3dfae", "#6b2f4a", "#41521e")), p.second
        )
    if kind == "folded":
        return crafts.folded(chance, 500, GROUND + 60, 600)
    if kind == "lantern":
        return crafts.lantern(500, GROUND + 60, 330, 680, chance.choice(("#c98b2b", "#a8763a", "#8a8f94")))
    return vessels.basket(
        500, GROUND + 50, 600, 400, "#d8b476", chance.choice(("#a4352a", "#2d3f6b", "#41521e")), ""
    )


def other(chance: random.Random, p: Palette) -> str:
    """Spices, preserves, figs, lentils, pomegranates."""
    kind = chance.randrange(4)
    if kind == 0:
        tones = chance.sample(("#b3361b", "#d9921a", "#8a4a1c", "#6f7d2a", "#c9a46b"), 3)
        bowls = []
        for x, y, width, tone in (
            (300, GROUND + 20, 300, tones[0]),
            (690, GROUND + 20, 300, tones[1]),
            (495, GROUND + 110, 340, tones[2]),
        ):
            rim = y - width * 0.36
            bowls.append(
                vessels.bowl(
                    x, y, width, p.accent, p.second, goods.dome(x, rim, width * 0.44, width * 0.4, tone)
                )
            )
        return "".join(bowls)
    if kind == 1:
        colour = chance.choice(("#8a2438", "#c9541e", "#6b2f4a", "#d9921a"))
        return vessels.jar(
            400, GROUND + 50, 370, 460, colour, p.accent, p.second, chance.randrange(99)
        ) + goods.strewn(chance, "stone", colour, count=5, x=710, wide=180, size=70)
    if kind == 2:
        colour = chance.choice(("#5b3350", "#b3361b", "#c98b2b"))
        return vessels.basket(
            500,
            GROUND + 50,
            600,
            280,
            "#c9a06a",
            p.accent,
            goods.heap_of(chance, "stone", 500, 560, 270, 190, colour, 26),
        ) + goods.strewn(chance, "leaf", "#6f8a4c", count=4, y=930, size=50)
    colour = chance.choice(("#a8622c", "#7a5a30", "#6f7d4a", "#3f3028"))
    return vessels.bag(
        420, GROUND + 40, 370, 540, chance.choice(KRAFT), colour, p.accent, p.second, chance.randrange(99)
    ) + vessels.bowl(
        750,
        GROUND + 90,
        270,
        p.accent,
        p.second,
        goods.dome(750, GROUND - 7, 118, 70, colour)
        + goods.grains(chance, 750, GROUND - 7, 118, 70, colour, 30),
    )


STILL_LIVES: dict[str, tuple[StillLife, tuple[int, ...]]] = {
    "couscous-cereals": (couscous, (0, 1, 2, 4, 5, 7)),
    "dates": (dates, (0, 2, 5, 6, 7)),
    "honey": (honey, (0, 2, 3, 5, 7, 6)),
    "olive-oil": (olive_oil, (0, 1, 5, 6, 4)),
    "table-olives": (table_olives, (0, 1, 4, 5, 6)),
    "argan-food": (argan_food, (0, 2, 4, 5, 7)),
    "argan-cosmetic": (cosmetic, (1, 2, 4, 5, 7, 8)),
    "almonds": (almonds, (2, 3, 4, 5, 7)),
    "saffron": (saffron, (2, 3, 5, 6, 8)),
    "map-herbs": (herbs, (0, 1, 4, 5, 6, 8)),
    "essential-oils": (essential_oils, (1, 3, 4, 5, 8)),
    "truffles": (truffles, (0, 2, 3, 5, 7)),
    "dairy-livestock": (dairy, (2, 3, 4, 7, 8)),
    "crafts": (craft, ()),
    "other-terroir": (other, ()),
}


def still_life(family: str, chance: random.Random) -> tuple[Palette, str]:
    """Draw the goods of a family; an unknown family shows other local products."""
    draw, liked = STILL_LIVES.get(family, STILL_LIVES["other-terroir"])
    palette = palette_of(chance, liked)
    return palette, draw(chance, palette)
