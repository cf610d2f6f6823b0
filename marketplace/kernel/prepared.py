"""
Query sets whose SQL is written once and run with other values each time.

Django writes the SQL of a query set anew whenever it is run, which costs several times what the database takes for a
row by its key. Where the same few questions are asked in every request, that is most of the request:

    @prepared
    def _rules(channel_ids: Slot, today: Slot) -> QuerySet[Rule]:
        return Rule.objects.filter(AnyOf("channel_id", channel_ids), from_date__lte=today).order_by("id")

    for rule in _rules(channel_ids=[1, 2], today=date(2026, 11, 28)): ...

The function is called once, with a slot for each parameter; it must not depend on anything else. Values go to the
database as they are, so give what its adapter knows: numbers, texts, days, UUIDs, lists of them.
"""

import inspect
from collections.abc import Callable, Collection
from copy import copy
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, F, QuerySet
from django.db.models.lookups import Lookup
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

R = TypeVar("R")


class Slot(Expression):
    """The place of a value in a prepared query set."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, _compiler: SQLCompiler, _connection: Any) -> tuple[str, Any]:
        """Return the place, and itself in place of the value."""
        return "%s", [self]


class AnyOf(Lookup[Any]):
    """`column = ANY(list)`: as `column__in`, but the SQL does not depend on how many there are."""

    prepare_rhs = False

    def __init__(self, name: str, values: Slot) -> None:
        super().__init__(F(name), values)

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        """Return the condition."""
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = compiler.compile(self.rhs)
        return f"{left} = ANY({right})", [*left_params, *right_params]


class _Written:
    """The SQL of a query set with its slots, and the compiler that knows what its columns are."""

    def __init__(self, rows: "QuerySet[Any, Any]") -> None:
        self.rows = rows
        self.compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, self.params = self.compiler.as_sql()
        columns = [column[0] for column in self.compiler.select[0 : self.compiler.col_count]]
        self.converters = self.compiler.get_converters(columns)

    def rows_for(self, values: dict[str, object]) -> list[Any]:
        """Run it with these values."""
        params = tuple(values[each.name] if isinstance(each, Slot) else each for each in self.params)
        compiler: Any = copy(self.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        if self.rows.query.select_for_update and compiler.connection.get_autocommit():
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        # What Django would work out again on each run is known.
        compiler.as_sql = lambda *_arguments, **_named: (self.sql, params)
        compiler.get_converters = lambda _columns: self.converters
        rows = self.rows.all()
        query: Any = rows.query
        query.get_compiler = lambda *_arguments, **_named: compiler
        return list(rows)


class Prepared(Generic[R]):
    """A query set with slots; called with their values it returns the rows."""

    def __init__(self, build: "Callable[..., QuerySet[Any, R]]") -> None:
        self._build = build
        self._names = frozenset(inspect.signature(build).parameters)
        self._written: _Written | None = None

    def __call__(self, **values: object) -> list[R]:
        """
        Return the rows for these values, in one statement and those of what is prefetched.

        :raises TypeError: if a value is missing, or there is no such slot
        :raises TransactionManagementError: if the rows are to be locked outside of a transaction
        """
        if values.keys() != self._names:
            raise TypeError(f"{self._build.__qualname__} takes {', '.join(sorted(self._names))}.")
        if self._written is None:
            self._written = _Written(self._build(**{name: Slot(name) for name in self._names}))
        return self._written.rows_for(values)

    def one(self, **values: object) -> R | None:
        """Return the first row for these values, or nothing."""
        return next(iter(self(**values)), None)


def prepared(build: "Callable[..., QuerySet[Any, R]]") -> Prepared[R]:
    """Let the SQL of a query set be written once; see the module's head."""
    return Prepared(build)


def among(sql: str, ids: Collection[Any]) -> tuple[str, Any]:
    """
    Return a hand-written statement that asks for `= ANY(%(ids)s)`, and the value for its `ids`.

    A list of one is written as `= %(ids)s`. PostgreSQL prices a plan that it could keep for a list as for ten rows, so
    that for one row it would plan anew in each request, which costs more than the row (decision 0281).
    """
    values = list(ids)
    return (_of_one(sql), values[0]) if len(values) == 1 else (sql, values)


@lru_cache(maxsize=256)
def _of_one(sql: str) -> str:
    return sql.replace("= ANY(%(ids)s)", "= %(ids)s")
