"""The staff delete a customer's account."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.accounts.policies import may_manage_customers
from marketplace.accounts.services.account_delete import StaffStays, person_remove
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require


@transaction.atomic
def customer_delete(*, actor: Actor, user_id: int, now: datetime) -> User:
    """
    Delete a customer; orders stay, without their customer's name on the list.

    :raises NotAllowed: if the actor does not look after customers
    :raises NotFound: if there is no such person
    :raises StaffStays: if the person works for the marketplace
    :raises StillNeeded: if papers lean on the account
    """
    require(may_manage_customers(actor), _("You may not manage customers."))
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound(_("There is no such customer."), field="id")
    if user.is_staff or user.is_superuser:
        raise StaffStays(_("Cannot delete a staff account."), field="id")
    person_remove(user, now=now)
    return user
