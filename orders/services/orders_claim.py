"""A person takes over the orders that they placed as a guest."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.accounts.selectors import verified_contacts
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed
from orders.models.order import Order


@transaction.atomic
def orders_claim(*, actor: Actor) -> int:
    """
    Give the actor the orders of nobody that carry their verified phone or e-mail address; return how many.

    A number or an address that was only written down proves nothing and claims nothing.

    :raises NotAllowed: if nobody is signed in
    """
    if actor.user_id is None:
        raise NotAllowed(_("Please sign in first."))
    user = User.objects.select_for_update().get(pk=actor.user_id)
    return claimable(user).update(user=user)


def claimable(user: User) -> QuerySet[Order]:
    """Return the orders that a person may claim."""
    contacts = verified_contacts(user)
    theirs = Q(pk__in=[])
    if contacts.phone:
        theirs |= Q(phone=contacts.phone)
    for email in contacts.emails:
        theirs |= Q(email__iexact=email)
    return Order.objects.filter(theirs, user=None)
