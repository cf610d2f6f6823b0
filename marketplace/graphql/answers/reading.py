"""What an answer is made of: the tables named in the statements that were executed for it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import connection

from marketplace.graphql.answers.versions import Versions, versions_now
from marketplace.graphql.models import AnswerVersion

_NAME = re.compile(r"[a-z_]+")
# An answer of few statements; a client that makes very many different ones does not fill the memory.
_REMEMBERED = 4096


@lru_cache(maxsize=1)
def _all_tables() -> frozenset[str]:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return frozenset(
        tables - {AnswerVersion._meta.db_table}
    )  # at which version things stand is shown to nobody


@lru_cache(maxsize=_REMEMBERED)
def tables_in(sql: str) -> frozenset[str]:
    """Return our tables that a statement names, wherever it does: rather one too many than one too few."""
    return _all_tables().intersection(_NAME.findall(sql))


class Reading:
    """What was read so far, and at which versions everything stood before the first of it was read."""

    __slots__ = ("_asks", "tables", "versions")

    def __init__(self) -> None:
        self.tables: set[str] = set()
        self.versions: Versions | None = None
        self._asks = False

    def note(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Note the tables of a statement and execute it."""
        tables = tables_in(sql if isinstance(sql, str) else str(sql))
        if tables and self.versions is None and not self._asks:
            self._asks = True  # this very question passes through here, too
            self.versions = versions_now()
            self._asks = False
        if not self._asks:
            self.tables |= tables
        return execute(sql, params, many, context)


_current: ContextVar[Reading | None] = ContextVar("reading", default=None)


def versions_of_answer() -> Versions:
    """Return at which versions everything stood before anything of an answer was read, or stands if none is made."""
    found = _current.get()
    if found is None:
        return versions_now()
    if found.versions is None:
        found.versions = versions_now()
    return found.versions


def shows(*tables: str) -> None:
    """Say that the answer shows tables that were read earlier, and stand as they stood then."""
    found = _current.get()
    if found is not None:
        versions_of_answer()
        found.tables.update(tables)


@contextmanager
def reading() -> Iterator[Reading]:
    """Note what is read within."""
    found = Reading()
    mark = _current.set(found)
    try:
        with connection.execute_wrapper(found.note):
            yield found
    finally:
        _current.reset(mark)
