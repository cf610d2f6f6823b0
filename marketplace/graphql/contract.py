"""Saleor's enums: a client's generated code breaks if one value is missing, so all of them are data."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import graphene
from django.db.models import TextChoices

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


def own_enum(name: str, states: type[TextChoices], description: str) -> type[graphene.Enum]:
    """Return an enum of ours in the contract's style: the words of a state in capitals."""
    made: type[graphene.Enum] = graphene.Enum(
        name,
        [(state.name, state.name) for state in states],
        description=lambda value: description if value is None else None,
    )
    return made


def own_error_codes(name: str, description: str) -> type[graphene.Enum]:
    """Return the error codes of a room of ours, named as the contract names such codes."""
    words = ("GRAPHQL_ERROR", "INVALID", "INVALID_STATE", "NOT_FOUND", "REQUIRED", "UNIQUE")
    made: type[graphene.Enum] = graphene.Enum(
        name,
        [(word, word) for word in words],
        description=lambda value: description if value is None else None,
    )
    return made


def word(given: Any) -> str:
    """Return the plain word of an enum's member."""
    return str(getattr(given, "value", given))
