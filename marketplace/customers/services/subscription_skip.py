"""Leave the next date of a basket out, or take that back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.customers.models.subscription import Subscription
from marketplace.customers.services.subscription_own import running_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict


@transaction.atomic
def subscription_skip(*, actor: Actor, subscription_id: int, now: datetime) -> Subscription:
    """
    Leave the next date out; the following one stays in the rhythm.

    :raises NotFound: if there is no such basket, or it is another person's
    :raises Conflict: if it is paused or ended
    """
    found = running_locked(actor=actor, subscription_id=subscription_id)
    found.skipped_date, found.next_date = found.next_date, found.date_after(timezone.localdate(now))
    found.save(update_fields=["skipped_date", "next_date"])
    return found


@transaction.atomic
def subscription_unskip(*, actor: Actor, subscription_id: int, now: datetime) -> Subscription:
    """
    Let the date that was left out last come after all; before its day only.

    :raises NotFound: if there is no such basket, or it is another person's
    :raises Conflict: if it is paused or ended, nothing was left out, or its day has come
    """
    found = running_locked(actor=actor, subscription_id=subscription_id)
    if found.skipped_date is None or found.skipped_date <= timezone.localdate(now):
        raise Conflict(_("This date is over; the next one comes as planned."))
    found.next_date, found.skipped_date = found.skipped_date, None
    found.save(update_fields=["next_date", "skipped_date"])
    return found
