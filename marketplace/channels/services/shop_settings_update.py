"""The back office says what holds for the whole shop."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.channels.models import Channel, ShopSettings
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.metadata import metadata_with
from marketplace.kernel.policy import require

# Minutes; longer would keep goods from others for a day
_LONGEST_HOLD: Final = 24 * 60


@transaction.atomic
def shop_settings_update(
    *,
    actor: Actor,
    values: Mapping[str, Any],
    metadata: Mapping[str, str],
    private_metadata: Mapping[str, str],
    hold_minutes: int | None = None,
) -> ShopSettings:
    """
    Write settings over those that are kept.

    :param hold_minutes: how long goods are held for who is at the checkout, in every channel; None leaves it
    :raises NotAllowed: if the actor may not keep the settings
    :raises InvalidInput: if the hold is no number of minutes of a day
    """
    require(actor.may(Permission.MANAGE_SETTINGS), _("Only staff may keep the settings."))
    if hold_minutes is not None and not 1 <= hold_minutes <= _LONGEST_HOLD:
        raise InvalidInput(
            _("Goods are held between 1 and %(most)s minutes.") % {"most": _LONGEST_HOLD},
            field="reserve_stock_duration_anonymous_user",
        )
    row, _is_new = ShopSettings.objects.select_for_update().get_or_create(pk=1)
    row.values = {**row.values, **values}
    row.metadata = metadata_with(row.metadata, metadata, field="metadata")
    row.private_metadata = metadata_with(row.private_metadata, private_metadata, field="private_metadata")
    row.save()
    if hold_minutes is not None:
        Channel.objects.update(reservation_minutes=hold_minutes)
    return row
