"""Which lots became which: through processing runs, any number of steps back and forward."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

# UNION (not ALL) ends the walk where it meets itself; a lot cannot descend from itself, but the walk need not trust it.
_WALK = """
    WITH RECURSIVE walk (lot_id, depth) AS (
        SELECT {next}, 1 FROM logistics_runinput i JOIN logistics_processingrun r ON r.id = i.run_id
        WHERE {here} = ANY(%s)
        UNION
        SELECT {next}, walk.depth + 1
        FROM walk JOIN logistics_processingrun r ON true JOIN logistics_runinput i ON i.run_id = r.id
        WHERE {here} = walk.lot_id AND walk.depth < 50
    )
    SELECT lot.id, lot.code, lot.state, min(walk.depth) FROM walk JOIN logistics_lot lot ON lot.id = walk.lot_id
    GROUP BY lot.id ORDER BY 4, 1
"""
_DOWN = _WALK.format(next="r.output_lot_id", here="i.lot_id")
_UP = _WALK.format(next="i.lot_id", here="r.output_lot_id")


@dataclass(frozen=True, slots=True)
class Relative:
    """A lot that another came from or became, so many runs away."""

    lot_id: int
    code: str
    state: str
    depth: int


def descendants_of(lot_ids: Collection[int]) -> list[Relative]:
    """Return the lots that were made of these, the nearest first; one statement."""
    return _walked(_DOWN, lot_ids)


def ancestors_of(lot_ids: Collection[int]) -> list[Relative]:
    """Return the lots that these were made of, the nearest first; one statement."""
    return _walked(_UP, lot_ids)


def _walked(statement: str, lot_ids: Collection[int]) -> list[Relative]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(lot_ids)])
        return [Relative(*row) for row in cursor.fetchall()]
