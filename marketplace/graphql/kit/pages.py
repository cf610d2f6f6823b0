"""Where pages come from: an ordered query set or raw SQL, for one list or for one list per parent."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any, Protocol, TypeVar

from django.db import DataError, connection
from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from marketplace.graphql.kit import keyset
from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.keyset import Column, Key

Row = Any
P = TypeVar("P", bound=Hashable)


class PageSource(Protocol):
    """One ordered list."""

    @property
    def order(self) -> Sequence[Column]:
        """The columns that order it, the last unique."""

    def rows(self, *, limit: int, after: Key | None, backward: bool) -> list[Row]:
        """Return up to `limit` rows after a key, walking backward from it if so asked."""

    def key(self, row: Row) -> Key:
        """Return a row's place in the order."""

    def count(self) -> int:
        """Count all rows."""


class NestedSource(Protocol):
    """An ordered list for each of many parents, fetched in one statement."""

    @property
    def order(self) -> Sequence[Column]:
        """The columns that order each list, the last unique."""

    def rows_of(
        self, parents: Sequence[Hashable], *, limit: int, after: Key | None, backward: bool
    ) -> Mapping[Any, list[Row]]:
        """Return up to `limit` rows of each parent."""

    def key(self, row: Row) -> Key:
        """Return a row's place in the order."""

    def counts_of(self, parents: Sequence[Hashable]) -> Mapping[Any, int]:
        """Count all rows of each parent."""


def _key_reader(order: Sequence[Column]) -> Callable[[Row], Key]:
    names = [column.name for column in order]
    get = attrgetter(*(name.replace("__", ".") for name in names))

    def read(row: Row) -> Key:
        if row.__class__ is dict:
            return tuple(row[name] for name in names)
        found = get(row)
        return found if len(names) > 1 else (found,)

    return read


def _placed(
    queryset: "QuerySet[Any, Any]", order: Sequence[Column], after: Key | None
) -> "QuerySet[Any, Any]":
    if after is None:
        return queryset
    try:
        return queryset.filter(keyset.after(order, after))
    except keyset.BAD_VALUES:
        raise ApiError(keyset.INVALID_CURSOR) from None


def _fetched(text: str, params: list[Any], after: Key | None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        try:
            cursor.execute(text, params)
        except DataError:
            if after is None:
                raise
            # Only what a cursor held can be of the wrong kind: everything else was written by us.
            raise ApiError(keyset.INVALID_CURSOR) from None
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


class QuerySetPages:
    """The rows of a query set: model instances, or dictionaries after `.values()`."""

    def __init__(self, queryset: "QuerySet[Any, Any]", order: Sequence[Column]) -> None:
        self.queryset = queryset
        self.order = tuple(order)
        self.key = _key_reader(self.order)

    def rows(self, *, limit: int, after: Key | None, backward: bool) -> list[Row]:
        """Return up to `limit` rows after a key, in the direction walked."""
        order = keyset.backwards(self.order) if backward else self.order
        return list(_placed(self.queryset, order, after).order_by(*keyset.ordering(order))[:limit])

    def count(self) -> int:
        """Count all rows."""
        return self.queryset.count()


class MappedPages:
    """The rows of a query set, shown as something else; their places stay those of the query set."""

    def __init__(
        self, queryset: "QuerySet[Any, Any]", order: Sequence[Column], shown: Callable[[Any], Row]
    ) -> None:
        self.order = tuple(order)
        self._pages = QuerySetPages(queryset, order)
        self._shown = shown
        # Keyed by identity: the rows need not be hashable, and they live as long as their page
        self._places: dict[int, tuple[Row, Key]] = {}

    def rows(self, *, limit: int, after: Key | None, backward: bool) -> list[Row]:
        """Return up to `limit` rows after a key, in the direction walked."""
        found = self._pages.rows(limit=limit, after=after, backward=backward)
        shown = [self._shown(each) for each in found]
        self._places |= {
            id(row): (row, self._pages.key(each)) for row, each in zip(shown, found, strict=True)
        }
        return shown

    def key(self, row: Row) -> Key:
        """Return a row's place in the order."""
        return self._places[id(row)][1]

    def count(self) -> int:
        """Count all rows."""
        return self._pages.count()


class NestedQuerySet:
    """The rows of a query set, a list for each value of its `parent` column."""

    def __init__(self, queryset: "QuerySet[Any, Any]", parent: str, order: Sequence[Column]) -> None:
        self.queryset = queryset
        self.parent = parent
        self.order = tuple(order)
        self.key = _key_reader(self.order)
        self._parent_of = _key_reader([Column(parent)])

    def rows_of(
        self, parents: Sequence[Hashable], *, limit: int, after: Key | None, backward: bool
    ) -> dict[Any, list[Row]]:
        """Return the first rows of each parent: numbered within their parent, cut at the limit."""
        order = keyset.backwards(self.order) if backward else self.order
        number = Window(RowNumber(), partition_by=F(self.parent), order_by=keyset.ordering(order))
        mine = self.queryset.filter(**{f"{self.parent}__in": list(parents)})
        cut = _placed(mine, order, after).annotate(place_in_parent=number).filter(place_in_parent__lte=limit)
        shelves: dict[Any, list[Row]] = {}
        for row in cut.order_by(self.parent, "place_in_parent"):
            shelves.setdefault(self._parent_of(row)[0], []).append(row)
        return shelves

    def counts_of(self, parents: Sequence[Hashable]) -> dict[Any, int]:
        """Count the rows of each parent in one statement."""
        mine = self.queryset.filter(**{f"{self.parent}__in": list(parents)}).order_by()
        return dict(
            mine.values_list(self.parent).annotate(n=Count("pk", distinct=True)).values_list(self.parent, "n")
        )


@dataclass(frozen=True, slots=True)
class Sql:
    """
    A SELECT in parts. `source` is what follows FROM, with its joins; `where` a condition or TRUE.

    The texts are written by us and hold `%s` for each parameter; nothing a client sent may be in them.
    """

    select: str
    source: str
    where: str = "TRUE"
    source_params: Sequence[Any] = ()
    where_params: Sequence[Any] = ()
    select_params: Sequence[Any] = ()

    def narrowed(self, condition: str, params: Sequence[Any]) -> "Sql":
        """Return it with another condition."""
        joined = f"({self.where}) AND {condition}"
        return replace(self, where=joined, where_params=[*self.where_params, *params])


class SqlPages:
    """The rows of a statement, made by `row` from its columns in their order."""

    def __init__(self, sql: Sql, order: Sequence[Column], row: Callable[..., Row]) -> None:
        self.sql = sql
        self.order = tuple(order)
        self.row = row
        self.key = _key_reader(self.order)

    def rows(self, *, limit: int, after: Key | None, backward: bool) -> list[Row]:
        """Return up to `limit` rows after a key, in the direction walked."""
        order = keyset.backwards(self.order) if backward else self.order
        sql = self.sql
        if after is not None:
            sql = sql.narrowed(*keyset.sql_after(order, after))
        text = f"SELECT {sql.select} FROM {sql.source} WHERE {sql.where} ORDER BY {keyset.sql_ordering(order)} LIMIT %s"
        params = [*sql.select_params, *sql.source_params, *sql.where_params, limit]
        return [self.row(*values) for values in _fetched(text, params, after)]

    def count(self) -> int:
        """Count all rows."""
        text = f"SELECT count(*) FROM {self.sql.source} WHERE {self.sql.where}"
        with connection.cursor() as cursor:
            cursor.execute(text, [*self.sql.source_params, *self.sql.where_params])
            found: int = cursor.fetchone()[0]
            return found


class NestedSql:
    """The rows of a statement for each parent: one walk along the index per parent, in one statement."""

    def __init__(
        self,
        sql: Sql,
        parent: str,
        order: Sequence[Column],
        row: Callable[..., Row],
        parent_type: str = "bigint",
    ) -> None:
        self.sql = sql
        self.parent = parent
        self.order = tuple(order)
        self.row = row
        self.parent_type = parent_type
        self.key = _key_reader(self.order)

    def rows_of(
        self, parents: Sequence[Hashable], *, limit: int, after: Key | None, backward: bool
    ) -> dict[Any, list[Row]]:
        """Return the first rows of each parent."""
        order = keyset.backwards(self.order) if backward else self.order
        sql = self.sql.narrowed(f"{self.parent} = parent.id", ())
        if after is not None:
            sql = sql.narrowed(*keyset.sql_after(order, after))
        text = (
            f"SELECT parent.id, page.* FROM unnest(%s::{self.parent_type}[]) AS parent(id) CROSS JOIN LATERAL"
            f" (SELECT {sql.select} FROM {sql.source} WHERE {sql.where}"
            f" ORDER BY {keyset.sql_ordering(order)} LIMIT %s) AS page"
        )
        params = [list(parents), *sql.select_params, *sql.source_params, *sql.where_params, limit]
        shelves: dict[Any, list[Row]] = {}
        for parent, *values in _fetched(text, params, after):
            shelves.setdefault(parent, []).append(self.row(*values))
        return shelves

    def counts_of(self, parents: Sequence[Hashable]) -> dict[Any, int]:
        """Count the rows of each parent in one statement."""
        sql = self.sql.narrowed(f"{self.parent} = ANY(%s)", [list(parents)])
        text = f"SELECT {self.parent}, count(*) FROM {sql.source} WHERE {sql.where} GROUP BY 1"
        with connection.cursor() as cursor:
            cursor.execute(text, [*sql.source_params, *sql.where_params])
            return dict(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class ListPages:
    """Rows that are in memory already, in their order; their place is their key."""

    items: Sequence[Row]
    order: tuple[Column, ...] = field(default=(Column("place"),))

    def rows(self, *, limit: int, after: Key | None, backward: bool) -> list[Row]:
        """Return up to `limit` rows after a key, in the direction walked."""
        places = list(range(len(self.items)))
        if backward:
            places.reverse()
        if after is not None:
            at = after[0]
            if not isinstance(at, int):
                raise ApiError(keyset.INVALID_CURSOR)
            places = [place for place in places if (place < at if backward else place > at)]
        return [self.items[place] for place in places[:limit]]

    def key(self, row: Row) -> Key:
        """Return a row's place."""
        return (next(place for place, item in enumerate(self.items) if item is row),)

    def count(self) -> int:
        """Count all rows."""
        return len(self.items)


class KeyPages:
    """Rows that are known by their keys, in order; only those of a page are read. A row has its key as `id`."""

    def __init__(self, keys: Sequence[Any], read: Callable[[list[Any]], Sequence[Row | None]]) -> None:
        self.keys = list(keys)
        self.read = read
        self.order = (Column("place"),)
        self._places = {key: place for place, key in enumerate(self.keys)}

    def rows(self, *, limit: int, after: Key | None, backward: bool) -> list[Row]:
        """Return up to `limit` rows after a key, in the direction walked."""
        found = self.read(ListPages(self.keys).rows(limit=limit, after=after, backward=backward))
        return [row for row in found if row is not None]

    def key(self, row: Row) -> Key:
        """Return a row's place."""
        return (self._places[row.id],)

    def count(self) -> int:
        """Count all rows."""
        return len(self.keys)
