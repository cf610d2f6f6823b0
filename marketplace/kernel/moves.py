"""Moves within an ordered list, as clients that drag and drop say them."""

from collections.abc import Sequence
from typing import TypeVar

from django.utils.translation import gettext as _

from marketplace.kernel.errors import NotFound

Key = TypeVar("Key")


def moved(order: Sequence[Key], moves: Sequence[tuple[Key, int | None]]) -> list[Key]:
    """
    Return an order after moves, one after the other: each (key, by how many places; None: to the end).

    :raises NotFound: if something is to move that does not stand in it
    """
    found = list(order)
    for key, offset in moves:
        if key not in found:
            raise NotFound(_("What is to move does not stand here."), field="moves")
        place, last = found.index(key), len(found) - 1
        found.insert(last if offset is None else min(max(place + offset, 0), last), found.pop(place))
    return found
