"""Fill a basket and say where it goes and how it is paid."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from catalog.selectors.offers import Offer, WhyNot, offers, why_not_text
from logistics.models.delivery import DeliveryMethod
from logistics.services.stock_release import stock_release
from marketplace.channels.models import Channel
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from marketplace.kernel.policy import require
from marketplace.kernel.prepared import Slot, prepared
from marketplace.kernel.texts import LANGUAGES
from orders.address import DeliveryAddress
from orders.models.checkout import MAX_QUANTITY, Checkout, CheckoutLine
from orders.policies import may_fill_drafts, may_use_checkout
from orders.states import CHOSEN_METHODS
from orders.ways import is_offered

MAX_LINES = 100


def line_key(line_id: uuid.UUID) -> str:
    """How the stock calls a basket's line."""
    return f"checkout-line:{line_id}"


@prepared
def _any_locked(checkout_id: Slot) -> QuerySet[Checkout]:
    return Checkout.objects.select_for_update(of=("self",)).select_related("channel").filter(pk=checkout_id)


@prepared
def _own_locked(checkout_id: Slot) -> QuerySet[Checkout]:
    rows = Checkout.objects.select_for_update(of=("self",)).select_related("channel")
    return rows.filter(pk=checkout_id, draft=None)


def checkout_locked(*, actor: Actor, checkout_id: uuid.UUID) -> Checkout:
    """
    Return a basket under its row lock.

    :raises NotFound: if there is none, or it is another person's
    """
    # What the staff draft for somebody is not that person's to change.
    found = _any_locked if may_fill_drafts(actor) else _own_locked
    checkout = found.one(checkout_id=checkout_id)
    if checkout is None or not may_use_checkout(actor, checkout.user_id):
        raise NotFound(_("This basket does not exist any more."), field="checkout")
    return checkout


def open_checkout_locked(*, actor: Actor, checkout_id: uuid.UUID) -> Checkout:
    """
    Return a basket that can still be changed, under its row lock.

    :raises NotFound: if there is none, or it is another person's
    :raises Conflict: if it has become an order
    """
    checkout = checkout_locked(actor=actor, checkout_id=checkout_id)
    if checkout.completed_at is not None:
        raise Conflict(_("This basket has already become an order."), field="checkout")
    return checkout


def checkout_create(*, actor: Actor, channel: Channel, language: str, now: datetime) -> Checkout:
    """Open an empty basket in a channel."""
    return Checkout.objects.create(
        channel=channel,
        user_id=actor.user_id,
        language=language if language in LANGUAGES else "fr",
        created_at=now,
        updated_at=now,
    )


def _touch(checkout: Checkout, *, now: datetime, fields: list[str] | None = None) -> None:
    checkout.updated_at = now
    checkout.save(update_fields=[*(fields or []), "updated_at"])


def quantity_checked(quantity: int) -> int:
    """
    Pass a quantity that can be bought.

    :raises InvalidInput: if it is below 1 or above the most that one basket may hold
    """
    if not 1 <= quantity <= MAX_QUANTITY:
        raise InvalidInput(
            _("Please choose a quantity from 1 to %(most)d.") % {"most": MAX_QUANTITY}, field="quantity"
        )
    return quantity


def _offer(variant_id: int, channel: Channel, now: datetime) -> Offer:
    offer = offers([variant_id], channel, at=now).get(variant_id)
    if offer is None or not offer.is_buyable:
        if offer is not None and offer.why_not in (WhyNot.CLOSED, WhyNot.BETWEEN_ROUNDS):
            raise Conflict(why_not_text(offer.why_not, offer.back_date), field="variant")
        raise NotFound(_("This product is not on sale any more."), field="variant")
    return offer


@transaction.atomic
def checkout_line_add(
    *, actor: Actor, checkout_id: uuid.UUID, variant_id: int, quantity: int, now: datetime
) -> CheckoutLine:
    """
    Put more of a variant into a basket.

    :raises InvalidInput: if the quantity is out of bounds or the basket is full
    :raises NotFound: if the variant is not on sale or the basket does not exist
    :raises Conflict: if its cooperative is closed today or between two rounds, with the day on which it is back
    """
    quantity_checked(quantity)
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    offer = _offer(variant_id, checkout.channel, now)
    line = checkout.lines.filter(variant_id=variant_id).first()
    if line is None:
        last = checkout.lines.aggregate(last=Max("position"))["last"]
        if checkout.lines.count() >= MAX_LINES:
            raise InvalidInput(
                _("A basket holds at most %(most)d products.") % {"most": MAX_LINES}, field="lines"
            )
        line = CheckoutLine(checkout=checkout, variant_id=variant_id, quantity=0, position=(last or 0) + 1)
    line.quantity = quantity_checked(line.quantity + quantity)
    line.seen_price_minor = line.price_of(offer.unit_price.minor)
    line.save()
    _touch(checkout, now=now)
    return line


@transaction.atomic
def checkout_line_set(
    *, actor: Actor, checkout_id: uuid.UUID, variant_id: int, quantity: int, now: datetime
) -> None:
    """
    Say how many of a variant a basket holds; zero takes it out. The price seen becomes today's.

    :raises InvalidInput: if the quantity is out of bounds
    :raises NotFound: if the basket holds no such line, or the variant is no longer on sale
    """
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    line = checkout.lines.filter(variant_id=variant_id).first()
    if line is None:
        raise NotFound(_("This product is not in the basket."), field="variant")
    if quantity == 0:
        stock_release(keys=[line_key(line.pk)], now=now)
        line.delete()
    else:
        line.quantity = quantity_checked(quantity)
        line.seen_price_minor = line.price_of(_offer(variant_id, checkout.channel, now).unit_price.minor)
        line.save(update_fields=["quantity", "seen_price_minor"])
    _touch(checkout, now=now)


@transaction.atomic
def checkout_prices_accept(
    *, actor: Actor, checkout_id: uuid.UUID, prices: Mapping[int, int], now: datetime
) -> None:
    """Note that the customer has seen these prices (variant id to minor units)."""
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    lines = [line for line in checkout.lines.all() if line.variant_id in prices]
    for line in lines:
        line.seen_price_minor = prices[line.variant_id]
    CheckoutLine.objects.bulk_update(lines, ["seen_price_minor"])
    _touch(checkout, now=now)


@transaction.atomic
def checkout_address_set(
    *, actor: Actor, checkout_id: uuid.UUID, address: DeliveryAddress, email: str, note: str, now: datetime
) -> Checkout:
    """Say where the parcel goes and how its buyer is reached."""
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    checkout.address = address.as_json()
    if not checkout.is_gift:
        checkout.phone = address.phone
    checkout.email = email
    checkout.note = note[:500]
    _touch(checkout, now=now, fields=["address", "phone", "email", "note"])
    return checkout


@transaction.atomic
def checkout_delivery_set(
    *, actor: Actor, checkout_id: uuid.UUID, method_id: uuid.UUID, now: datetime
) -> Checkout:
    """
    Choose how the parcel travels.

    :raises NotFound: if there is no such method in use
    """
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    method = DeliveryMethod.objects.filter(pk=method_id, is_active=True).first()
    if method is None:
        raise NotFound(_("Please choose a way of delivery."), field="delivery_method")
    checkout.delivery_method = method
    _touch(checkout, now=now, fields=["delivery_method"])
    return checkout


@transaction.atomic
def checkout_payment_set(*, actor: Actor, checkout_id: uuid.UUID, method: str, now: datetime) -> Checkout:
    """
    Choose how the order is paid.

    :raises InvalidInput: if there is no such method
    """
    if method not in CHOSEN_METHODS or not is_offered(method):
        raise InvalidInput(_("Please choose a way to pay."), field="payment_method")
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    checkout.payment_method = method
    _touch(checkout, now=now, fields=["payment_method"])
    return checkout


@transaction.atomic
def checkout_attach(*, actor: Actor, checkout_id: uuid.UUID, now: datetime) -> None:
    """
    Give a visitor's basket to the person who has just signed in.

    :raises NotFound: if it is another person's
    """
    require(actor.user_id is not None, _("Please sign in first."))
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    checkout.user_id = actor.user_id
    _touch(checkout, now=now, fields=["user"])


@transaction.atomic
def checkout_detach(*, actor: Actor, checkout_id: uuid.UUID, now: datetime) -> Checkout:
    """
    Let a basket belong to nobody, so that whoever knows its key may go on with it.

    :raises NotAllowed: if nobody is signed in
    :raises NotFound: if it is another person's
    """
    require(actor.user_id is not None, _("Please sign in first."))
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    checkout.user = None
    _touch(checkout, now=now, fields=["user"])
    return checkout


@transaction.atomic
def checkout_note_set(*, actor: Actor, checkout_id: uuid.UUID, note: str, now: datetime) -> Checkout:
    """
    Keep what a customer wrote with a basket; it goes over to its order.

    :raises NotFound: if there is no such basket, or it is another person's
    :raises Conflict: if it has become an order
    """
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    checkout.note = note.replace("\x00", "").strip()[:500]
    _touch(checkout, now=now, fields=["note"])
    return checkout
