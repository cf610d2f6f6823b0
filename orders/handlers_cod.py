"""What a customer who pays at the door is told: confirm, pay the deposit, we could not reach you, thank you."""

from collections.abc import Mapping
from datetime import datetime

from marketplace.kernel.formats import format_datetime, format_money
from marketplace.notifications.services.notify import notify
from marketplace.notifications.states import Channel
from marketplace.outbox.bus import listens
from orders.cod_states import Confirmation, DepositState
from orders.events import CallMissed, DepositReceived, OrderConfirmed, OrderPlaced
from orders.links import confirmation_url, order_url
from orders.models.cod import CodAgreement, ConfirmationCall
from orders.models.order import Order


def _tell(
    order: Order, channel: Channel, fact: str, template: str, context: Mapping[str, object], now: datetime
) -> None:
    notify(
        key=f"order:{order.number}:{fact}:{channel}",
        channel=channel,
        to=order.email if channel == Channel.EMAIL else order.phone,
        language=order.language,
        template=template,
        context={"order": str(order.number), **context},
        now=now,
    )


def _usual_way(order: Order) -> Channel:
    return Channel.EMAIL if order.email else Channel.SMS


@listens(OrderPlaced, name="orders.ask_confirmation")
def ask_confirmation(event: OrderPlaced, *, now: datetime) -> None:
    """Ask for the customer's word by text message: whoever opens its link has the phone that will be called."""
    found = ConfirmationCall.objects.select_related("order__payment").filter(order__pk=event.order_id)
    call = found.filter(closed_at=None).first()
    if call is None:
        return
    order = call.order
    payment = order.payment
    values = {
        "total": format_money(payment.amount - payment.deposit, order.language),
        "until": format_datetime(call.deadline_at, order.language),
    }
    if call.mode == Confirmation.LINK:
        values["url"] = confirmation_url(order, call.token)
    template = "cod_confirm" if call.mode == Confirmation.LINK else "cod_call"
    _tell(order, Channel.SMS, "confirm", template, values, now)


@listens(OrderPlaced, name="orders.ask_deposit")
def ask_deposit(event: OrderPlaced, *, now: datetime) -> None:
    """Say how much is to be paid before, until when, and where to read how."""
    rows = CodAgreement.objects.select_related("order").filter(order__pk=event.order_id)
    agreement = rows.filter(deposit_state=DepositState.DUE).first()
    if agreement is None or agreement.expires_at is None:
        return
    order = agreement.order
    values = {
        "deposit": format_money(agreement.deposit, order.language),
        "until": format_datetime(agreement.expires_at, order.language),
        "url": order_url(order),
    }
    _tell(order, _usual_way(order), "deposit", "deposit_awaited", values, now)


@listens(DepositReceived, name="orders.tell_deposit_received")
def tell_deposit_received(event: DepositReceived, *, now: datetime) -> None:
    """Say that the deposit is there, and what is left for the door."""
    order = Order.objects.select_related("payment").get(pk=event.order_id)
    payment = order.payment
    values = {
        "deposit": format_money(payment.deposit, order.language),
        "rest": format_money(payment.amount - payment.deposit, order.language),
        "url": order_url(order),
    }
    _tell(order, _usual_way(order), "deposit-received", "deposit_received", values, now)


@listens(OrderConfirmed, name="orders.tell_confirmed")
def tell_confirmed(event: OrderConfirmed, *, now: datetime) -> None:
    """Thank for the confirmation."""
    order = Order.objects.get(pk=event.order_id)
    _tell(order, _usual_way(order), "confirmed", "order_confirmed", {"url": order_url(order)}, now)


@listens(CallMissed, name="orders.tell_call_missed")
def tell_call_missed(event: CallMissed, *, now: datetime) -> None:
    """Say that we tried; by e-mail if the number is wrong, or not at all if there is none."""
    order = Order.objects.get(pk=event.order_id)
    call = ConfirmationCall.objects.get(order=order)
    if call.closed_at is not None or (not event.attempts and not order.email):
        return
    channel = Channel.SMS if event.attempts else Channel.EMAIL
    by_link = call.mode == Confirmation.LINK and event.attempts
    values = {
        "until": format_datetime(call.deadline_at, order.language),
        "url": confirmation_url(order, call.token) if by_link else order_url(order),
    }
    _tell(order, channel, f"missed:{event.attempts}", "call_missed", values, now)
