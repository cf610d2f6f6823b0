"""The one small copy of each product's first picture that a list needs, in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db import connection

from catalog.selectors.rows import texts
from marketplace.kernel.prepared import among
from marketplace.kernel.texts import text_in

_THUMBNAILS = """
    SELECT DISTINCT ON (m.product_id) m.product_id, m.alts, COALESCE(copy.file, m.image)
    FROM catalog_media m
    LEFT JOIN LATERAL (
        SELECT th.file FROM catalog_thumbnail th
        WHERE th.media_id = m.id AND th.format = %(format)s AND th.state = 'done' AND th.size >= %(size)s
        ORDER BY th.size LIMIT 1
    ) copy ON true
    WHERE m.product_id = ANY(%(ids)s)
    ORDER BY m.product_id, m.position, m.id
"""


@dataclass(frozen=True, slots=True)
class ThumbnailRow:
    """Where a picture of about the size asked for lies, and what it shows, by language."""

    path: str
    alts: Mapping[str, str]

    def alt(self, language: str) -> str:
        """What to tell who cannot see it."""
        return text_in(self.alts, language)


def thumbnails_of(product_ids: Sequence[int], *, size: int, kind: str) -> dict[int, ThumbnailRow]:
    """
    Return the smallest copy at least `size` pixels long of each product's first picture, or the whole picture.

    :param kind: a ThumbnailFormat
    """
    statement, keys = among(_THUMBNAILS, product_ids)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"ids": keys, "size": size, "format": kind})
        return {
            product_id: ThumbnailRow(default_storage.url(file), texts(alts))
            for product_id, alts, file in cursor.fetchall()
        }
