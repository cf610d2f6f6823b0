"""Which lots became which: through processing runs, any number of steps back and forward."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db import connection

from marketplace.kernel.pages import Page, keys_of, page_of, page_size

# UNION (not ALL) ends the walk where it meets itself; a lot cannot descend from itself, but the walk need not trust it.
# What a run made is its output and the by-products that were kept.
_MADE: Final = """(
    SELECT id AS run_id, output_lot_id AS lot_id FROM logistics_processingrun
    UNION ALL SELECT run_id, lot_id FROM logistics_runbyproduct
)"""
_WALK: Final = """
    WITH RECURSIVE walk (lot_id, depth) AS (
        SELECT {next}.lot_id, 1 FROM logistics_runinput i JOIN {made} r ON r.run_id = i.run_id
        WHERE {here}.lot_id = ANY(%(lots)s)
        UNION
        SELECT {next}.lot_id, walk.depth + 1
        FROM walk JOIN {made} r ON true JOIN logistics_runinput i ON i.run_id = r.run_id
        WHERE {here}.lot_id = walk.lot_id AND walk.depth < 50
    ), family AS MATERIALIZED (SELECT lot_id, min(depth) AS depth FROM walk GROUP BY lot_id)
"""
_ALL: Final = """
    SELECT lot.id, lot.code, lot.state, family.depth FROM family JOIN logistics_lot lot ON lot.id = family.lot_id
    ORDER BY 4, 1
"""
# All are counted, step by step; only the lots of one page are looked up.
_PAGE: Final = """
    , levels AS (SELECT depth, count(*) AS lots FROM family GROUP BY depth)
    SELECT (SELECT array_agg(lots ORDER BY depth) FROM levels), lot.id, lot.code, lot.state, page.depth
    FROM (SELECT lot_id, depth FROM family WHERE (depth, lot_id) > (%(depth)s, %(lot)s)
          ORDER BY depth, lot_id LIMIT %(most)s) page
    JOIN logistics_lot lot ON lot.id = page.lot_id ORDER BY page.depth, lot.id
"""
_DOWN: Final = _WALK.format(made=_MADE, next="r", here="i")
_UP: Final = _WALK.format(made=_MADE, next="i", here="r")


@dataclass(frozen=True, slots=True)
class Relative:
    """A lot that another came from or became, so many runs away."""

    lot_id: int
    code: str
    state: str
    depth: int


@dataclass(frozen=True, slots=True)
class Family:
    """A page of the relatives of a lot, the nearest first; `levels` says how many there are one, two, ... runs away."""

    page: Page[Relative]
    levels: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many relatives there are in all."""
        return sum(self.levels)


def descendants_of(lot_ids: Collection[int]) -> list[Relative]:
    """Return all lots that were made of these, the nearest first; one statement. For what must reach each of them."""
    return _walked(_DOWN, lot_ids)


def descendant_ids(lot_ids: Collection[int]) -> list[int]:
    """Return the keys of all lots that were made of these; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_DOWN + "SELECT lot_id FROM family ORDER BY 1", {"lots": list(lot_ids)})
        return [row[0] for row in cursor.fetchall()]


def ancestors_of(lot_ids: Collection[int]) -> list[Relative]:
    """Return all lots that these were made of, the nearest first; one statement."""
    return _walked(_UP, lot_ids)


def descendants_page(lot_id: int, *, after: str = "", first: int = 100) -> Family:
    """
    Return a page of the lots that were made of one; one statement, however many there are.

    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    return _paged(_DOWN, lot_id, after, first)


def ancestors_page(lot_id: int, *, after: str = "", first: int = 100) -> Family:
    """
    Return a page of the lots that one was made of; one statement, however many there are.

    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    return _paged(_UP, lot_id, after, first)


def _walked(walk: str, lot_ids: Collection[int]) -> list[Relative]:
    with connection.cursor() as cursor:
        cursor.execute(walk + _ALL, {"lots": list(lot_ids)})
        return [Relative(*row) for row in cursor.fetchall()]


def _paged(walk: str, lot_id: int, after: str, first: int) -> Family:
    size = page_size(first)
    depth, last = keys_of(after, [int, int]) if after else (0, 0)
    values = {"lots": [lot_id], "depth": depth, "lot": last, "most": size + 1}
    with connection.cursor() as cursor:
        cursor.execute(walk + _PAGE, values)
        rows = cursor.fetchall()
    found = [Relative(*row[1:]) for row in rows]
    return Family(
        page_of(found, first=size, keys=lambda row: (row.depth, row.lot_id)),
        tuple(rows[0][0]) if rows else (),
    )
