"""Goods of a pooled listing have come in: the promise they fulfil has its lot."""

from datetime import datetime

from django.utils import timezone

from logistics.models.lot import Lot
from logistics.models.pooled import Contribution


def contribution_fill(lot: Lot, *, now: datetime) -> Contribution | None:
    """
    Give a lot (fetched with its product's `pooled`) to the oldest promise of its owner; None if nothing is pooled.

    Goods that nobody promised count as the lowest grade. What was promised becomes what was counted.
    """
    listing = getattr(lot.variant.product, "pooled", None)
    if listing is None:
        return None
    waiting = Contribution.objects.select_for_update().filter(
        listing=listing,
        variant=lot.variant_id,
        organisation=lot.organisation_id,
        lot__isnull=True,
        withdrawn_at__isnull=True,
    )
    promised = waiting.order_by("from_date", "pk").first()
    if promised is None:
        day = timezone.localdate(now)
        lowest = min(listing.grades, key=lambda grade: (listing.grades[grade], grade))
        return Contribution.objects.create(
            listing=listing,
            variant=lot.variant,
            organisation_id=lot.organisation_id,
            quantity=lot.quantity_received,
            grade=lowest,
            grade_price_minor=listing.grades[lowest],
            from_date=day,
            until_date=day,
            lot=lot,
            created_at=now,
        )
    promised.lot, promised.quantity = lot, lot.quantity_received
    promised.save(update_fields=["lot", "quantity"])
    return promised
