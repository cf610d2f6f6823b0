"""A person is signed out of every client of the API at once."""

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User, new_token_key
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed


@transaction.atomic
def tokens_deactivate(*, actor: Actor) -> None:
    """
    Withdraw every token that was given out to who is signed in.

    :raises NotAllowed: if nobody is signed in
    """
    if actor.user_id is None:
        raise NotAllowed(_("Please sign in first."))
    User.objects.filter(pk=actor.user_id).update(token_key=new_token_key())
