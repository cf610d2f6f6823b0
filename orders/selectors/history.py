"""What people wrote down about orders."""

import uuid
from collections.abc import Sequence

from orders.models.history import OrderNote


def notes_of(order_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[OrderNote]]:
    """Return acts and remarks by order, oldest first, in one statement; the caller has asked who may read them."""
    shelves: dict[uuid.UUID, list[OrderNote]] = {}
    for note in OrderNote.objects.filter(order_id__in=order_ids).order_by("happened_at", "id"):
        shelves.setdefault(note.order_id, []).append(note)
    return shelves
