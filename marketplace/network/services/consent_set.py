"""A person agrees to be asked by text message, or does no longer."""

from datetime import datetime

from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require
from marketplace.network.models import Consent


def consent_set(*, actor: Actor, agrees: bool, now: datetime) -> None:
    """
    Note what a person wants for itself.

    :raises NotAllowed: for who is no person
    """
    require(actor.user_id is not None, _("Please sign in."))
    if agrees:
        Consent.objects.update_or_create(
            person_id=actor.user_id, defaults={"given_at": now, "withdrawn_at": None}
        )
    else:
        Consent.objects.filter(person_id=actor.user_id, withdrawn_at=None).update(withdrawn_at=now)
