"""A person's baskets that come again, as their pages show them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from catalog.selectors.offers import offers
from marketplace.customers.models.subscription import Subscription, SubscriptionLine, SubscriptionRun
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money, total_of
from orders.selectors.obtainable import obtainable

RUNS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class LineToday:
    """A line at today's price; nothing if it has none. `why_not` says why less than wanted could be had today."""

    row: SubscriptionLine
    price: Money | None
    last_price: Money
    why_not: str

    @property
    def is_dearer_or_cheaper(self) -> bool:
        """Whether it costs another price than last time."""
        return self.price is not None and self.price != self.last_price


@dataclass(frozen=True, slots=True)
class SubscriptionView:
    """One basket with its lines at today's prices and what became of its last dates."""

    row: Subscription
    lines: tuple[LineToday, ...]
    # What the goods would cost today, without delivery
    goods: Money
    runs: tuple[SubscriptionRun, ...]


def subscriptions_of(actor: Actor) -> list[Subscription]:
    """Return a person's baskets that have not ended, what comes first first, in two statements."""
    lines = SubscriptionLine.objects.select_related("variant__product").order_by("pk")
    rows = Subscription.objects.filter(user=actor.user_id or 0, ended_at=None)
    return list(rows.prefetch_related(Prefetch("lines", queryset=lines)).order_by("next_date", "pk"))


def subscription_of(*, actor: Actor, subscription_id: int) -> Subscription:
    """
    Return one basket with its channel and its way of delivery, in one statement.

    :raises NotFound: if there is none, or it is another person's
    """
    rows = Subscription.objects.filter(user=actor.user_id or 0).select_related("channel", "delivery_method")
    row = rows.filter(pk=subscription_id).first()
    if row is None:
        raise NotFound(_("There is no such basket."), field="subscription")
    return row


def subscription_view(*, actor: Actor, subscription_id: int, now: datetime) -> SubscriptionView:
    """
    Return one basket at today's prices, in a fixed number of statements.

    :raises NotFound: if there is none, or it is another person's
    """
    row = subscription_of(actor=actor, subscription_id=subscription_id)
    lines = list(row.lines.select_related("variant__product").order_by("pk"))
    _wanted, missing = obtainable(
        row.channel, [(line.pk, line.variant_id, line.quantity) for line in lines], now
    )
    why = {each.line_id: each.message for each in missing}
    found, currency = offers([line.variant_id for line in lines], row.channel, at=now), row.channel.currency
    shown = tuple(
        LineToday(
            line,
            offer.price if (offer := found.get(line.variant_id)) else None,
            Money(line.last_price_minor, currency),
            why.get(line.pk, ""),
        )
        for line in lines
    )
    goods = total_of([each.price * each.row.quantity for each in shown if each.price], currency)
    runs = tuple(row.runs.select_related("order").order_by("-date")[:RUNS_SHOWN])
    return SubscriptionView(row, shown, goods, runs)
