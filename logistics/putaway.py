"""Which shelf position suits a lot: temperature first, then room, then who and what stands there. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from logistics.states import StorageKind

# A family whose upper limit is at or below this is kept frozen, or in a cold room (its own facts say the limit:
# catalog/data/product_types.json, "storage": dates 0-4 °C, almonds 0-10 °C, truffles 2-4 °C).
FROZEN_BELOW_C: Final = Decimal(-10)
COLD_BELOW_C: Final = Decimal(10)
# Goods that must be sold sooner than this stand near the start of the walk, the others near its end
SOON_DAYS: Final = 120


@dataclass(frozen=True, slots=True)
class Slot:
    """A bin with what it can still carry (None: it stands on the floor), and whose and which goods it holds."""

    bin_id: int
    code: str
    kind: StorageKind
    free_g: int | None
    owners: frozenset[int] = frozenset()
    variants: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Goods:
    """A lot that wants a place: how cold, how heavy, whose, what, and until when it may be sold."""

    kind: StorageKind
    load_g: int
    owner_id: int
    variant_id: int
    last_sale: date | None = None


def temperature_limits(facts: dict[str, Any]) -> tuple[Decimal, Decimal] | None:
    """Read between which degrees a family is stored, if its facts say so."""
    storage = facts.get("storage")
    limits = storage.get("temp_c") if isinstance(storage, dict) else None
    if not isinstance(limits, list) or len(limits) != 2:
        return None
    if not all(isinstance(limit, int | float) and not isinstance(limit, bool) for limit in limits):
        return None
    return Decimal(str(limits[0])), Decimal(str(limits[1]))


def kind_wanted(facts: dict[str, Any]) -> StorageKind:
    """Say in which kind of zone a family is kept; one without limits is kept ambient."""
    limits = temperature_limits(facts)
    if limits is None or limits[1] > COLD_BELOW_C:
        return StorageKind.AMBIENT
    return StorageKind.NEGATIVE if limits[1] <= FROZEN_BELOW_C else StorageKind.POSITIVE


def has_room(slot: Slot, load_g: int) -> bool:
    """Whether a bin carries so much more."""
    return slot.free_g is None or slot.free_g >= load_g


def places_for(goods: Goods, slots: Sequence[Slot], *, today: date, most: int = 3) -> list[Slot]:
    """
    Propose the best bins for a lot, the best first; none if no zone of its kind has room.

    A bin that holds another lot of the same article is the last choice: a worker who reaches into it would have to
    read dates. Then the owner's own bins, then empty ones, then shared ones. What expires soon goes to the front of
    the walk (first expired, first out), what keeps long to its end.
    """
    soon = goods.last_sale is not None and (goods.last_sale - today).days < SOON_DAYS
    fitting = sorted(
        (slot for slot in slots if slot.kind == goods.kind and has_room(slot, goods.load_g)),
        key=lambda slot: slot.code,
        reverse=not soon,
    )
    fitting.sort(
        key=lambda slot: (
            goods.variant_id in slot.variants,
            bool(slot.owners) and goods.owner_id not in slot.owners,
            not slot.owners,
        )
    )
    return fitting[:most]
