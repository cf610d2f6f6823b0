"""The back office says how a market is taxed."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.channels.models import Channel
from marketplace.channels.policies import may_keep_channel_taxes
from marketplace.channels.services.channel_update import channel_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require


@transaction.atomic
def channel_tax_update(
    *, actor: Actor, channel_id: int, charges_taxes: bool | None, api_settings: Mapping[str, Any]
) -> Channel:
    """
    Say whether a channel charges taxes, and keep what else API clients say of its taxes.

    Prices always include their tax: what a consumer is shown is what they pay (law 31-08, article 3).

    :raises NotAllowed: if the actor may not keep taxes
    :raises NotFound: if there is no such channel
    """
    require(may_keep_channel_taxes(actor), _("Only staff may keep taxes."))
    channel = channel_locked(channel_id)
    if charges_taxes is not None:
        channel.charges_taxes = charges_taxes
    channel.api_settings = {**channel.api_settings, **api_settings}
    channel.save(update_fields=["charges_taxes", "api_settings"])
    return channel
