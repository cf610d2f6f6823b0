"""Where counted goods differ from announced ones, and when that is worth a case. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from logistics.states import DiscrepancyKind

# A load may weigh so much more or less than its count says (scales, crates, full jars) before somebody looks again.
WEIGHT_TOLERANCE_PERCENT: Final = 10
WEIGHT_TOLERANCE_G: Final = 2_000
# Families kept at or below this must arrive cold; dry goods may cross the country in summer.
COLD_FAMILY_C: Final = 8


@dataclass(frozen=True, slots=True)
class Difference:
    """A case to open; the amount is in units, grams or tenths of a degree."""

    kind: DiscrepancyKind
    amount: int


def differences_of(
    *,
    announced: int | None,
    counted: int,
    damaged: int,
    weight_g: int | None,
    unit_weight_g: int,
    temperature_c: Decimal | None,
    warmest_c: Decimal | None,
) -> list[Difference]:
    """
    Compare a line with its announcement (None: there was none), its scales and the thermometer.

    :param counted: good units; damaged ones come on top
    :param warmest_c: up to where a cold family may be warm, from `warmest_of`
    """
    found = []
    if announced is not None:
        missing = announced - counted - damaged
        if missing:
            kind = DiscrepancyKind.SHORT if missing > 0 else DiscrepancyKind.OVER
            found.append(Difference(kind, abs(missing)))
    if damaged:
        found.append(Difference(DiscrepancyKind.DAMAGED, damaged))
    if weight_g is not None:
        expected = unit_weight_g * (counted + damaged)
        off = abs(weight_g - expected)
        if off > max(WEIGHT_TOLERANCE_G, expected * WEIGHT_TOLERANCE_PERCENT // 100):
            found.append(Difference(DiscrepancyKind.WEIGHT, off))
    if temperature_c is not None and warmest_c is not None and temperature_c > warmest_c:
        found.append(Difference(DiscrepancyKind.TEMPERATURE, int((temperature_c - warmest_c) * 10)))
    return found


def road_difference(*, loaded: int, arrived: int) -> Difference | None:
    """Compare the units that a driver loaded with those that stood at the gate, good or damaged."""
    if loaded == arrived:
        return None
    kind = DiscrepancyKind.ROAD_SHORT if arrived < loaded else DiscrepancyKind.ROAD_OVER
    return Difference(kind, abs(loaded - arrived))


def warmest_of(facts: dict[str, Any]) -> Decimal | None:
    """Read from a family's sourced facts how warm its goods may be; None unless the family is kept cold."""
    storage = facts.get("storage")
    limits = storage.get("temp_c") if isinstance(storage, dict) else None
    if (
        not isinstance(limits, list)
        or len(limits) != 2
        or not all(isinstance(x, int | float) for x in limits)
    ):
        return None
    warmest = Decimal(str(limits[1]))
    return warmest if warmest <= COLD_FAMILY_C else None
