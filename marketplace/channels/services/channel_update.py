"""The back office changes the rules of a market."""

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.channels.models import Channel
from marketplace.channels.policies import may_keep_channels
from marketplace.channels.services.channel_changes import ChannelChanges
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.policy import require


@transaction.atomic
def channel_update(*, actor: Actor, channel_id: int, changes: ChannelChanges) -> Channel:
    """
    Change a channel; its currency stays, since prices and orders are written in it.

    :raises NotAllowed: if the actor may not keep channels
    :raises NotFound: if there is no such channel
    :raises InvalidInput: naming the part that cannot be used or is another's
    """
    require(may_keep_channels(actor), _("Only staff may keep channels."))
    channel = channel_locked(channel_id)
    if changes.currency not in (None, channel.currency):
        raise InvalidInput(_("The currency of a channel stays."), field="currency")
    columns = changes.columns(of=channel)
    for column, value in columns.items():
        setattr(channel, column, value)
    if columns:
        channel.save(update_fields=list(columns))
    return channel


@transaction.atomic
def channel_activate(*, actor: Actor, channel_id: int, is_active: bool) -> Channel:
    """
    Open a channel to customers, or close it.

    :raises NotAllowed: if the actor may not keep channels
    :raises NotFound: if there is no such channel
    :raises IllegalMove: if it is so already
    """
    require(may_keep_channels(actor), _("Only staff may keep channels."))
    channel = channel_locked(channel_id)
    if channel.is_active == is_active:
        said = _("This channel is activated already.") if is_active else _("This channel is not active.")
        raise IllegalMove(said, field="id")
    channel.is_active = is_active
    channel.save(update_fields=["is_active"])
    return channel


def channel_locked(channel_id: int) -> Channel:
    """
    Lock a channel.

    :raises NotFound: if there is none
    """
    channel = Channel.objects.select_for_update(no_key=True).filter(pk=channel_id).first()
    if channel is None:
        raise NotFound(_("There is no such channel."), field="id")
    return channel
