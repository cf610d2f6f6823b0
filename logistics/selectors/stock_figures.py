"""How much of a stock is promised, and to whom: to orders for good, to baskets for a while."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, Sum

from logistics.models.stock import Reservation


@dataclass(frozen=True, slots=True)
class PromisedUnits:
    """Units promised for good and for a while."""

    firm: int
    passing: int


def promised_units(stock_ids: Sequence[int]) -> dict[int, PromisedUnits]:
    """Return the promises of each stock in one statement; those without any are left out."""
    rows = (
        Reservation.objects.filter(stock__in=stock_ids)
        .values_list("stock_id")
        .annotate(
            firm=Sum("quantity", filter=Q(expires_at__isnull=True), default=0),
            passing=Sum("quantity", filter=Q(expires_at__isnull=False), default=0),
        )
    )
    return {stock_id: PromisedUnits(firm, passing) for stock_id, firm, passing in rows}
