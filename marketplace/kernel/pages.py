"""Pages that are found by where the last one ended, so that page 10,000 costs what page 1 does."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
U = TypeVar("U")
Key = str | int | datetime | date | UUID
Kind = type[str] | type[int] | type[datetime] | type[date] | type[UUID]

MAX_PAGE_SIZE = 100
MAX_CURSOR_LENGTH = 800


@dataclass(frozen=True, slots=True)
class Page(Generic[T_co]):
    """
    Some items, whether more follow in the direction of reading, and the cursor to ask for those with.

    `cursor` is empty for an empty page; `cursors` holds the place of each item, for connections.
    """

    items: tuple[T_co, ...]
    has_next: bool
    cursor: str
    cursors: tuple[str, ...] = ()


def cursor_of(keys: Sequence[Key]) -> str:
    """Write the sort values of a row as an opaque cursor."""
    plain = [_plain(key) for key in keys]
    return base64.urlsafe_b64encode(json.dumps(plain, ensure_ascii=False).encode()).decode().rstrip("=")


def _plain(key: Key) -> str | int:
    if isinstance(key, date):
        return key.isoformat()
    return str(key) if isinstance(key, UUID) else key


def keys_of(cursor: str, kinds: Sequence[Kind]) -> tuple[Key, ...]:
    """
    Read a cursor back, demanding values of these kinds.

    :raises InvalidInput: if it is not a cursor of such a page
    """
    try:
        if len(cursor) > MAX_CURSOR_LENGTH:
            raise ValueError(cursor[:20])
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(kinds):
            raise ValueError(values)
        return tuple(_key(value, kind) for value, kind in zip(values, kinds, strict=True))
    except (ValueError, binascii.Error, TypeError, RecursionError):
        raise InvalidInput(_("This page address is not one of ours."), field="after") from None


def _key(value: object, kind: Kind) -> Key:
    if kind is UUID and isinstance(value, str):
        return UUID(value)
    if kind is date and isinstance(value, str):
        return date.fromisoformat(value)
    if kind is datetime and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError(value)
        return moment
    if kind is int and isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63:
        return value
    if kind is str and isinstance(value, str) and "\x00" not in value:
        return value
    raise ValueError(value)


def page_of(rows: Sequence[T], *, first: int, keys: Callable[[T], Sequence[Key]]) -> Page[T]:
    """Cut `first` rows out of up to `first` + 1 that were read."""
    items = tuple(rows[:first])
    cursors = tuple(cursor_of(keys(item)) for item in items)
    return Page(items, len(rows) > first, cursors[-1] if cursors else "", cursors)


def page_size(first: int) -> int:
    """
    Return how many rows to show.

    :raises InvalidInput: if it is below 1 or above MAX_PAGE_SIZE
    """
    if not 1 <= first <= MAX_PAGE_SIZE:
        raise InvalidInput(
            _("A page holds between 1 and %(most)s items.") % {"most": MAX_PAGE_SIZE}, field="first"
        )
    return first


def mapped(page: Page[T], change: Callable[[T], U]) -> Page[U]:
    """Return the same page with each item changed."""
    return Page(tuple(change(item) for item in page.items), page.has_next, page.cursor, page.cursors)
