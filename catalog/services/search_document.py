"""Write what a search can find of a product: its own words first, then its family and maker, then its story."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from catalog.models.product import Product
from marketplace.kernel.geography import province, regions
from marketplace.kernel.search_text import search_words

# The languages that PostgreSQL can stem; Tamazight is found by its words as they are written.
STEMMED: Mapping[str, str] = {"ar": "arabic", "fr": "french", "en": "english", "es": "spanish"}

# The weighted document of a row `d` of words, as written by `search_words_of`.
DOCUMENT = """
    setweight(to_tsvector('simple', d.own_words), 'A') || setweight(to_tsvector('simple', d.around_words), 'B')
    || setweight(to_tsvector('arabic', d.ar_words), 'C') || setweight(to_tsvector('french', d.fr_words), 'C')
    || setweight(to_tsvector('english', d.en_words), 'C') || setweight(to_tsvector('spanish', d.es_words), 'C')
"""
COLUMNS = ("own_words", "around_words", *(f"{language}_words" for language in STEMMED))
_WRITE = f"""
    UPDATE catalog_product p SET search_document = {DOCUMENT}
    FROM unnest(%(ids)s::bigint[], {", ".join(f"%({column})s::text[]" for column in COLUMNS)})
         AS d(id, {", ".join(COLUMNS)})
    WHERE p.id = d.id
"""


def search_document_write(*, product_ids: Sequence[int]) -> None:
    """Write the search document of these products anew, from all that is known of them."""
    rows = Product.objects.filter(pk__in=product_ids).select_related(
        "organisation", "product_type", "category"
    )
    values: dict[str, list[Any]] = {"ids": [], **{column: [] for column in COLUMNS}}
    for row in rows.defer("search_document"):
        values["ids"].append(row.pk)
        around = words_around(
            row.organisation.names, row.product_type.names, row.category.names, province_code=row.province
        )
        for column, text in search_words_of(
            names=row.names, stories=[row.descriptions, row.ingredients], around=around
        ).items():
            values[column].append(text)
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)


def words_around(*names: Mapping[str, str], province_code: str) -> dict[str, str]:
    """Return the words of what stands around a product (maker, family, shelf, place): all, and by language."""
    place = province(province_code)
    texts = [*names, place.names, regions()[place.region].names]
    return {"": _words(texts), **{language: _words(texts, language) for language in STEMMED}}


def search_words_of(
    *, names: Mapping[str, str], stories: Sequence[Mapping[str, str]], around: Mapping[str, str]
) -> dict[str, str]:
    """Return the normalised words of each column of a search document."""
    words = {"own_words": _words([names]), "around_words": around[""]}
    for language in STEMMED:
        words[f"{language}_words"] = f"{_words([names, *stories], language)} {around[language]}"
    return words


def _words(texts: Sequence[Mapping[str, str]], language: str = "") -> str:
    """Join the words of texts in one language, or in all."""
    chosen = (text for each in texts for text in ([each.get(language, "")] if language else each.values()))
    return " ".join(search_words(" ".join(chosen)))
