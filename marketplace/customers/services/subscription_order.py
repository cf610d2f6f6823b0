"""Order what comes again, on its day, as its owner would at the checkout; never twice."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from catalog.selectors.offers import offers
from marketplace.customers.links import subscription_url
from marketplace.customers.models.subscription import Subscription, SubscriptionLine, SubscriptionRun
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, DomainError
from marketplace.kernel.formats import format_date
from marketplace.notifications.services.notify_people import BY_MAIL, notify_people
from orders.address import address_read
from orders.links import order_url
from orders.models.checkout import Checkout, CheckoutLine
from orders.models.order import Order
from orders.selectors.baskets import basket_of
from orders.selectors.obtainable import obtainable
from orders.services.checkout_edit import (
    checkout_address_set,
    checkout_create,
    checkout_delivery_set,
    checkout_payment_set,
)
from orders.services.checkout_lines_set import lines_written
from orders.services.checkout_place import checkout_place
from orders.states import PaymentMethod
from orders.telling import order_tell


def subscriptions_order(*, now: datetime, limit: int = 50) -> int:
    """
    Order the baskets whose announced day has come, each in a transaction of its own; return how many were looked at.

    Two workers share the rows; a worker that dies before the commit has ordered nothing.
    """
    done = 0
    while done < limit and _next_ordered(now):
        done += 1
    return done


@transaction.atomic
def _next_ordered(now: datetime) -> bool:
    today = timezone.localdate(now)
    found = (
        Subscription.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(paused_at=None, ended_at=None, user__is_active=True)
        .filter(next_date__lte=today, announced_date=F("next_date"))
        .select_related("user", "channel")
        .order_by("next_date", "pk")
        .first()
    )
    if found is None:
        return False
    with translation.override(found.user.language):
        _run(found, now)
    return True


def _run(found: Subscription, now: datetime) -> None:
    """
    Order one basket, or say why not; the row of its date is written either way, and the next date is set.

    Nobody pays more for a piece than was announced: what has become dearer since is announced anew, three days ahead.
    """
    due, order, reason = found.next_date, None, ""
    lines = list(found.lines.select_related("variant__product").order_by("pk"))
    if _is_dearer(found, lines, now):
        found.announced_date = None
        found.save(update_fields=["announced_date"])
        return
    try:
        with transaction.atomic():
            order = _ordered(found, lines, now)
    except DomainError as error:
        reason = str(error.message)[:300]
    SubscriptionRun.objects.create(subscription=found, date=due, order=order, reason=reason, ran_at=now)
    found.next_date, found.skipped_date = found.date_after(timezone.localdate(now)), None
    found.save(update_fields=["next_date", "skipped_date"])
    if order is None:
        _tell_missed(found, due, reason, now)
        return
    _kept(order, lines)
    came = dict(order.lines.filter(is_gift=False).values_list("variant_id", "quantity"))
    if lacking := [line for line in lines if came.get(line.variant_id, 0) < line.quantity]:
        names = [
            f"{line.quantity - came.get(line.variant_id, 0)} × {line.variant.product.name(order.language)}"
            for line in lacking
        ]
        context = {"order": order.number, "missing": ", ".join(names), "url": order_url(order)}
        order_tell(order, "subscription", "subscription_ordered", context, now)


def _is_dearer(found: Subscription, lines: Sequence[SubscriptionLine], now: datetime) -> bool:
    known = {line.variant_id: line.known_minor for line in lines}
    sold = offers(list(known), found.channel, at=now).values()
    return any(each.is_buyable and each.unit_price.minor > known[each.variant_id] for each in sold)


def _ordered(found: Subscription, lines: Sequence[SubscriptionLine], now: datetime) -> Order:
    actor = Actor(user_id=found.user_id)
    wanted, _missing = obtainable(
        found.channel, [(line.pk, line.variant_id, line.quantity) for line in lines], now
    )
    if found.delivery_method_id is None:
        raise Conflict(_("The way in which it was delivered does not exist any more."))
    checkout = checkout_create(actor=actor, channel=found.channel, language=found.user.language, now=now)
    if wanted:
        lines_written(checkout, wanted, now)
    checkout_address_set(
        actor=actor,
        checkout_id=checkout.pk,
        address=address_read(found.address),
        email=found.email,
        note="",
        now=now,
    )
    checkout_delivery_set(actor=actor, checkout_id=checkout.pk, method_id=found.delivery_method_id, now=now)
    checkout_payment_set(actor=actor, checkout_id=checkout.pk, method=PaymentMethod.CASH, now=now)
    _without_problems(Checkout.objects.select_related("channel").get(pk=checkout.pk), now)
    return checkout_place(actor=actor, checkout_id=checkout.pk, expected_total=None, now=now)


def _without_problems(checkout: Checkout, now: datetime) -> None:
    """Take out what its cooperatives cannot make in time, and demand that something is left."""
    basket = basket_of(checkout, now=now)
    troubled = {line.variant_id: 0 for line in basket.lines if line.problems}
    if len(troubled) == len(basket.lines):
        raise Conflict(_("Nothing of it can be had today."))
    if troubled:
        lines_written(checkout, troubled, now)


def _kept(order: Order, lines: Sequence[SubscriptionLine]) -> None:
    """Keep what each piece cost on the shelf this time."""
    bought = CheckoutLine.objects.filter(checkout=order.checkout_id)
    prices = dict(bought.values_list("variant_id", "seen_price_minor"))
    for line in lines:
        line.last_price_minor = prices.get(line.variant_id, line.last_price_minor)
    SubscriptionLine.objects.bulk_update(lines, ["last_price_minor"])


def _tell_missed(found: Subscription, due: date, reason: str, now: datetime) -> None:
    language = found.user.language
    context = {
        "reason": reason,
        "day": format_date(found.next_date, language),
        "url": subscription_url(found.pk, language),
    }
    notify_people(
        people=[found.user],
        key=f"subscription:{found.pk}:missed:{due}",
        template="subscription_missed",
        context={language: context},
        prefer=BY_MAIL,
        now=now,
    )
