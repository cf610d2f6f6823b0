"""Those who look after the staff delete the account of one of them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.accounts.policies import may_manage_staff
from marketplace.accounts.services.account_delete import person_remove
from marketplace.accounts.services.staff_save import StaffRefused, staff_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require


@transaction.atomic
def staff_delete(*, actor: Actor, user_id: int, now: datetime) -> User:
    """
    Delete one of the staff.

    :raises NotAllowed: if the actor does not look after the staff
    :raises NotFound: if there is no such person
    :raises StaffRefused: if it is the actor, a superuser, no member of the staff, or holds more than the actor does
    :raises StillNeeded: if papers lean on the account
    """
    require(may_manage_staff(actor), _("You may not manage the staff."))
    user = staff_locked(actor, user_id)
    if user.pk == actor.user_id:
        raise _refused(_("You cannot delete your own account."), "DELETE_OWN_ACCOUNT")
    if user.is_superuser:
        raise _refused(_("Cannot delete this account."), "DELETE_SUPERUSER_ACCOUNT")
    if not user.is_staff:
        raise _refused(_("Cannot delete a non-staff users."), "DELETE_NON_STAFF_USER")
    person_remove(user, now=now)
    return user


def _refused(message: str, code: str) -> StaffRefused:
    return StaffRefused(message, code=code, field="id")
