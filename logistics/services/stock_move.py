"""The one place where counters of stock change; each change is conditional, so the database may say no."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from logistics.models.lot import LotStock, Movement
from logistics.states import MovementReason
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict


@dataclass(frozen=True, slots=True)
class Change:
    """By how much two counters of a row change: quantity, and what of it is bound (reserved or allocated)."""

    quantity: int = 0
    bound: int = 0

    def __add__(self, other: "Change") -> "Change":
        return Change(self.quantity + other.quantity, self.bound + other.bound)

    def __bool__(self) -> bool:
        return bool(self.quantity or self.bound)


@dataclass(frozen=True, slots=True)
class Move:
    """Units of a lot that come into a place (positive) or leave it; `bound` of them were allocated."""

    lot_stock: LotStock
    quantity: int
    reason: MovementReason
    reference: str
    bound: int = 0
    note: str = ""


_UPDATE = """
    UPDATE {table} AS row SET quantity = row.quantity + change.quantity, {bound} = row.{bound} + change.bound
    FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS change (id, quantity, bound)
    WHERE row.id = change.id AND row.{bound} + change.bound >= 0
      AND row.quantity + change.quantity >= row.{bound} + change.bound
    RETURNING row.id
"""
_UPDATE_STOCK = _UPDATE.format(table="logistics_stock", bound="reserved")
_UPDATE_LOT_STOCK = _UPDATE.format(table="logistics_lotstock", bound="allocated")


def _refused(statement: str, changes: Mapping[int, Change]) -> set[int]:
    wanted = {key: change for key, change in changes.items() if change}
    if not wanted:
        return set()
    ids = sorted(wanted)
    with connection.cursor() as cursor:
        cursor.execute(statement, [ids, [wanted[i].quantity for i in ids], [wanted[i].bound for i in ids]])
        return set(ids) - {row[0] for row in cursor.fetchall()}


def stocks_change(changes: Mapping[int, Change]) -> set[int]:
    """
    Change stocks (locked by the caller) in one statement; return the ids that were refused.

    A stock is refused when it would promise more than it holds.
    """
    return _refused(_UPDATE_STOCK, changes)


def lot_stocks_change(changes: Mapping[int, Change]) -> None:
    """
    Change what stands of lots (locked by the caller) in one statement.

    :raises Conflict: if there is less than is to be taken or bound
    """
    if _refused(_UPDATE_LOT_STOCK, changes):
        raise Conflict(_("There is less of a lot than was to be moved."), field="lot")


def lots_move(moves: Sequence[Move], *, actor: Actor, happened_at: datetime) -> None:
    """
    Move units of lots and write the movements; stocks are the caller's to change.

    :raises Conflict: if there is less than is to be taken
    """
    changes: defaultdict[int, Change] = defaultdict(Change)
    for move in moves:
        changes[move.lot_stock.pk] += Change(move.quantity, move.bound)
    lot_stocks_change(changes)
    Movement.objects.bulk_create(_movement(move, actor=actor, happened_at=happened_at) for move in moves)


def _movement(move: Move, *, actor: Actor, happened_at: datetime) -> Movement:
    return Movement(
        lot_id=move.lot_stock.lot_id,
        warehouse_id=move.lot_stock.warehouse_id,
        quantity=move.quantity,
        reason=move.reason,
        reference=move.reference,
        note=move.note[:300],
        actor=actor.name,
        happened_at=happened_at,
    )


def summed(changes: Iterable[tuple[int, Change]]) -> dict[int, Change]:
    """Add up changes by row."""
    totals: defaultdict[int, Change] = defaultdict(Change)
    for key, change in changes:
        totals[key] += change
    return dict(totals)
