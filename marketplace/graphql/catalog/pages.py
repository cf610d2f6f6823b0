"""The lists of products as sources of pages."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from catalog.models.offer import Listing
from catalog.selectors.filters import OrderKey, ProductFilters
from catalog.selectors.product_rows import (
    ProductRow,
    Reach,
    Shelves,
    descending,
    product_rows_counted,
    product_rows_listed,
)
from marketplace.channels.models import Channel
from marketplace.graphql.answers.kept import KeptWhileUnchanged
from marketplace.graphql.answers.watching import PRODUCTS
from marketplace.graphql.kit.keyset import Column, Key


def moment_read(value: Any) -> datetime:
    """
    Return the moment that a cursor holds.

    :raises ValueError: if it holds none, or one without its zone
    """
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(value)
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    return value


_READERS: Mapping[type, Callable[[Any], Any]] = {datetime: moment_read, int: _number, str: _text}


_ALL = ProductFilters()
# Counting costs as much as there is; a whole list of what everybody may see depends on the listings alone.
_counts: Final = KeptWhileUnchanged[dict[int, int]](PRODUCTS, Listing._meta.db_table)


class ProductPages:
    """The products of a channel, as one list or (below many parents) as a list for each."""

    def __init__(
        self,
        channel: Channel,
        filters: ProductFilters,
        key: OrderKey,
        today: date,
        shelves: Shelves | None = None,
        reach: Reach = Reach.SHELVES,
    ) -> None:
        self.channel = channel
        self.filters = filters
        self.order_key = key
        self.today = today
        self.shelves = shelves
        self.reach = reach
        self.order: tuple[Column, ...] = (
            Column("sort_key", descending=not key.ascending, read=_READERS[key.kind]),
            Column("id", descending=not key.ascending, read=_number),
        )

    def key(self, row: ProductRow) -> Key:
        """Return a row's place in the order."""
        return (row.sort_key, row.id)

    def rows(self, *, limit: int, after: Key | None, backward: bool) -> list[ProductRow]:
        """Return up to `limit` rows after a key, in the direction walked."""
        return self._read(None, limit, after, backward).get(0, [])

    def count(self) -> int:
        """Count all rows."""
        return self._counted(None)[0]

    def rows_of(
        self, parents: Sequence[Hashable], *, limit: int, after: Key | None, backward: bool
    ) -> Mapping[Any, list[ProductRow]]:
        """Return up to `limit` rows of each parent."""
        return self._read(self._shelves(parents), limit, after, backward)

    def counts_of(self, parents: Sequence[Hashable]) -> Mapping[Any, int]:
        """Count all rows of each parent."""
        return self._counted(self._shelves(parents))

    def _counted(self, shelves: Shelves | None) -> dict[int, int]:
        def read() -> dict[int, int]:
            return product_rows_counted(
                channel=self.channel,
                filters=self.filters,
                today=self.today,
                shelves=shelves,
                reach=self.reach,
            )

        if self.filters != _ALL or self.reach is not Reach.SHELVES:
            return read()
        members = [(key, tuple(ids)) for key, ids in shelves.ids.items()] if shelves is not None else []
        if shelves is not None and shelves.column != "category_id":
            return read()
        return _counts.get((self.channel.pk, tuple(members)), read)

    def _shelves(self, parents: Sequence[Any]) -> Shelves:
        if self.shelves is None:
            raise LookupError("This list has no parents.")
        ids = self.shelves.ids
        return Shelves(self.shelves.column, {parent: ids[parent] for parent in parents})

    def _read(
        self, shelves: Shelves | None, limit: int, after: Key | None, backward: bool
    ) -> dict[int, list[ProductRow]]:
        return product_rows_listed(
            channel=self.channel,
            filters=self.filters,
            key=descending(self.order_key) if backward else self.order_key,
            today=self.today,
            limit=limit,
            after=(after[0], after[1]) if after is not None else None,
            shelves=shelves,
            reach=self.reach,
        )
