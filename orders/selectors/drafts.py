"""Drafts as the staff see them: each shown as the order that it would become."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from marketplace.cooperatives.models.organisation import Organisation
from orders.models.checkout import Checkout
from orders.models.draft import Draft
from orders.selectors.baskets import baskets_of
from orders.selectors.composition import order_composed
from orders.selectors.orders import OrderView, SubOrderView
from orders.states import OrderOrigin


def drafts_viewed(drafts: Sequence[Draft], *, now: datetime) -> list[OrderView]:
    """
    Return drafts (fetched with their basket and its channel) at today's prices, in a fixed number of statements.

    Nothing of what is returned is saved; the caller has asked who may see it.
    """
    baskets = baskets_of([draft.checkout for draft in drafts], now=now)
    sellers = {line.offer.organisation_id for basket in baskets for line in basket.lines if line.offer}
    owners = Organisation.objects.in_bulk(sorted(sellers)) if sellers else {}
    views = []
    for draft, basket in zip(drafts, baskets, strict=True):
        composed = order_composed(basket, number=draft.number, origin=OrderOrigin.DRAFT, now=now)
        order = composed.order
        order.placed_at, order.updated_at = draft.checkout.created_at, draft.checkout.updated_at
        order.external_reference = draft.external_reference
        found = list(zip(composed.lines, composed.sources, strict=True))
        parts = []
        for sub_order in composed.sub_orders:
            own = [(line, source) for line, source in found if line.sub_order is sub_order]
            parts.append(
                SubOrderView(
                    sub_order,
                    owners[sub_order.organisation_id],
                    tuple(line for line, _source in own),
                    tuple(source.id for _line, source in own),
                )
            )
        views.append(OrderView(order, composed.payment, tuple(parts), True, composed.discounts))
    return views


def draft_by_id(draft_id: uuid.UUID) -> Draft | None:
    """Return an open draft with its basket and the basket's channel, or nothing; one statement."""
    return drafts_open().filter(pk=draft_id).first()


def drafts_open() -> QuerySet[Draft]:
    """Return the open drafts, each with its basket and the basket's channel."""
    return Draft.objects.select_related("checkout__channel").filter(checkout__completed_at=None)


def draft_key_of_line(line_id: uuid.UUID) -> uuid.UUID | None:
    """Return the draft in which a line stands, or nothing; one statement."""
    rows = Checkout.objects.filter(lines=line_id, draft__isnull=False)
    return rows.values_list("pk", flat=True).first()
