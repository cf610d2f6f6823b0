"""Gather the words of the shop: names of what is on the shelves, of families, shelves, makers and places."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from django.db import connection, transaction

from catalog.models.offer import Listing
from catalog.models.product import Product
from catalog.models.taxonomy import Category, ProductType
from catalog.models.vocabulary import Word, WordKey
from catalog.spelling import deletions, script_of, sound_of, synonym_groups
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.geography import provinces, regions
from marketplace.kernel.search_text import search_words

_TOKENS = re.compile(r"\w+")
LONGEST = 60
SHORTEST = 2
CHUNK = 2000
# The name of a shelf or a family is worth more than one product's.
SHELF_WEIGHT = 20
# So that two refreshes do not write over each other (any number that nobody else uses)
_LOCK = 7_201_611


class _Gathered:
    """Words with how often they occur, and how they are written in each language."""

    def __init__(self) -> None:
        self.weights: Counter[str] = Counter()
        self.spellings: dict[tuple[str, str], Counter[str]] = {}

    def add(self, names: Mapping[str, str], weight: int = 1) -> None:
        """Count the words of one thing's names, each once."""
        seen: set[str] = set()
        for language, name in names.items():
            for token in _TOKENS.findall(name):
                for word in search_words(token):
                    if SHORTEST <= len(word) <= LONGEST and not word.isdigit():
                        seen.add(word)
                        self.spellings.setdefault((word, language), Counter())[token.lower()] += 1
        for word in seen:
            self.weights[word] += weight

    def rows(self) -> list[Word]:
        """Return the words as rows."""
        shown: dict[str, dict[str, str]] = {}
        for (word, language), spellings in self.spellings.items():
            shown.setdefault(word, {})[language] = spellings.most_common(1)[0][0]
        return [
            Word(
                word=word,
                shown=shown.get(word, {}),
                weight=weight,
                sound=sound_of(word),
                script=script_of(word),
            )
            for word, weight in self.weights.items()
        ]


def vocabulary_refresh() -> int:
    """
    Replace the vocabulary by today's; return how many words it has. Concurrent calls do it one after another.

    The words are gathered before anything is locked, in blocks, so memory grows with the words and not with the
    products.
    """
    gathered = _Gathered()
    for names in _names_on_shelves():
        gathered.add(names)
    for names in _names_around():
        gathered.add(names, SHELF_WEIGHT)
    for phrase in synonym_groups():
        # They help to understand, but nothing on the shelves bears them: any word of the shelves is the better guess.
        gathered.add({"": " ".join(phrase)}, 0)
    rows = gathered.rows()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        Word.objects.all().delete()
        for at in range(0, len(rows), CHUNK):
            made = Word.objects.bulk_create(rows[at : at + CHUNK])
            WordKey.objects.bulk_create(
                WordKey(word=row, key=key) for row in made for key in deletions(row.word)
            )
    return len(rows)


def _names_on_shelves() -> Iterable[Mapping[str, str]]:
    on_shelves = Listing.objects.filter(is_visible=True).values("product_id")
    rows = Product.objects.filter(pk__in=on_shelves).order_by("pk").values_list("names", flat=True)
    return rows.iterator(chunk_size=CHUNK)


def _names_around() -> Iterable[Mapping[str, str]]:
    for model in (ProductType, Category):
        yield from model.objects.order_by("pk").values_list("names", flat=True)
    yield from Organisation.objects.filter(is_seller=True, state="active").values_list("names", flat=True)
    for place in (*regions().values(), *provinces().values()):
        yield place.names
