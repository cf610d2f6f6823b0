"""What a packed box should weigh, and which carton its contents fit into. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

# The gross weights of the articles are known, the carton and its filling may not be: a box may weigh up to this much
# more, and only as much less as scales and packs differ.
CARTON_G: Final = 800
FILLING_G: Final = 200
TOLERANCE_PERCENT: Final = 10
TOLERANCE_G: Final = 30
# Jars and bags leave gaps: of a carton's room so much is filled by goods. Only a proposal hangs on it.
FILLED_PERCENT: Final = 80


@dataclass(frozen=True, slots=True)
class Carton:
    """A carton that a hub keeps: what fits into it, what it carries, what it weighs itself, how many are there."""

    id: int
    holds_cm3: int
    carries_g: int
    weight_g: int = 0
    pieces: int = 0


def weight_is_unusual(*, weight_g: int, expected_g: int, is_carton_known: bool = False) -> bool:
    """
    Say whether a box is so light or so heavy that an article is likely wrong or missing.

    :param is_carton_known: what is expected counts the carton already; only its filling may weigh more
    """
    tolerance = max(TOLERANCE_G, expected_g * TOLERANCE_PERCENT // 100)
    more = FILLING_G if is_carton_known else CARTON_G
    return not expected_g - tolerance <= weight_g <= expected_g + tolerance + more


def carton_for(cartons: Iterable[Carton], *, volume_cm3: int, weight_g: int) -> Carton | None:
    """Return the smallest carton that is there and holds and carries the contents; None: there is none."""
    fitting = [
        carton
        for carton in cartons
        if carton.pieces > 0
        and carton.carries_g >= weight_g
        and carton.holds_cm3 * FILLED_PERCENT >= volume_cm3 * 100
    ]
    return min(fitting, key=lambda carton: (carton.holds_cm3, carton.carries_g, carton.id), default=None)
