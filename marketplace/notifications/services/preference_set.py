"""A person says what may be told by which way, and when nothing should ring."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotAllowed
from marketplace.notifications.models import Preference
from marketplace.notifications.states import Channel, Topic

# What can be switched off, and by which ways; the inbox keeps all
WAYS = (Channel.SMS, Channel.WHATSAPP, Channel.EMAIL)
SWITCHES = tuple(f"{topic.value}:{way.value}" for topic in Topic for way in WAYS)


@transaction.atomic
def preference_set(
    *, actor: Actor, muted: Collection[str], quiet_from: int | None, quiet_until: int | None
) -> Preference:
    """
    Keep a person's wishes; they hold for whatever is sent from now on.

    :param muted: "topic:channel" for each way that is switched off
    :param quiet_from: the hour in Morocco (0 to 23) from which nothing rings; None with `quiet_until` for none
    :raises NotAllowed: if nobody is signed in
    :raises InvalidInput: if a switch is not one of ours, or the hours are not two different hours
    """
    if actor.user_id is None:
        raise NotAllowed(_("Please sign in first."))
    if unknown := set(muted) - set(SWITCHES):
        raise InvalidInput(
            _("This is none of our messages: %(name)s.") % {"name": min(unknown)[:40]}, field="muted"
        )
    hours = (quiet_from, quiet_until)
    if hours != (None, None) and (
        None in hours or quiet_from == quiet_until or not all(0 <= (each or 0) <= 23 for each in hours)
    ):
        raise InvalidInput(_("Choose two different hours, or none."), field="quiet_until")
    kept, _created = Preference.objects.update_or_create(
        user_id=actor.user_id,
        defaults={"muted": sorted(set(muted)), "quiet_from": quiet_from, "quiet_until": quiet_until},
    )
    return kept
