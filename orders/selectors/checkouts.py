"""Baskets as rows, without their prices."""

import uuid
from collections.abc import Sequence

from django.db.models import QuerySet, Sum

from marketplace.kernel.prepared import Slot, prepared
from orders.models.checkout import Checkout, CheckoutLine


def pieces_in(checkout_id: uuid.UUID) -> int:
    """Count the pieces of a basket, in one statement."""
    total = CheckoutLine.objects.filter(checkout_id=checkout_id).aggregate(total=Sum("quantity"))["total"]
    return int(total or 0)


@prepared
def _customers_own(checkout_id: Slot) -> QuerySet[Checkout]:
    return Checkout.objects.select_related("channel").filter(pk=checkout_id, draft=None)


def checkout_by_id(checkout_id: uuid.UUID) -> Checkout | None:
    """Return a customer's basket with its channel, or nothing."""
    return _customers_own.one(checkout_id=checkout_id)


def open_checkouts_by_id(checkout_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Checkout]:
    """Return baskets that have not become orders, with their channels, in one statement."""
    rows = Checkout.objects.select_related("channel").filter(pk__in=checkout_ids, completed_at=None)
    return {row.pk: row for row in rows}
