"""The back office closes a market for good."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.services.stock_release import stock_release
from marketplace.channels.models import Channel
from marketplace.channels.policies import may_keep_channels
from marketplace.channels.services.channel_update import channel_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput
from marketplace.kernel.policy import require
from orders.models.checkout import Checkout, CheckoutLine
from orders.models.order import Order
from orders.services.checkout_edit import line_key


class ChannelHasOrders(Conflict):
    """Orders were placed in a channel, and nobody said which one takes them over."""

    code = "CHANNEL_WITH_ORDERS"


class OtherCurrency(InvalidInput):
    """Orders cannot move to a channel of another currency."""

    code = "CHANNELS_CURRENCY_MUST_BE_THE_SAME"


@transaction.atomic
def channel_delete(*, actor: Actor, channel_id: int, heir_id: int | None, now: datetime) -> Channel:
    """
    Delete a channel with its prices, listings and open baskets; another one takes over its orders.

    :param heir_id: the channel that takes over the orders
    :raises NotAllowed: if the actor may not keep channels
    :raises NotFound: if there is no such channel
    :raises ChannelHasOrders: if orders were placed there and no heir is named
    :raises InvalidInput: if the heir is the channel itself (OtherCurrency: or has another currency)
    """
    require(may_keep_channels(actor), _("Only staff may keep channels."))
    channel = channel_locked(channel_id)
    orders = Order.objects.filter(channel=channel)
    if heir_id is not None:
        heir = channel_locked(heir_id)
        if heir == channel:
            raise InvalidInput(_("A channel cannot take over its own orders."), field="channel_id")
        if heir.currency != channel.currency:
            raise OtherCurrency(_("Both channels must have the same currency."), field="channel_id")
        orders.update(channel=heir)
        Checkout.objects.filter(channel=channel, completed_at__isnull=False).update(channel=heir)
    elif orders.exists():
        raise ChannelHasOrders(
            _("Orders were placed in this channel: say which one takes them over."), field="id"
        )
    _drop_baskets(channel, now)
    key = channel.pk
    channel.delete()
    channel.pk = key
    return channel


def _drop_baskets(channel: Channel, now: datetime) -> None:
    baskets = Checkout.objects.filter(channel=channel)
    lines = CheckoutLine.objects.filter(checkout__in=baskets).values_list("pk", flat=True)
    stock_release(keys=[line_key(pk) for pk in lines], now=now)
    baskets.delete()
