"""Let the hub prepare an order whose money is there, or will be at the door."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from logistics.services.fulfilment_request import (
    FulfilmentRequestBox,
    FulfilmentRequestLine,
    fulfilment_request,
)
from marketplace.kernel.money import Money
from orders.links import gift_url
from orders.models.box import OrderBox
from orders.models.order import Order, OrderLine
from orders.models.payment import Payment
from orders.postings import order_subject
from orders.services.pool_allocate import pool_allocate
from orders.services.shortage_open import shortages_open
from orders.states import PaymentMethod, SubOrderState


def recipient_of(order: Order) -> dict[str, str]:
    """Return to whom an order goes, as the hub writes it on the label."""
    return {**order.address, "name": order.address["recipient"]}


def gift_of(order: Order) -> dict[str, str]:
    """Return what the hub prints on the card of a gift; nothing for other orders."""
    if not order.is_gift:
        return {}
    return {"sender": order.gift_sender, "message": order.gift_message, "url": gift_url(order)}


def _boxes(order: Order, references: Mapping[int, str]) -> list[FulfilmentRequestBox]:
    """Say which pieces of what goes out lie in gift boxes; two statements."""
    rows = OrderBox.objects.filter(order=order).select_related("kit").prefetch_related("items").order_by("id")
    return [
        FulfilmentRequestBox(
            reference=row.reference,
            names=row.names,
            quantity=row.quantity,
            packaging_id=row.kit.packaging_id,
            items={
                references[item.line_id]: item.quantity
                for item in row.items.all()
                if item.line_id in references
            },
        )
        for row in rows
    ]


def _line(line: OrderLine) -> FulfilmentRequestLine:
    return FulfilmentRequestLine(
        reference=line.reference,
        sub_order_reference=line.sub_order.subject,
        variant_id=line.variant_id,
        organisation_id=line.sub_order.organisation_id,
        names=line.product_names,
        quantity=line.quantity,
    )


def _ready_date(lines: Sequence[OrderLine]) -> date | None:
    """Say from which day on all of it is ready; None: at once."""
    return max((each.sub_order.ready_date for each in lines if each.sub_order.ready_date), default=None)


@transaction.atomic
def order_release(*, order_id: uuid.UUID | str, now: datetime) -> None:
    """Ask the hub for one parcel of all sub-orders that are to be prepared; asking again changes nothing."""
    order = Order.objects.select_for_update(of=("self",)).get(pk=order_id)
    released = [
        line
        for line in order.lines.select_related("sub_order").order_by("id")
        if line.sub_order.state == SubOrderState.RELEASED
    ]
    lines = [_line(line) for line in released]
    if not lines:
        return
    payment = Payment.objects.get(order=order)
    fulfilment = fulfilment_request(
        reference=order_subject(order),
        order_number=str(order.number),
        recipient=recipient_of(order),
        language=order.language,
        method_id=order.delivery_method_id,
        cash_due=payment.at_the_door if payment.method == PaymentMethod.CASH else Money.zero(order.currency),
        lines=lines,
        gift=gift_of(order),
        boxes=_boxes(order, {line.pk: line.reference for line in released}),
        ready_date=_ready_date(released),
        now=now,
    )
    shortages_open(references=[line.reference for line in lines], reported_by="hub", now=now)
    pool_allocate(
        lines=released,
        warehouse_id=fulfilment.warehouse_id,
        province=order.address.get("province", ""),
        now=now,
    )
