"""Drawn pictures of products and of the lands of cooperatives: the same seed always gives the same picture."""

import random
import zlib

from PIL import Image

from catalog.drawing.backdrops import backdrop
from catalog.drawing.canvas import darker, lighter, placed, printed
from catalog.drawing.families import STILL_LIVES, still_life
from catalog.drawing.landscapes import landscape

FAMILIES = tuple(STILL_LIVES)


def _chance(kind: str, seed: int) -> random.Random:
    return random.Random(zlib.crc32(f"{kind}:{seed}".encode()))


def product_picture(family: str, seed: int, size: tuple[int, int] = (1200, 1200)) -> Image.Image:
    """Draw a still life of a product family (a key of products.json) as an RGB picture of `size` pixels."""
    chance = _chance(family, seed)
    palette, goods = still_life(family, chance)
    body = backdrop(chance, palette) + placed(goods, x=-55, y=-118, scale=1.11)
    return printed(
        body, size=size, top=lighter(palette.wall, 0.35), bottom=darker(palette.wall, 0.06), view=(1000, 1000)
    )


def cooperative_picture(seed: int, region: str = "", size: tuple[int, int] = (1200, 750)) -> Image.Image:
    """Draw the land of a cooperative; `region` (ISO 3166-2, such as MA-08) chooses sea, mountains, palms or dunes."""
    chance = _chance(f"land-{region}", seed)
    sky, body = landscape(chance, region)
    return printed(body, size=size, top=sky[0], bottom=sky[1], view=(1200, 750))
