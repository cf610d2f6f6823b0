"""A person erases their account from their own page."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.accounts.services.account_delete import StillNeeded, person_remove
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotAllowed


def erasing_word(user: User) -> str:
    """Return what a person types to show that they mean it: the end of their number, or their address."""
    return user.phone[-4:] if user.phone else (user.email or "")


@transaction.atomic
def account_erase(*, actor: Actor, typed: str, now: datetime) -> None:
    """
    Erase who is signed in: profile, addresses, baskets, lists and wishes of messages, at once and for good (law 09-08).

    Orders, invoices and the books stay for ten years, as the law on accounting demands, without the account.

    :raises NotAllowed: if nobody is signed in
    :raises InvalidInput: if what was typed is not the end of their number, or their address
    :raises StillNeeded: if the person works for the marketplace, or holds a role in an organisation, or papers lean on
        the account
    """
    if actor.user_id is None:
        raise NotAllowed(_("Please sign in first."))
    user = User.objects.select_for_update().get(pk=actor.user_id)
    if user.is_staff:
        raise StillNeeded(_("Who works for the marketplace is let go by others."))
    if actor.roles:
        raise StillNeeded(_("You still have a role in a cooperative. Leave it first."))
    if typed.strip().lower() != erasing_word(user).lower():
        raise InvalidInput(_("This is not what is asked for; nothing was erased."), field="typed")
    person_remove(user, now=now)
