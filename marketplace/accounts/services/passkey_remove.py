"""A person takes a passkey away; the code by telephone stays."""

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import Passkey
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound


@transaction.atomic
def passkey_remove(*, actor: Actor, passkey_id: int) -> str:
    """
    Forget a passkey and return its name: its device opens the account no more.

    :raises NotFound: if there is none, or it is another person's
    """
    row = Passkey.objects.select_for_update().filter(pk=passkey_id, user=actor.user_id or 0).first()
    if row is None:
        raise NotFound(_("There is no such passkey."), field="passkey")
    name = row.name
    row.delete()
    return name
