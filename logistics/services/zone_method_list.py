"""The back office says in which channels a zone's method is offered, and for how much."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.zone import MethodListing, ZoneMethod
from logistics.policies import may_keep_shipping
from logistics.selectors.locked import zone_method_locked
from logistics.services.zone_method_write import BoundsCrossed
from marketplace.channels.models import Channel
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, Missing, NotFound
from marketplace.kernel.policy import require


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingChanges:
    """
    What holds in a channel; None leaves a part as it is. Amounts are minor units of the channel's currency.

    `unbounded` names the bounds to lift (least_order_minor, most_order_minor).
    """

    channel_id: int
    price_minor: int | None = None
    least_order_minor: int | None = None
    most_order_minor: int | None = None
    unbounded: Collection[str] = ()

    def columns(self) -> dict[str, Any]:
        """
        Return the columns to write.

        :raises InvalidInput: if an amount is negative
        """
        given = {
            "price_minor": self.price_minor,
            "least_order_minor": self.least_order_minor,
            "most_order_minor": self.most_order_minor,
        }
        columns: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        if any(value < 0 for value in columns.values()):
            raise InvalidInput(_("An amount is not negative."), field="price")
        return columns | dict.fromkeys(self.unbounded)


@transaction.atomic
def zone_method_list(
    *,
    actor: Actor,
    method_id: uuid.UUID,
    add: Collection[ListingChanges] = (),
    remove: Collection[int] = (),
) -> ZoneMethod:
    """
    Offer a method in channels, on new terms where it is offered already; take it out of others.

    :raises NotAllowed: if the actor may not keep shipping
    :raises NotFound: if there is no such method or channel
    :raises InvalidInput: if a channel does not sell to the method's zone, or a new one was given no price
    :raises BoundsCrossed: if the least sum of goods lies above the most
    """
    require(may_keep_shipping(actor), _("Only staff may keep shipping."))
    row = zone_method_locked(method_id)
    channels = Channel.objects.in_bulk([each.channel_id for each in add])
    in_zone = set(row.zone.channels.values_list("pk", flat=True))
    row.listings.filter(channel__in=remove).delete()
    for each in add:
        if each.channel_id not in channels:
            raise NotFound(_("There is no such channel."), field="channels")
        if each.channel_id not in in_zone:
            raise InvalidInput(_("This channel does not sell to this shipping zone."), field="add_channels")
        _list(row, channels[each.channel_id], each)
    return row


def _list(row: ZoneMethod, channel: Channel, changes: ListingChanges) -> None:
    listing = row.listings.filter(channel=channel).first()
    if listing is None:
        if changes.price_minor is None:
            raise Missing(_("Say what it costs there."), field="price")
        listing = MethodListing(method=row, channel=channel, currency=channel.currency)
    for column, value in changes.columns().items():
        setattr(listing, column, value)
    least, most = listing.least_order_minor, listing.most_order_minor
    if least is not None and most is not None and most < least:
        raise BoundsCrossed(_("The least lies above the most."), field="maximum_order_price")
    listing.save()
