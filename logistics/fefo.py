"""First expired, first out: which lot serves which line. Pure: no database, no clock."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

# A customer receives goods with at least this much life left: thirty days, or a tenth of the lot's whole
# life where that is less (fresh goods). A product type may say its own number of days.
MINIMUM_REMAINING_DAYS = 30
MINIMUM_REMAINING_SHARE = 10


def last_sale_date(
    *, best_before: date | None, produced: date | None, minimum_days: int | None = None
) -> date | None:
    """
    Return the last day on which a lot may be promised or packed; None if it does not age.

    Without a production date the whole life is unknown and the thirty days count.
    """
    if best_before is None:
        return None
    if minimum_days is None:
        minimum_days = MINIMUM_REMAINING_DAYS
        if produced is not None:
            minimum_days = min(minimum_days, max((best_before - produced).days, 0) // MINIMUM_REMAINING_SHARE)
    return best_before - timedelta(days=minimum_days)


def may_leave(*, is_sellable: bool, last_sale: date | None, today: date) -> bool:
    """Say whether a lot may go to a customer today; the one rule for allocation, picking and packing."""
    return is_sellable and (last_sale is None or last_sale >= today)


@dataclass(frozen=True, slots=True)
class Supply:
    """What a lot has free in a place; `is_sellable` is false for a lot that is held."""

    lot_stock_id: int
    variant_id: int
    free: int
    received_at: datetime
    best_before: date | None = None
    last_sale: date | None = None
    is_sellable: bool = True
    owner_id: int | None = None

    def serves(self, today: date) -> bool:
        """Say whether this may go to a customer today."""
        return may_leave(is_sellable=self.is_sellable, last_sale=self.last_sale, today=today)


@dataclass(frozen=True, slots=True)
class Demand:
    """
    What a line still needs; lines of one group (a fulfilment) are served together or not at all.

    `owners` says whose goods are to serve it, and how many units of each; whoever else has some stands in for them.
    """

    group: str
    line_id: int
    variant_id: int
    quantity: int
    owners: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """So many units of a lot for a line."""

    line_id: int
    lot_stock_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Who gets what, and which lines (with the quantity that is missing) left their group unserved."""

    shares: tuple[Share, ...]
    missing: dict[int, int]


class _Shelf:
    """The lots of one variant, earliest expiry first; taken from the front."""

    def __init__(self, supplies: list[Supply]) -> None:
        self.supplies = sorted(
            supplies, key=lambda s: (s.best_before or date.max, s.received_at, s.lot_stock_id)
        )
        self.free = [supply.free for supply in self.supplies]
        self.front = 0
        self.total = sum(self.free)

    def take(self, demand: Demand) -> list[Share]:
        quantity, taken = demand.quantity, dict[int, int]()
        self.total -= quantity
        for owner_id, wanted in demand.owners:
            quantity -= self._take_of(owner_id, min(wanted, quantity), taken)
        while quantity:
            units = self._take_at(self.front, quantity, taken)
            quantity -= units
            if not self.free[self.front]:
                self.front += 1
        return [Share(demand.line_id, lot_stock_id, units) for lot_stock_id, units in taken.items()]

    def _take_of(self, owner_id: int, wanted: int, taken: dict[int, int]) -> int:
        left = wanted
        for position in range(self.front, len(self.supplies)):
            if left and self.supplies[position].owner_id == owner_id:
                left -= self._take_at(position, left, taken)
        return wanted - left

    def _take_at(self, position: int, wanted: int, taken: dict[int, int]) -> int:
        units = min(wanted, self.free[position])
        if units:
            lot_stock_id = self.supplies[position].lot_stock_id
            taken[lot_stock_id] = taken.get(lot_stock_id, 0) + units
            self.free[position] -= units
        return units


def _shelves(supplies: Sequence[Supply], today: date) -> dict[int, _Shelf]:
    by_variant: defaultdict[int, list[Supply]] = defaultdict(list)
    for supply in supplies:
        if supply.free > 0 and supply.serves(today):
            by_variant[supply.variant_id].append(supply)
    return {variant_id: _Shelf(of_variant) for variant_id, of_variant in by_variant.items()}


def _missing(lines: Sequence[Demand], shelves: dict[int, _Shelf]) -> dict[int, int]:
    """What the shelves lack for all these lines together, by line."""
    left = {
        line.variant_id: shelves[line.variant_id].total if line.variant_id in shelves else 0 for line in lines
    }
    missing = {}
    for line in lines:
        served = min(line.quantity, left[line.variant_id])
        left[line.variant_id] -= served
        if served < line.quantity:
            missing[line.line_id] = line.quantity - served
    return missing


def allocate(demands: Sequence[Demand], supplies: Sequence[Supply], *, today: date) -> Plan:
    """
    Serve the groups in the order given, each wholly or not at all, from the earliest expiry on.

    A lot that is held or too old serves nobody. Work grows with demands + supplies (after sorting), not
    with their product.
    """
    shelves = _shelves(supplies, today)
    groups: dict[str, list[Demand]] = {}
    for demand in demands:
        groups.setdefault(demand.group, []).append(demand)
    shares: list[Share] = []
    missing: dict[int, int] = {}
    for lines in groups.values():
        lacking = _missing(lines, shelves)
        if lacking:
            missing |= lacking
            continue
        for line in lines:
            shares.extend(shelves[line.variant_id].take(line))
    return Plan(tuple(shares), missing)
