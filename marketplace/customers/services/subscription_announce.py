"""Tell three days before what a basket that comes again will hold, and what costs another price than last time."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from catalog.selectors.offers import offers
from marketplace.customers.links import subscription_url
from marketplace.customers.models.subscription import Subscription, SubscriptionLine
from marketplace.kernel.formats import format_date, format_money
from marketplace.kernel.money import Money
from marketplace.notifications.services.notify_people import BY_MAIL, notify_people
from orders.selectors.obtainable import obtainable

NOTICE = timedelta(days=3)


@transaction.atomic
def subscriptions_announce(*, now: datetime, limit: int = 50) -> int:
    """
    Write the notices of what comes within three days, each date once; return how many.

    Where the clock stood still, the date moves: nobody has less than the three days to say no.
    """
    today = timezone.localdate(now)
    due = list(
        Subscription.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(~Q(announced_date=F("next_date")) | Q(announced_date=None))
        .filter(paused_at=None, ended_at=None, user__is_active=True, next_date__lte=today + NOTICE)
        .select_related("user", "channel")
        .prefetch_related("lines__variant__product")
        .order_by("next_date", "pk")[:limit]
    )
    for each in due:
        each.next_date = max(each.next_date, today + NOTICE)
        each.announced_date = each.next_date
        each.save(update_fields=["next_date", "announced_date"])
        with translation.override(each.user.language):
            _tell(each, now)
    return len(due)


def _tell(found: Subscription, now: datetime) -> None:
    language = found.user.language
    context = {
        "day": format_date(found.next_date, language),
        "what": ", ".join(_words(found, language, now)),
        "url": subscription_url(found.pk, language),
    }
    notify_people(
        people=[found.user],
        key=f"subscription:{found.pk}:coming:{found.next_date}",
        template="subscription_coming",
        context={language: context},
        prefer=BY_MAIL,
        now=now,
    )


def _words(found: Subscription, language: str, now: datetime) -> list[str]:
    """Say line by line how many come, at which price if it is another one, and what cannot be had; keep the prices."""
    lines = list(found.lines.all())
    wanted, _missing = obtainable(
        found.channel, [(line.pk, line.variant_id, line.quantity) for line in lines], now
    )
    sold = offers(list(wanted), found.channel, at=now)
    words = []
    for line in lines:
        name, comes = line.variant.product.name(language), wanted.get(line.variant_id, 0)
        line.announced_minor = sold[line.variant_id].unit_price.minor if comes else None
        if comes:
            words.append(f"{comes} × {name}{_price_word(line, sold[line.variant_id].unit_price, language)}")
        if comes < line.quantity:
            lacking = f"{line.quantity - comes} × {name}"
            words.append(_("%(what)s (not to be had just now)") % {"what": lacking})
    SubscriptionLine.objects.bulk_update(lines, ["announced_minor"])
    return words


def _price_word(line: SubscriptionLine, price: Money, language: str) -> str:
    if price.minor == line.last_price_minor:
        return ""
    before = Money(line.last_price_minor, price.currency)
    return " " + _("(%(now)s instead of %(before)s)") % {
        "now": format_money(price, language),
        "before": format_money(before, language),
    }
