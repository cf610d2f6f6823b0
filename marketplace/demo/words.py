"""The invented names of the demonstration, read from its data files."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Good:
    """A kind of product that demonstration cooperatives make; texts are language code -> text."""

    family: str
    category: str
    names: dict[str, str]
    unit: str
    sizes: tuple[int, ...]
    # MAD per kilogram, litre or piece
    price_per_measure: int
    sector: str
    regions: tuple[str, ...]

    def price_minor(self, size: int, factor: float) -> int:
        """The price of a size in centimes, to the half dirham; `factor` is how dear this seller is."""
        measure = 1 if self.unit == "piece" else 1000
        exact = self.price_per_measure * 100 * size * factor / measure
        return max(round(exact / 50) * 50, 500)


@lru_cache(maxsize=1)
def goods() -> Sequence[Good]:
    """All kinds of product."""
    rows = json.loads((_DATA / "goods.json").read_text(encoding="utf-8"))["goods"]
    return [Good(**{**row, "sizes": tuple(row["sizes"]), "regions": tuple(row["regions"])}) for row in rows]


@lru_cache(maxsize=1)
def names() -> dict[str, Any]:
    """Words for cooperatives, the provinces where they stand, and people and cities for orders."""
    data: dict[str, Any] = json.loads((_DATA / "names.json").read_text(encoding="utf-8"))
    return data
