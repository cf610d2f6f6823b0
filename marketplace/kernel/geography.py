"""The 12 regions and 75 provinces of Morocco: codes, names and a point inside each."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.texts import text_in

_DATA = Path(__file__).parent / "data" / "geography.json"


@dataclass(frozen=True, slots=True)
class Place:
    """A region or a province; `region` is its own code for a region. Sources stand in the data file."""

    code: str
    region: str
    names: Mapping[str, str]
    latitude: float
    longitude: float
    seat: str = ""
    # First two digits of its postcodes: a hint, since some provinces share theirs
    postal_prefixes: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)


def _place(row: Mapping[str, Any]) -> Place:
    names = {
        key.removeprefix("name_"): value for key, value in row.items() if key.startswith("name_") and value
    }
    point = row["label_point"]
    return Place(
        row["code"],
        row.get("region", row["code"]),
        names,
        point["lat"],
        point["lon"],
        row.get("seat") or "",
        tuple(row.get("postal_prefixes") or ()),
    )


@lru_cache(maxsize=1)
def _load() -> tuple[dict[str, Place], dict[str, Place]]:
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    return (
        {row["code"]: _place(row) for row in data["regions"]},
        {row["code"]: _place(row) for row in data["provinces"]},
    )


def regions() -> Mapping[str, Place]:
    """All regions by ISO 3166-2 code, in the official order."""
    return _load()[0]


def provinces() -> Mapping[str, Place]:
    """All provinces and prefectures by ISO 3166-2 code."""
    return _load()[1]


def province(code: str) -> Place:
    """
    Return one province.

    :raises InvalidInput: if the code is not one of the 75
    """
    try:
        return provinces()[code]
    except KeyError:
        raise InvalidInput(f"Unknown province: {code}.", field="province") from None


def region_of(province_code: str) -> Place:
    """
    Return the region in which a province lies.

    :raises InvalidInput: if the province's code is not one of the 75
    """
    return regions()[province(province_code).region]
