"""What follows from refunds and returns: customers are told, and what was paid and never came goes back."""

import uuid
from collections.abc import Callable
from datetime import datetime

from django.utils.translation import override

from logistics.events import ParcelReturned
from marketplace.kernel.actor import Actor
from marketplace.kernel.formats import format_money
from marketplace.notifications.services.notify import notify
from marketplace.notifications.states import Channel
from marketplace.outbox.bus import listens
from orders.events import (
    OrderDelivered,
    OrderPaid,
    RefundDecided,
    RefundFailed,
    RefundPaid,
    ReturnDecided,
    ReturnRequested,
)
from orders.links import order_url
from orders.models.order import Order
from orders.models.refund import Refund
from orders.models.returning import ReturnRequest
from orders.refund_states import RefundCause, RefundMedium, ReturnState
from orders.services.invoice_issue import credit_notes_issue, invoices_issue
from orders.services.refund_undelivered import refund_undelivered

# Others had paid it, or nobody had to: no money moves that a customer could wait for
_SILENT = (RefundMedium.PARTNER, RefundMedium.DEDUCTED)


def _tell(order: Order, fact: str, template: str, words: Callable[[], dict[str, str]], now: datetime) -> None:
    channel, to = (Channel.EMAIL, order.email) if order.email else (Channel.SMS, order.phone)
    with override(order.language):
        context = {"order": str(order.number), **words()}
    notify(
        key=f"order:{order.number}:{fact}:{channel}",
        channel=channel,
        to=to,
        language=order.language,
        template=template,
        context=context,
        now=now,
    )


def _refund(refund_id: str) -> Refund:
    return Refund.objects.select_related("order").get(pk=uuid.UUID(refund_id))


@listens(ParcelReturned, name="orders.refund_undelivered")
def refund_returned(event: ParcelReturned, *, now: datetime) -> None:
    """A parcel that was paid and came back unopened: the money goes back."""
    order_id = uuid.UUID(event.reference.removeprefix("order:"))
    refund_undelivered(actor=Actor.of_machine("parcel-returned"), order_id=order_id, is_back=True, now=now)


@listens(OrderPaid, name="orders.refund_paid_late")
def refund_paid_late(event: OrderPaid, *, now: datetime) -> None:
    """The money arrived when the parcel was back already: it goes back too."""
    order_id = uuid.UUID(event.order_id)
    refund_undelivered(actor=Actor.of_machine("order-paid"), order_id=order_id, is_back=False, now=now)


@listens(RefundDecided, name="orders.tell_refund_decided")
def tell_refund_decided(event: RefundDecided, *, now: datetime) -> None:
    """Tell the customer how much goes back, and where to say how; not of what others had paid, or nobody had to."""
    refund = _refund(event.refund_id)
    if refund.medium in _SILENT:
        return
    order = refund.order
    _tell(
        order,
        f"{refund.subject}:decided",
        "refund_decided",
        lambda: {
            "amount": format_money(refund.whole, order.language),
            "why": str(RefundCause(refund.cause).label),
            "url": order_url(order),
        },
        now,
    )


@listens(RefundPaid, name="orders.tell_refund_paid")
def tell_refund_paid(event: RefundPaid, *, now: datetime) -> None:
    """Tell the customer that the money is there, and by which way."""
    refund = _refund(event.refund_id)
    if refund.medium in _SILENT:
        return
    _tell(
        refund.order,
        f"{refund.subject}:paid:{refund.attempt}",
        "refund_sent",
        lambda: {
            "amount": format_money(refund.whole, refund.order.language),
            "means": str(RefundMedium(refund.medium).label),
        },
        now,
    )


@listens(RefundFailed, name="orders.tell_refund_failed")
def tell_refund_failed(event: RefundFailed, *, now: datetime) -> None:
    """Ask the customer for another way."""
    refund = _refund(event.refund_id)
    _tell(
        refund.order,
        f"{refund.subject}:failed:{refund.attempt}",
        "refund_failed",
        lambda: {
            "amount": format_money(refund.amount, refund.order.language),
            "url": order_url(refund.order),
        },
        now,
    )


@listens(OrderDelivered, name="orders.issue_invoices")
def issue_invoices(event: OrderDelivered, *, now: datetime) -> None:
    """Each seller's invoice, once the goods are there."""
    invoices_issue(order_id=uuid.UUID(event.order_id), now=now)


@listens(RefundDecided, name="orders.issue_credit_notes")
def issue_credit_notes(event: RefundDecided, *, now: datetime) -> None:
    """Each seller's credit note, tied to its invoice."""
    credit_notes_issue(refund_id=uuid.UUID(event.refund_id), now=now)


def _tell_return(return_id: str, state: str, now: datetime) -> None:
    row = ReturnRequest.objects.select_related("order").get(pk=uuid.UUID(return_id))
    _tell(
        row.order,
        f"return:{row.number}:{state}",
        "return_decided",
        lambda: {
            "number": row.number,
            "state": str(ReturnState(state).label),
            "url": order_url(row.order),
        },
        now,
    )


@listens(ReturnRequested, name="orders.tell_return_requested")
def tell_return_requested(event: ReturnRequested, *, now: datetime) -> None:
    """Tell the customer that the wish to return was heard, and whether it is accepted already."""
    _tell_return(event.return_id, event.state, now)


@listens(ReturnDecided, name="orders.tell_return_decided")
def tell_return_decided(event: ReturnDecided, *, now: datetime) -> None:
    """Tell the customer what was decided."""
    _tell_return(event.return_id, event.state, now)
