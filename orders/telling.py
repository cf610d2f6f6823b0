"""How the customer of an order is reached: by e-mail where one was given, else by text message."""

from collections.abc import Mapping
from datetime import datetime

from marketplace.notifications.services.notify import notify
from marketplace.notifications.states import Channel
from orders.models.order import Order


def order_tell(order: Order, fact: str, template: str, context: Mapping[str, object], now: datetime) -> None:
    """Write one message in the customer's language; `fact` names what happened, so that hearing it twice tells once."""
    channel, to = (Channel.EMAIL, order.email) if order.email else (Channel.SMS, order.phone)
    notify(
        key=f"order:{order.number}:{fact}:{channel}",
        channel=channel,
        to=to,
        language=order.language,
        template=template,
        context=context,
        now=now,
    )
