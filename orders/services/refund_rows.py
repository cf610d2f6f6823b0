"""Rows of refunds under lock, and what of an order can still be refunded, for the services."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.kernel.errors import NotFound
from orders.models.order import Order, OrderLine, SubOrder
from orders.models.refund import Refund, RefundPart
from orders.models.returning import ReturnTerm
from orders.refund_states import ChargedTo
from orders.refunding import PaidLine


def order_of_refund_locked(order_id: uuid.UUID) -> Order:
    """
    Return an order under its row lock: whoever gives money of it back takes turns here.

    :raises NotFound: if there is none
    """
    order = (
        Order.objects.select_for_update(of=("self",)).select_related("channel").filter(pk=order_id).first()
    )
    if order is None:
        raise NotFound(_("There is no such order."), field="order")
    return order


def refund_locked(refund_id: uuid.UUID) -> Refund:
    """
    Return a refund with its order, both locked, the order first.

    :raises NotFound: if there is none
    """
    order_id = Refund.objects.filter(pk=refund_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise NotFound(_("There is no such refund."), field="refund")
    order = order_of_refund_locked(order_id)
    refund = Refund.objects.select_for_update(of=("self",)).select_related("dispute").get(pk=refund_id)
    refund.order = order
    return refund


def paid_line(line: OrderLine) -> PaidLine:
    """Return a line as the arithmetic of refunds sees it."""
    return PaidLine(
        line_id=line.pk,
        quantity=line.quantity,
        total=line.total,
        commission=line.commission,
        tax_rate=line.tax_rate,
        refunded_quantity=line.refunded_quantity,
        refunded=line.refunded,
        refunded_commission=line.refunded_commission,
    )


def lines_by_part(order: Order) -> dict[uuid.UUID, list[OrderLine]]:
    """Return an order's lines, locked, by sub-order."""
    found: dict[uuid.UUID, list[OrderLine]] = {}
    for line in OrderLine.objects.select_for_update(of=("self",)).filter(order=order).order_by("id"):
        found.setdefault(line.sub_order_id, []).append(line)
    return found


def parts_charged(sub_orders: Sequence[SubOrder], charged_to: ChargedTo) -> list[RefundPart]:
    """Return what was refunded of these sub-orders and is charged to one place, oldest first."""
    parts = RefundPart.objects.select_related("refund").filter(
        sub_order__in=sub_orders, charged_to=charged_to, goods_minor__gt=0
    )
    return list(parts.order_by("refund__decided_at", "pk"))


def parts_borne(sub_orders: Sequence[SubOrder]) -> list[RefundPart]:
    """Return what was refunded of these sub-orders at the cost of the marketplace, a hub or a carrier, oldest first."""
    parts = RefundPart.objects.select_related("refund").filter(
        sub_order__in=sub_orders, charged_to__in=(ChargedTo.EXPENSE, ChargedTo.CLAIM)
    )
    return list(parts.order_by("refund__decided_at", "pk"))


def law_on(day: date) -> ReturnTerm:
    """
    Return the legal terms of return that count on a date.

    :raises NotFound: if the law's row is missing
    """
    term = ReturnTerm.objects.filter(organisation=None, from_date__lte=day).order_by("-from_date").first()
    if term is None:
        raise NotFound(_("Nothing says how long goods may be sent back."), field="term")
    return term


def last_day_of_refund(now: datetime) -> date:
    """Return the last day on which money decided upon now may be paid back."""
    today = timezone.localdate(now)
    return today + timedelta(days=law_on(today).refund_days)
