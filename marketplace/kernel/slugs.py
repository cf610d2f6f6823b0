"""Names in addresses: readable, short and free."""

from collections.abc import Collection, Iterator
from itertools import count

from django.utils.text import slugify

from marketplace.kernel.search_text import normalised


def slug_from(text: str, *, fallback: str, most: int) -> str:
    """Return what a text makes as a slug of at most `most` characters, or the fallback where nothing is left."""
    return slugify(normalised(text))[:most].strip("-") or fallback


def free_slug(base: str, taken: Collection[str]) -> str:
    """Return the base if it is free, else the base with the first free number from 2 on."""
    return next(each for each in _numbered(base) if each not in taken)


def _numbered(base: str) -> Iterator[str]:
    yield base
    for number in count(2):
        yield f"{base}-{number}"
