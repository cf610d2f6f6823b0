"""Say what a basket that comes again holds, and how often it comes."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.customers.models.subscription import Subscription, SubscriptionLine
from marketplace.customers.services.subscription_open import rhythm_checked
from marketplace.customers.services.subscription_own import subscription_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput
from orders.models.checkout import MAX_QUANTITY


@transaction.atomic
def subscription_change(
    *, actor: Actor, subscription_id: int, quantities: Mapping[int, int], every_weeks: int
) -> Subscription:
    """
    Change quantities (by variant; zero takes it out) and the rhythm, which counts from the next date on.

    What is not named stays; a variant that the basket does not hold is passed over.

    :raises NotFound: if there is no such basket, or it is another person's
    :raises InvalidInput: if a quantity is out of bounds, nothing would be left, or the rhythm is none that there is
    :raises Conflict: if it has ended
    """
    found = subscription_locked(actor=actor, subscription_id=subscription_id)
    if found.ended_at is not None:
        raise Conflict(_("This basket does not come just now. Let it come again first."))
    found.every_weeks = rhythm_checked(every_weeks)
    lines = {line.variant_id: line for line in found.lines.all()}
    if any(not 0 <= quantity <= MAX_QUANTITY for quantity in quantities.values()):
        raise InvalidInput(
            _("Please choose a quantity from 0 to %(most)d.") % {"most": MAX_QUANTITY}, field="quantity"
        )
    kept = [key for key in lines if quantities.get(key, 1) > 0]
    if not kept:
        raise InvalidInput(_("A basket holds something. To end it, press “End”."), field="quantity")
    for key in kept:
        lines[key].quantity = quantities.get(key, lines[key].quantity)
    SubscriptionLine.objects.bulk_update([lines[key] for key in kept], ["quantity"])
    found.lines.exclude(variant__in=kept).delete()
    found.save(update_fields=["every_weeks"])
    return found
