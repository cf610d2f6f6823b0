"""Pictures with the small copies that exist, ready for `<picture>` and `srcset`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection

from catalog.models.media import Media, VariantMedia
from catalog.selectors.rows import texts
from marketplace.kernel.prepared import among
from marketplace.kernel.texts import text_in


@dataclass(frozen=True, slots=True)
class Source:
    """One small copy: `size` is the longest side asked for, `width` and `height` what came out, in pixels."""

    size: int
    format: str
    width: int
    height: int
    url: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its copies, smallest first; `url` is the whole picture."""

    media_id: int
    url: str
    width: int
    height: int
    alts: Mapping[str, str]
    sources: tuple[Source, ...]

    def alt(self, language: str) -> str:
        """What to tell who cannot see it."""
        return text_in(self.alts, language)

    def srcset(self, kind: str) -> str:
        """The copies of one format as an HTML `srcset`; empty while none has been made."""
        return ", ".join(f"{each.url} {each.width}w" for each in self.sources if each.format == kind)

    def url_for(self, size: int, kind: str = "webp") -> str:
        """The smallest copy of a format that is at least `size` pixels long, or the whole picture."""
        fitting = (each.url for each in self.sources if each.format == kind and each.size >= size)
        return next(fitting, self.url)


_OF_PRODUCTS = """
    SELECT m.product_id, m.id, m.image, m.width, m.height, m.alts, th.size, th.format, th.width, th.height, th.file
    FROM {source} m
    LEFT JOIN catalog_thumbnail th ON th.media_id = m.id AND th.state = 'done'
    ORDER BY m.product_id, m.position, m.id, th.size, th.format
"""
_ALL = _OF_PRODUCTS.format(source="(SELECT * FROM catalog_media WHERE product_id = ANY(%(ids)s))")
_BY_ID = _OF_PRODUCTS.format(source="(SELECT * FROM catalog_media WHERE id = ANY(%(ids)s))")
_FIRST = _OF_PRODUCTS.format(
    source="""(SELECT DISTINCT ON (product_id) * FROM catalog_media WHERE product_id = ANY(%(ids)s)
               ORDER BY product_id, position, id)"""
)


def galleries_of(product_ids: Sequence[int]) -> dict[int, list[Picture]]:
    """Return all pictures of products in their order, in one statement."""
    return _read(_ALL, product_ids)


def first_pictures_of(product_ids: Sequence[int]) -> dict[int, Picture]:
    """Return the first picture of each product that has one, in one statement."""
    return {product_id: pictures[0] for product_id, pictures in _read(_FIRST, product_ids).items()}


def pictures_of(media_ids: Sequence[int]) -> dict[int, Picture]:
    """Return pictures by their own id, in one statement."""
    found = _read(_BY_ID, media_ids)
    return {picture.media_id: picture for pictures in found.values() for picture in pictures}


def pictures_of_variants(variant_ids: Sequence[int]) -> dict[int, list[Picture]]:
    """Return the pictures that show variants, in the order of their product's, in two statements at most."""
    pairs = list(
        VariantMedia.objects.filter(variant__in=list(variant_ids))
        .order_by("media__position", "media_id")
        .values_list("variant_id", "media_id")
    )
    rows = pictures_of([media_id for _variant, media_id in pairs])
    found: dict[int, list[Picture]] = {key: [] for key in variant_ids}
    for variant_id, media_id in pairs:
        found[variant_id].append(rows[media_id])
    return found


def placed_pictures(media_ids: Sequence[int]) -> dict[int, int]:
    """Return the places of pictures among those of their products, in one statement."""
    return dict(Media.objects.filter(pk__in=list(media_ids)).values_list("pk", "position"))


def _read(sql: str, product_ids: Sequence[int]) -> dict[int, list[Picture]]:
    if not product_ids:
        return {}
    statement, keys = among(sql, product_ids)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"ids": keys})
        rows = cursor.fetchall()
    copies: dict[int, list[Source]] = {}
    heads: dict[int, tuple[Any, ...]] = {}
    for row in rows:
        heads.setdefault(row[1], row[:6])
        if row[6] is not None:
            size, kind, width, height, file = row[6:]
            copies.setdefault(row[1], []).append(Source(size, kind, width, height, default_storage.url(file)))
    galleries: dict[int, list[Picture]] = {}
    for product_id, media_id, image, width, height, alts in heads.values():
        picture = Picture(
            media_id, default_storage.url(image), width, height, texts(alts), tuple(copies.get(media_id, ()))
        )
        galleries.setdefault(product_id, []).append(picture)
    return galleries
