"""What an event is about, read for the app that is told it."""

import uuid
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, override

from catalog.selectors.offers import offers
from catalog.selectors.product_rows import product_rows_of
from logistics.selectors.fulfilments import progress_of
from marketplace.accounts.models import User as Person
from marketplace.channels.selectors import default_channel
from marketplace.graphql.catalog.rows import VariantRow
from marketplace.graphql.integrations.events import gone_person
from marketplace.graphql.orders.rows import BackRow, LineRow, OrderRow, PackedLine, ParcelRow
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.kernel.actor import Actor
from marketplace.promotions.selectors.gift_cards import gift_cards_by_id
from orders.models.order import Order
from orders.policies import may_see_order
from orders.postings import order_subject
from orders.selectors.orders import orders_viewed
from orders.states import SubOrderState

Things = dict[str, Any]


def order_things(order_id: str, actor: Actor) -> Things | None:
    """Return an order."""
    row = _order(order_id, actor)
    return {"order": row} if row is not None else None


def fulfillment_things(order_id: str, actor: Actor) -> Things | None:
    """Return an order and its parcel."""
    row = _order(order_id, actor)
    if row is None:
        return None
    reference = order_subject(row.order)
    progress = progress_of([reference]).get(reference)
    if progress is None:
        return None
    view = orders_viewed([row.id])[row.id]
    lines = [
        LineRow(line.pk, line, row, part.row.state)
        for part in view.parts
        if part.row.state != SubOrderState.CANCELLED
        for line in part.lines
    ]
    packed = [PackedLine(line.id, line.line.quantity, line) for line in lines]
    return {"order": row, "fulfillment": ParcelRow(row.id, progress, packed, row)}


def opened_fulfillment_things(order_id: str, actor: Actor, *, at: datetime) -> Things | None:
    """Return an order and what is still known of its parcel that was opened again: that it is none any more."""
    row = _order(order_id, actor)
    if row is None:
        return None
    with override(DEFAULT_LANGUAGE):
        label = gettext("Parcel unpacked")
    return {"order": row, "fulfillment": BackRow(row.id, "CANCELED", label, at, [], row)}


def product_things(product_id: int, _actor: Actor) -> Things | None:
    """Return a product as it stands in the shop's own market."""
    channel = default_channel()
    row = product_rows_of(product_ids=(product_id,), slugs=(), channel=channel).get(product_id)
    return {"product": row} if row is not None else None


def variant_things(variant_id: int, _actor: Actor, now: datetime) -> Things | None:
    """Return a variant as it stands in the shop's own market."""
    channel = default_channel()
    offer = offers([variant_id], channel, at=now).get(variant_id)
    return {"product_variant": VariantRow.of(offer, channel)} if offer is not None else None


def person_things(user_id: int, _actor: Actor, *, is_staff: bool) -> Things:
    """Return a person, or what is still known of one who is gone."""
    return {"user": Person.objects.filter(pk=user_id).first() or gone_person(user_id, is_staff=is_staff)}


def gift_card_things(gift_card_id: int, _actor: Actor) -> Things | None:
    """Return a gift card; what the staff withdrew is still known."""
    card = gift_cards_by_id([gift_card_id]).get(gift_card_id)
    return {"gift_card": card} if card is not None else None


def _order(order_id: str, actor: Actor) -> OrderRow | None:
    order = Order.objects.select_related("channel").filter(pk=uuid.UUID(order_id)).first()
    return OrderRow(order, is_open=may_see_order(actor, order.user_id)) if order is not None else None
