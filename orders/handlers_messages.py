"""What a customer is told of an order: by e-mail where one was given, else by text message, in their language."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from catalog.models.product import Variant
from logistics.delivery_code import delivery_code
from logistics.events import (
    ParcelAttemptFailed,
    ParcelDelivered,
    ParcelHandedOver,
    ParcelOutForDelivery,
    ParcelWished,
    RecallOpened,
)
from logistics.selectors.parcels import parcel_of_order
from logistics.services.recall_follow import recall_buyers_told
from logistics.states import FailureReason
from marketplace.cooperatives.selectors import organisations_named
from marketplace.kernel.formats import format_date, format_money
from marketplace.notifications.services.notify import notify
from marketplace.notifications.states import Channel
from marketplace.outbox.bus import listens
from orders.events import OrderCancelled, OrderLost, OrderPlaced, PaymentFailed
from orders.links import order_url
from orders.models.order import Order
from orders.states import PaymentMethod, PaymentState
from orders.telling import order_tell

# Reasons that machines give; what a person wrote is told as it was written.
REASONS = {
    "": gettext_lazy("it was given up"),
    "customer": gettext_lazy("you wished so"),
    "unpaid": gettext_lazy("it was not paid in time"),
    "deposit": gettext_lazy("its deposit was not paid in time"),
    "unconfirmed": gettext_lazy("we could not reach you to confirm it"),
    "missing": gettext_lazy("its goods are missing"),
    "unreachable": gettext_lazy("we could not reach you to confirm it"),
}


def _order(reference: str) -> Order:
    return Order.objects.select_related("payment").get(pk=reference.removeprefix("order:"))


@listens(OrderPlaced, name="orders.tell_placed")
def tell_placed(event: OrderPlaced, *, now: datetime) -> None:
    """Send the secret link; for a transfer also what to write on it, and until when."""
    order = _order(event.order_id)
    total = format_money(order.total, order.language)
    values = {"order": str(order.number), "total": total, "url": order_url(order)}
    order_tell(order, "placed", "order_placed", values, now)
    payment = order.payment
    if payment.method == PaymentMethod.TRANSFER and payment.expires_at is not None:
        awaited = {
            "order": str(order.number),
            "total": total,
            "reference": payment.transfer_reference,
            "until": format_date(timezone.localdate(payment.expires_at), order.language),
        }
        order_tell(order, "awaited", "payment_awaited", awaited, now)


@listens(OrderCancelled, name="orders.tell_cancelled")
def tell_cancelled(event: OrderCancelled, *, now: datetime) -> None:
    """Say that the order will not come, and why."""
    order = _order(event.order_id)
    with override(order.language):
        reason = str(REASONS.get(event.reason, event.reason))
    values = {"order": str(order.number), "reason": reason, "url": order_url(order)}
    order_tell(order, "cancelled", "order_canceled", values, now)


@listens(PaymentFailed, name="orders.tell_payment_failed")
def tell_payment_failed(event: PaymentFailed, *, now: datetime) -> None:
    """Ask for another payment, unless it came meanwhile or the order is over."""
    order = _order(event.order_id)
    payment = order.payment
    if payment.state != PaymentState.FAILED or payment.attempt != event.attempt:
        return
    values = {
        "order": str(order.number),
        "total": format_money(payment.by_card, order.language),
        "url": order_url(order),
    }
    order_tell(order, f"unpaid:{event.attempt}", "payment_failed", values, now)


@listens(ParcelHandedOver, name="orders.tell_shipped")
def tell_shipped(event: ParcelHandedOver, *, now: datetime) -> None:
    """Say that the parcel is on its way, and with whom."""
    order = _order(event.reference)
    carrier = organisations_named([event.carrier_organisation_id])[event.carrier_organisation_id]
    values = {
        "order": str(order.number),
        "parcel": event.parcel_number,
        "carrier": carrier.name(order.language),
        "url": order_url(order),
    }
    order_tell(order, f"shipped:{event.parcel_id}", "order_shipped", values, now)


@listens(ParcelDelivered, name="orders.tell_delivered")
def tell_delivered(event: ParcelDelivered, *, now: datetime) -> None:
    """Thank for the order once it is in the customer's hands."""
    order = _order(event.reference)
    values = {"order": str(order.number), "url": order_url(order)}
    order_tell(order, f"delivered:{event.parcel_id}", "order_delivered", values, now)


@listens(OrderLost, name="orders.tell_lost")
def tell_lost(event: OrderLost, *, now: datetime) -> None:
    """Say that the parcel will not come, and that nobody pays for it."""
    order = _order(event.order_id)
    values = {"order": str(order.number), "url": order_url(order)}
    order_tell(order, "lost", "order_lost", values, now)


@listens(ParcelAttemptFailed, name="orders.tell_attempt_failed")
def tell_attempt_failed(event: ParcelAttemptFailed, *, now: datetime) -> None:
    """Say that the courier came in vain, each time once."""
    order = _order(event.reference)
    with override(order.language):
        reason = str(FailureReason(event.reason).label)
    values = {"order": str(order.number), "reason": reason, "url": order_url(order)}
    order_tell(order, f"failed:{event.parcel_id}:{event.attempts}", "delivery_failed", values, now)


@listens(RecallOpened, name="orders.tell_recall_buyers")
def tell_recall_buyers(event: RecallOpened, *, now: datetime) -> None:
    """Ask each buyer, by every way we know and in their language, not to use what is taken back."""
    buyers = {buyer["reference"].removeprefix("order:"): buyer for buyer in event.buyers}
    variant_ids = {pk for buyer in event.buyers for pk in buyer["variant_ids"]}
    variants = Variant.objects.select_related("product").in_bulk(variant_ids)
    for order in Order.objects.filter(pk__in=buyers).order_by("number"):
        buyer = buyers[str(order.pk)]
        language = order.language
        names = dict.fromkeys(variants[pk].product.name(language) for pk in buyer["variant_ids"])
        values = {
            "order": str(order.number),
            "products": ("، " if language == "ar" else ", ").join(names),
            "lots": ", ".join(dict.fromkeys(buyer["lots"])),
            "reason": event.reason,
            "url": order_url(order),
        }
        _tell_every_way(order, f"recall:{event.recall_id}", "recall_notice", values, now)
    told = [buyer["reference"] for buyer in event.buyers]
    recall_buyers_told(recall_id=event.recall_id, references=told, now=now)


def _tell_every_way(
    order: Order, fact: str, template: str, context: Mapping[str, object], now: datetime
) -> None:
    """What concerns health does not wait for the one way somebody reads."""
    for channel, to in ((Channel.SMS, order.phone), (Channel.EMAIL, order.email)):
        if to:
            notify(
                key=f"order:{order.number}:{fact}:{channel}",
                channel=channel,
                to=to,
                language=order.language,
                template=template,
                context=context,
                now=now,
            )


@listens(ParcelWished, name="orders.tell_wished")
def tell_wished(event: ParcelWished, *, now: datetime) -> None:
    """Confirm on which day the parcel comes now."""
    order = _order(event.reference)
    values = {
        "order": str(order.number),
        "day": format_date(date.fromisoformat(event.day), order.language),
        "url": order_url(order),
    }
    order_tell(order, f"wished:{event.wish_id}", "delivery_moved", values, now)


@listens(ParcelOutForDelivery, name="orders.tell_out_for_delivery")
def tell_out_for_delivery(event: ParcelOutForDelivery, *, now: datetime) -> None:
    """Say that the parcel comes today, what to have ready, and the code to say at the door."""
    order = _order(event.reference)
    found = parcel_of_order(event.reference)
    due = found[0].fulfilment.cash_due if found is not None else None
    with override(order.language):
        pay = (
            _("Have %(sum)s ready.") % {"sum": format_money(due, order.language)}
            if due
            else _("Nothing is left to pay.")
        )
    values = {
        "order": str(order.number),
        "pay": pay,
        "code": delivery_code(event.parcel_number),
        "url": order_url(order),
    }
    order_tell(order, f"out:{event.parcel_id}:{event.happened_at:%Y%m%d}", "delivery_today", values, now)
