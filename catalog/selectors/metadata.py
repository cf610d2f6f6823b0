"""Metadata of rows of the catalogue, read apart from the rows: few clients ask for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from catalog.models.described import WithMetadata

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Kept:
    """What clients keep with a row, for who sees the row and for the staff."""

    public: Mapping[str, str]
    private: Mapping[str, str]


def metadata_of(model: type[WithMetadata], keys: Sequence[Key]) -> dict[Key, Kept]:
    """Return what is kept with rows of a kind, in one query; the caller asks who may see it."""
    rows = model._default_manager.filter(pk__in=list(keys)).values_list("pk", "metadata", "private_metadata")
    return {key: Kept(public, private) for key, public, private in rows}
