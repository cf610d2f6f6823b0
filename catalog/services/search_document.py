"""Write what a search can find of a product: its own words first, then its family and maker, then its story."""

from collections.abc import Mapping, Sequence

from django.db import connection

from catalog.models.product import Product
from marketplace.kernel.geography import provinces, regions
from marketplace.kernel.search_text import search_words

# The languages that PostgreSQL can stem; Tamazight is found by its words as they are written.
STEMMED: Mapping[str, str] = {"ar": "arabic", "fr": "french", "en": "english", "es": "spanish"}

_WRITE = """
    UPDATE catalog_product p SET search_document =
        setweight(to_tsvector('simple', d.names), 'A') || setweight(to_tsvector('simple', d.around), 'B')
        || setweight(to_tsvector('arabic', d.ar), 'C') || setweight(to_tsvector('french', d.fr), 'C')
        || setweight(to_tsvector('english', d.en), 'C') || setweight(to_tsvector('spanish', d.es), 'C')
    FROM unnest(%(ids)s::bigint[], %(names)s::text[], %(around)s::text[],
                %(ar)s::text[], %(fr)s::text[], %(en)s::text[], %(es)s::text[])
         AS d(id, names, around, ar, fr, en, es)
    WHERE p.id = d.id
"""


def search_document_write(*, product_ids: Sequence[int]) -> None:
    """Write the search document of these products anew, from all that is known of them."""
    rows = Product.objects.filter(pk__in=product_ids).select_related(
        "organisation", "product_type", "category"
    )
    columns: dict[str, list[str]] = {key: [] for key in ("names", "around", *STEMMED)}
    ids: list[int] = []
    for row in rows.defer("search_document"):
        ids.append(row.pk)
        around = [row.organisation.names, row.product_type.names, row.category.names]
        for key, text in words_of(
            names=row.names,
            around=[*around, regions()[row.region].names, provinces()[row.province].names],
            stories=[row.descriptions, row.ingredients],
        ).items():
            columns[key].append(text)
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, {"ids": ids, **columns})


def words_of(
    *,
    names: Mapping[str, str],
    around: Sequence[Mapping[str, str]],
    stories: Sequence[Mapping[str, str]],
) -> dict[str, str]:
    """Return the normalised words of each part of a search document."""
    parts = {"names": _words([names]), "around": _words(around)}
    for language in STEMMED:
        parts[language] = _words([{language: each.get(language, "")} for each in (names, *around, *stories)])
    return parts


def _words(texts: Sequence[Mapping[str, str]]) -> str:
    return " ".join(search_words(" ".join(text for each in texts for text in each.values())))
