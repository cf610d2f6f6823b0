"""What is kept belongs to a person who has signed in."""

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed


def person_locked(actor: Actor) -> User:
    """
    Lock who asks, so that a limit per person holds however often they press at once.

    :raises NotAllowed: if nobody is signed in
    """
    person = User.objects.select_for_update().filter(pk=actor.user_id or 0, is_active=True).first()
    if person is None:
        raise NotAllowed(_("Please sign in first."))
    return person
