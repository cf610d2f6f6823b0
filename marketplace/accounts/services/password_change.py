"""A person changes their password; every token that was given out before stops working."""

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.accounts.passwords import password_checked
from marketplace.accounts.services.password_check import WrongCredentials
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed


@transaction.atomic
def password_change(*, actor: Actor, old: str, new: str) -> User:
    """
    Set another password for who is signed in.

    :raises NotAllowed: if nobody is signed in
    :raises WrongCredentials: if the old password is another (who has none needs none)
    :raises WeakPassword: if the new one would be guessed
    """
    if actor.user_id is None:
        raise NotAllowed(_("Please sign in first."))
    user = User.objects.select_for_update().get(pk=actor.user_id)
    if user.has_usable_password() and not user.check_password(old):
        raise WrongCredentials(_("Old password isn't valid."), field="old_password")
    user.set_password(password_checked(new, user=user, field="new_password"))
    user.save(update_fields=["password"])
    return user
