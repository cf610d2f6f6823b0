"""Let what an order held come again every few weeks."""

import uuid
from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.customers.models.subscription import RHYTHMS, Subscription, SubscriptionLine
from marketplace.customers.services.signed_in import person_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from orders.models.checkout import MAX_QUANTITY, CheckoutLine
from orders.models.order import Order

MOST_SUBSCRIPTIONS = 10


def rhythm_checked(every_weeks: int) -> int:
    """
    Pass a number of weeks after which a basket may come again.

    :raises InvalidInput: if it is none of those
    """
    if every_weeks not in RHYTHMS:
        raise InvalidInput(_("Please choose how often it comes."), field="every_weeks")
    return every_weeks


@transaction.atomic
def subscription_open(*, actor: Actor, order_id: uuid.UUID, every_weeks: int, now: datetime) -> Subscription:
    """
    Make an order's goods come again, to the same place in the same way; asking twice returns the same basket.

    The first date is one rhythm after today. What a promotion gave for nothing does not come again.

    :raises NotAllowed: if nobody is signed in
    :raises NotFound: if there is no such order, or it is another person's
    :raises InvalidInput: if the rhythm is none that there is
    :raises Conflict: if the order was a gift, holds nothing that was bought, or the person has too many baskets
    """
    person = person_locked(actor)
    order = Order.objects.filter(pk=order_id, user=person).first()
    if order is None:
        raise NotFound(_("There is no such order."), field="order")
    rhythm_checked(every_weeks)
    own = Subscription.objects.filter(user=person, ended_at=None)
    known = own.filter(source=order).first()
    if known is not None:
        return known
    if own.count() >= MOST_SUBSCRIPTIONS:
        raise Conflict(_("You have %(most)s regular baskets already.") % {"most": MOST_SUBSCRIPTIONS})
    if order.is_gift:
        raise Conflict(_("A gift to somebody else does not come again by itself."))
    opened = Subscription.objects.create(
        user=person,
        channel_id=order.channel_id,
        source=order,
        every_weeks=every_weeks,
        next_date=timezone.localdate(now) + timedelta(weeks=every_weeks),
        address=order.address,
        email=order.email,
        delivery_method_id=order.delivery_method_id,
        created_at=now,
    )
    _lines_kept(opened, order)
    return opened


def _lines_kept(opened: Subscription, order: Order) -> None:
    quantities: Counter[int] = Counter()
    prices: dict[int, int] = {}
    for line in order.lines.filter(is_gift=False).order_by("pk"):
        quantities[line.variant_id] += line.quantity
        prices[line.variant_id] = line.unit_price_minor
    # What it cost on the shelf, which partners may have paid a part of, is kept with the basket
    seen = CheckoutLine.objects.filter(checkout=order.checkout_id)
    prices |= dict(seen.values_list("variant_id", "seen_price_minor"))
    if not quantities:
        raise Conflict(_("This order holds nothing that could come again."))
    SubscriptionLine.objects.bulk_create(
        SubscriptionLine(
            subscription=opened,
            variant_id=variant_id,
            quantity=min(quantity, MAX_QUANTITY),
            last_price_minor=prices[variant_id],
        )
        for variant_id, quantity in quantities.items()
    )
