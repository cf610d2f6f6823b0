"""Facts of all packages, as apps are told them."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from catalog.events import PriceChanged, ProductProposed, ProductPublished, ProductReviewed, ProductWithdrawn
from logistics.events import (
    LotReleased,
    ParcelDelivered,
    ParcelHandedOver,
    ParcelLost,
    ParcelPacked,
    ParcelRefused,
    ParcelReturned,
    ParcelUnpacked,
)
from marketplace.accounts.events import PersonCreated, PersonDeleted, PersonUpdated
from marketplace.apps.selectors import actor_of_app, targets_of
from marketplace.apps.services.delivery_queue import delivery_queue
from marketplace.graphql.integrations.catalogue import EVENTS
from marketplace.graphql.integrations.rendering import event_row, payload_of
from marketplace.graphql.integrations.things import (
    Things,
    fulfillment_things,
    gift_card_things,
    opened_fulfillment_things,
    order_things,
    person_things,
    product_things,
    variant_things,
)
from marketplace.kernel.actor import Actor
from marketplace.outbox.bus import listens
from marketplace.promotions.events import GiftCardChanged
from orders.events import OrderCancelled, OrderPaid, OrderPlaced, OrderReleased

Build = Callable[[Actor], Things | None]


def announce(*events: str, build: Build, now: datetime) -> None:
    """
    Have every app that wants it told that something happened, as far as it may see it.

    Runs in the transaction of the fact's receipt, so each webhook is told of a fact once, however often it is tried.
    """
    for event in events:
        kind = EVENTS[event]
        for target in targets_of(event, permission=kind.permission.value):
            things = build(actor_of_app(target.app))
            if things is None:
                continue
            row = event_row(kind, target.app, things, now=now)
            payload = payload_of(target.webhook.subscription_query, row, now=now)
            if payload is not None:
                delivery_queue(webhook=target.webhook, event=event, payload=payload, now=now)


def _order_id(reference: str) -> str:
    return reference.removeprefix("order:")


@listens(OrderPlaced, name="graphql.tell_order_placed")
def tell_order_placed(event: OrderPlaced, *, now: datetime) -> None:
    """An order was placed."""
    announce("order_created", build=partial(order_things, event.order_id), now=now)


@listens(OrderReleased, name="graphql.tell_order_released")
def tell_order_released(event: OrderReleased, *, now: datetime) -> None:
    """An order may be prepared."""
    announce("order_confirmed", "order_updated", build=partial(order_things, event.order_id), now=now)


@listens(OrderPaid, name="graphql.tell_order_paid")
def tell_order_paid(event: OrderPaid, *, now: datetime) -> None:
    """The money of an order is there."""
    build = partial(order_things, event.order_id)
    announce("order_paid", "order_fully_paid", "order_updated", build=build, now=now)


@listens(OrderCancelled, name="graphql.tell_order_cancelled")
def tell_order_cancelled(event: OrderCancelled, *, now: datetime) -> None:
    """An order was given up."""
    announce("order_cancelled", "order_updated", build=partial(order_things, event.order_id), now=now)


@listens(ParcelPacked, name="graphql.tell_parcel_packed")
def tell_parcel_packed(event: ParcelPacked, *, now: datetime) -> None:
    """A parcel was packed."""
    announce("fulfillment_created", build=partial(fulfillment_things, _order_id(event.reference)), now=now)


@listens(ParcelUnpacked, name="graphql.tell_parcel_unpacked")
def tell_parcel_unpacked(event: ParcelUnpacked, *, now: datetime) -> None:
    """A parcel was opened before it left."""
    order_id = _order_id(event.reference)
    build = partial(opened_fulfillment_things, order_id, at=event.happened_at)
    announce("fulfillment_canceled", build=build, now=now)
    announce("order_updated", build=partial(order_things, order_id), now=now)


@listens(ParcelHandedOver, name="graphql.tell_parcel_handed_over")
def tell_parcel_handed_over(event: ParcelHandedOver, *, now: datetime) -> None:
    """A parcel has left."""
    order_id = _order_id(event.reference)
    announce("fulfillment_approved", build=partial(fulfillment_things, order_id), now=now)
    announce("order_fulfilled", "order_updated", build=partial(order_things, order_id), now=now)


@listens(ParcelDelivered, name="graphql.tell_parcel_delivered")
def tell_parcel_delivered(event: ParcelDelivered, *, now: datetime) -> None:
    """A parcel is in the customer's hands."""
    announce("order_updated", build=partial(order_things, _order_id(event.reference)), now=now)


@listens(ParcelRefused, name="graphql.tell_parcel_refused")
def tell_parcel_refused(event: ParcelRefused, *, now: datetime) -> None:
    """A parcel was not taken."""
    announce("order_updated", build=partial(order_things, _order_id(event.reference)), now=now)


@listens(ParcelReturned, name="graphql.tell_parcel_returned")
def tell_parcel_returned(event: ParcelReturned, *, now: datetime) -> None:
    """A parcel is back at the hub."""
    announce("order_updated", build=partial(order_things, _order_id(event.reference)), now=now)


@listens(ParcelLost, name="graphql.tell_parcel_lost")
def tell_parcel_lost(event: ParcelLost, *, now: datetime) -> None:
    """A parcel will not arrive any more."""
    announce("order_updated", build=partial(order_things, _order_id(event.reference)), now=now)


@listens(ProductProposed, name="graphql.tell_product_proposed")
def tell_product_proposed(event: ProductProposed, *, now: datetime) -> None:
    """A product was proposed."""
    announce("product_created", build=partial(product_things, event.product_id), now=now)


@listens(ProductReviewed, name="graphql.tell_product_reviewed")
def tell_product_reviewed(event: ProductReviewed, *, now: datetime) -> None:
    """A product was accepted or sent back."""
    announce("product_updated", build=partial(product_things, event.product_id), now=now)


@listens(ProductPublished, name="graphql.tell_product_published")
def tell_product_published(event: ProductPublished, *, now: datetime) -> None:
    """A product is on the shelves."""
    announce("product_updated", build=partial(product_things, event.product_id), now=now)


@listens(ProductWithdrawn, name="graphql.tell_product_withdrawn")
def tell_product_withdrawn(event: ProductWithdrawn, *, now: datetime) -> None:
    """A product is sold no more."""
    announce("product_deleted", build=partial(product_things, event.product_id), now=now)


@listens(PriceChanged, name="graphql.tell_price_changed")
def tell_price_changed(event: PriceChanged, *, now: datetime) -> None:
    """A price changed."""
    build = partial(variant_things, event.variant_id, now=now)
    announce("product_variant_updated", build=build, now=now)
    announce("product_updated", build=partial(product_things, event.product_id), now=now)


@listens(LotReleased, name="graphql.tell_lot_released")
def tell_lot_released(event: LotReleased, *, now: datetime) -> None:
    """Goods came in that can be sold."""
    build = partial(variant_things, event.variant_id, now=now)
    announce("product_variant_back_in_stock", build=build, now=now)


@listens(PersonCreated, name="graphql.tell_person_created")
def tell_person_created(event: PersonCreated, *, now: datetime) -> None:
    """An account was opened."""
    _tell_of_person("created", event, now)


@listens(PersonUpdated, name="graphql.tell_person_updated")
def tell_person_updated(event: PersonUpdated, *, now: datetime) -> None:
    """Something about a person changed."""
    _tell_of_person("updated", event, now)


@listens(PersonDeleted, name="graphql.tell_person_deleted")
def tell_person_deleted(event: PersonDeleted, *, now: datetime) -> None:
    """An account is no more."""
    _tell_of_person("deleted", event, now)


def _tell_of_person(what: str, event: PersonCreated | PersonUpdated | PersonDeleted, now: datetime) -> None:
    kind = "staff" if event.is_staff else "customer"
    build = partial(person_things, event.user_id, is_staff=event.is_staff)
    announce(f"{kind}_{what}", build=build, now=now)


@listens(GiftCardChanged, name="graphql.tell_gift_card_changed")
def tell_gift_card_changed(event: GiftCardChanged, *, now: datetime) -> None:
    """A gift card was issued, changed, switched, or withdrawn; that it was sent is nobody's business but its own."""
    if event.what != "sent":
        announce(f"gift_card_{event.what}", build=partial(gift_card_things, event.gift_card_id), now=now)
