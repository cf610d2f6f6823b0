"""Pause a basket that comes again, end it, and let it come again."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.customers.models.subscription import Subscription
from marketplace.customers.services.subscription_open import MOST_SUBSCRIPTIONS
from marketplace.customers.services.subscription_own import subscription_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict


@transaction.atomic
def subscription_pause(*, actor: Actor, subscription_id: int, now: datetime) -> Subscription:
    """
    Let nothing come until its owner says so; pausing twice changes nothing.

    :raises NotFound: if there is no such basket, or it is another person's
    """
    found = subscription_locked(actor=actor, subscription_id=subscription_id)
    if found.is_running:
        found.paused_at = now
        found.save(update_fields=["paused_at"])
    return found


@transaction.atomic
def subscription_end(*, actor: Actor, subscription_id: int, now: datetime) -> Subscription:
    """
    Take a basket off its owner's list; ending twice changes nothing.

    :raises NotFound: if there is no such basket, or it is another person's
    """
    found = subscription_locked(actor=actor, subscription_id=subscription_id)
    if found.ended_at is None:
        found.ended_at = now
        found.save(update_fields=["ended_at"])
    return found


@transaction.atomic
def subscription_resume(*, actor: Actor, subscription_id: int, now: datetime) -> Subscription:
    """
    Let a paused or ended basket come again, on the next date of its rhythm; resuming twice changes nothing.

    :raises NotFound: if there is no such basket, or it is another person's
    :raises Conflict: if its order comes again in another basket already, or its owner has too many baskets
    """
    found = subscription_locked(actor=actor, subscription_id=subscription_id)
    if found.is_running:
        return found
    others = Subscription.objects.filter(user=found.user_id, ended_at=None).exclude(pk=found.pk)
    if others.filter(source=found.source_id).exists():
        raise Conflict(_("What this basket held comes again already."))
    if found.ended_at is not None and others.count() >= MOST_SUBSCRIPTIONS:
        raise Conflict(_("You have %(most)s regular baskets already.") % {"most": MOST_SUBSCRIPTIONS})
    today = timezone.localdate(now)
    if found.next_date <= today:
        found.next_date = found.date_after(today)
    found.paused_at = found.ended_at = None
    found.save(update_fields=["next_date", "paused_at", "ended_at"])
    return found
