"""Saleor's enums: a client's generated code breaks if one value is missing, so all of them are data."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import graphene

_DATA = Path(__file__).parent / "saleor_enums.json"


@lru_cache(maxsize=1)
def _enums() -> dict[str, dict[str, Any]]:
    enums: dict[str, dict[str, Any]] = json.loads(_DATA.read_text(encoding="utf-8"))["enums"]
    return enums


_made: dict[str, type[graphene.Enum]] = {}


def saleor_enum(name: str, description: str) -> type[graphene.Enum]:
    """
    Return an enum of the contract; the value of each member is its name.

    Rooms may ask for the same one: it is made once, with the description of who asked first.
    """
    if name in _made:
        return _made[name]
    data = _enums()[name]
    deprecated: dict[str, str] = data.get("deprecated", {})
    made: type[graphene.Enum] = graphene.Enum(
        name,
        [(value, value) for value in data["values"].split()],
        description=lambda value: description if value is None else None,
        deprecation_reason=lambda value: deprecated.get(value.name) if value is not None else None,
    )
    _made[name] = made
    return made
