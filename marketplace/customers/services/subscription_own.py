"""A basket that comes again belongs to one person, and changes under its lock."""

from django.utils.translation import gettext as _

from marketplace.customers.models.subscription import Subscription
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, NotFound


def subscription_locked(*, actor: Actor, subscription_id: int) -> Subscription:
    """
    Return a person's basket under its row lock.

    :raises NotFound: if there is none, or it is another person's
    """
    rows = Subscription.objects.select_for_update(of=("self",)).filter(user=actor.user_id or 0)
    found = rows.filter(pk=subscription_id).first()
    if found is None:
        raise NotFound(_("There is no such basket."), field="subscription")
    return found


def running_locked(*, actor: Actor, subscription_id: int) -> Subscription:
    """
    Return a person's basket that comes again, under its row lock.

    :raises NotFound: if there is none, or it is another person's
    :raises Conflict: if it is paused or ended
    """
    found = subscription_locked(actor=actor, subscription_id=subscription_id)
    if not found.is_running:
        raise Conflict(_("This basket does not come just now. Let it come again first."))
    return found
