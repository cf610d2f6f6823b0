"""The staff keeps texts under keys with a channel."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.channels.models import Channel, ChannelTaxation
from marketplace.channels.policies import may_keep_channel_taxes, may_keep_channels
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.metadata import metadata_with, metadata_without
from marketplace.kernel.policy import require

Row = TypeVar("Row", bound=Channel)


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
    return _written(Channel, channel_id, "private_metadata" if is_private else "metadata", changes, removed)


@transaction.atomic
def channel_tax_metadata_write(
    *,
    actor: Actor,
    channel_id: int,
    changes: Mapping[str, str] | None = None,
    removed: Sequence[str] = (),
    is_private: bool = False,
) -> ChannelTaxation:
    """
    Write and remove keys of what is kept with how a channel is taxed.

    :raises NotAllowed: if the actor may not keep taxes
    :raises NotFound: if there is no such channel
    :raises InvalidInput: if a key is empty, or it is too much
    """
    require(may_keep_channel_taxes(actor), _("You may not change the metadata of this."))
    column = "tax_private_metadata" if is_private else "tax_metadata"
    return _written(ChannelTaxation, channel_id, column, changes, removed)


def _written(
    model: type[Row], key: int, column: str, changes: Mapping[str, str] | None, removed: Sequence[str]
) -> Row:
    rows: QuerySet[Row] = model._default_manager.select_for_update()  # type: ignore[assignment]
    channel = rows.filter(pk=key).first()
    if channel is None:
        raise NotFound(_("There is no such channel."), field="id")
    written = metadata_with(getattr(channel, column), changes or {}, field="input")
    setattr(channel, column, metadata_without(written, removed))
    channel.save(update_fields=[column])
    return channel
