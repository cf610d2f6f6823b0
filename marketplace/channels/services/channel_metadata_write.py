"""The staff keeps texts under keys with a channel."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.channels.models import Channel
from marketplace.channels.policies import may_keep_channels
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.metadata import metadata_with, metadata_without
from marketplace.kernel.policy import require


@transaction.atomic
def channel_metadata_write(
    *,
    actor: Actor,
    channel_id: int,
    changes: Mapping[str, str] | None = None,
    removed: Sequence[str] = (),
    is_private: bool = False,
) -> Channel:
    """
    Write and remove keys of a channel's metadata.

    :raises NotAllowed: if the actor does not look after channels
    :raises NotFound: if there is no such channel
    :raises InvalidInput: if a key is empty, or it is too much
    """
    require(may_keep_channels(actor), _("You may not change the metadata of this."))
    channel = Channel.objects.select_for_update().filter(pk=channel_id).first()
    if channel is None:
        raise NotFound(_("There is no such channel."), field="id")
    column = "private_metadata" if is_private else "metadata"
    written = metadata_with(getattr(channel, column), changes or {}, field="input")
    setattr(channel, column, metadata_without(written, removed))
    channel.save(update_fields=[column])
    return channel
