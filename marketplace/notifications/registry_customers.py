"""The messages to customers, with the values that their words need (see `registry`)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from marketplace.notifications.message_template import MessageTemplate

TO_CUSTOMERS: Final[Mapping[str, MessageTemplate]] = MappingProxyType(
    {
        "order_placed": MessageTemplate(
            {
                "order": "order number",
                "total": "amount to pay, delivery included",
                "url": "secret link of the order",
            }
        ),
        "order_canceled": MessageTemplate(
            {"order": "order number", "reason": "why", "url": "link of the order"}
        ),
        "order_short": MessageTemplate(
            {
                "order": "order number",
                "what": "quantity and name of what is missing",
                "until": "date and time until which to choose",
                "url": "secret link of the page to choose on",
            }
        ),
        "order_short_decided": MessageTemplate(
            {
                "order": "order number",
                "what": "quantity and name of what was missing",
                "state": "what becomes of it",
                "url": "secret link of the order",
            }
        ),
        "order_harvest_moved": MessageTemplate(
            {
                "order": "order number",
                "what": "quantity and name of what is awaited",
                "day": "when it is expected now",
                "url": "secret link of the order",
            }
        ),
        "order_lost": MessageTemplate({"order": "order number", "url": "secret link of the order"}),
        "payment_awaited": MessageTemplate(
            {
                "order": "order number",
                "total": "amount",
                "reference": "what to write on the transfer",
                "until": "date",
            }
        ),
        "payment_failed": MessageTemplate(
            {
                "order": "order number",
                "total": "what is to be paid now",
                "url": "secret link of the order, which leads to the card's page",
            }
        ),
        "cod_confirm": MessageTemplate(
            {
                "order": "order number",
                "total": "what is paid at the door",
                "until": "date and time",
                "url": "secret link that confirms the order",
            },
            secret=True,
        ),
        "cod_call": MessageTemplate(
            {"order": "order number", "total": "what is paid at the door", "until": "date and time"}
        ),
        "call_missed": MessageTemplate(
            {"order": "order number", "until": "date and time", "url": "secret link of the order"}
        ),
        "order_confirmed": MessageTemplate({"order": "order number", "url": "link of the order"}),
        "deposit_awaited": MessageTemplate(
            {
                "order": "order number",
                "deposit": "amount",
                "until": "date and time",
                "url": "link of the order",
            }
        ),
        "deposit_received": MessageTemplate(
            {
                "order": "order number",
                "deposit": "amount",
                "rest": "what is left for the door",
                "url": "link of the order",
            }
        ),
        "order_shipped": MessageTemplate(
            {
                "order": "order number",
                "parcel": "parcel number",
                "carrier": "its name",
                "url": "tracking link",
            }
        ),
        "order_delivered": MessageTemplate({"order": "order number", "url": "link of the order"}),
        "delivery_failed": MessageTemplate(
            {"order": "order number", "reason": "why, in words", "url": "link of the order"}
        ),
        "delivery_moved": MessageTemplate(
            {"order": "order number", "day": "when it comes now", "url": "link of the order"}
        ),
        "delivery_today": MessageTemplate(
            {
                "order": "order number",
                "pay": "what to have ready, in words",
                "code": "digits to say at the door",
                "url": "link of the order",
            }
        ),
        "gift_coming": MessageTemplate(
            {"sender": "who gives it", "carrier": "its name", "url": "page of the gift without prices"}
        ),
        "gift_today": MessageTemplate(
            {
                "sender": "who gives it",
                "pay": "what to have ready, in words",
                "code": "digits to say at the door",
                "url": "page of the gift without prices",
            }
        ),
        "recall_notice": MessageTemplate(
            {
                "order": "order number",
                "products": "what is taken back",
                "lots": "their lot numbers",
                "reason": "why",
                "url": "link of the order",
            }
        ),
        "recall_stop": MessageTemplate(
            {"recall": "number of the recall", "parcels": "parcel numbers", "reason": "why", "url": "link"}
        ),
        "refund_sent": MessageTemplate(
            {"order": "order number", "amount": "refunded amount", "means": "how"}
        ),
        "refund_decided": MessageTemplate(
            {
                "order": "order number",
                "amount": "amount to go back",
                "why": "cause",
                "url": "link of the order",
            }
        ),
        "refund_failed": MessageTemplate(
            {"order": "order number", "amount": "amount", "url": "link of the order"}
        ),
        "return_decided": MessageTemplate(
            {
                "order": "order number",
                "number": "of the return",
                "state": "in words",
                "url": "link of the order",
            }
        ),
        "review_refused": MessageTemplate(
            {"product": "its name", "reason": "why it is not shown", "url": "link of the order"}
        ),
        "data_export_ready": MessageTemplate({"url": "where it is saved", "days": "how long it lies ready"}),
        "back_in_stock": MessageTemplate(
            {"product": "its name", "url": "its page", "stop": "where what is told is read and stopped"}
        ),
        "subscription_coming": MessageTemplate(
            {
                "day": "when it is ordered",
                "what": "quantities and names, with what costs another price and what cannot be had just now",
                "url": "where it is changed or left out",
            }
        ),
        "subscription_ordered": MessageTemplate(
            {
                "order": "order number",
                "missing": "what could not be had and was left out",
                "url": "secret link of the order",
            }
        ),
        "subscription_missed": MessageTemplate(
            {
                "reason": "why nothing was ordered",
                "day": "when it is ordered next",
                "url": "where it is changed",
            }
        ),
        "followed_product": MessageTemplate(
            {
                "cooperative": "its name",
                "product": "its name",
                "url": "its page",
                "stop": "where what is told is read and stopped",
            }
        ),
    }
)
