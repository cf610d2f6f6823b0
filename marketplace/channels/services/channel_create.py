"""The back office opens a market."""

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.channels.models import Channel
from marketplace.channels.policies import may_keep_channels
from marketplace.channels.services.channel_changes import ChannelChanges
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Missing
from marketplace.kernel.policy import require

_NEEDED = ("name", "slug", "currency", "country")


@transaction.atomic
def channel_create(*, actor: Actor, changes: ChannelChanges) -> Channel:
    """
    Open a channel, closed to customers until it is activated; the first of all is the default one.

    :raises NotAllowed: if the actor may not keep channels
    :raises InvalidInput: naming the part that is missing, cannot be used or is another's
    """
    require(may_keep_channels(actor), _("Only staff may keep channels."))
    for part in _NEEDED:
        if getattr(changes, part) is None:
            raise Missing(_("This must not be empty."), field=part)
    columns = {"is_active": False, **changes.columns(of=None)}
    return Channel.objects.create(**columns, is_default=not Channel.objects.filter(is_default=True).exists())
