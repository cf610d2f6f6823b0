"""What missing goods do to the money of their order: less is collected, or what was paid goes back (decision 259)."""

from collections.abc import Sequence
from copy import copy
from datetime import datetime

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money, total_of
from marketplace.ledger.services.ledger_post import Line
from orders.liability import LIABILITY
from orders.models.order import Order
from orders.models.payment import Payment
from orders.models.refund import Refund
from orders.models.shortage import LineShortage
from orders.refund_states import RefundCause
from orders.refunding import WantedLine
from orders.services.refund_decide import SetOff, refund_decide
from orders.services.refund_draft import Wish, drafts_of
from orders.services.refund_others import gift_share
from orders.shortage_states import DECIDED, ShortageState
from orders.states import PaymentMethod, PaymentState, SubOrderState

MACHINE = Actor.of_machine("shortages")


def left_out_of(order: Order) -> dict[int, int]:
    """Say how many units of each line are not in the parcel, nor anything instead of them; by the line's id."""
    found: dict[int, int] = {}
    for row in LineShortage.objects.filter(line__order=order, state=ShortageState.LEFT_OUT):
        found[row.line_id] = found.get(row.line_id, 0) + row.quantity
    return found


def shortages_deduct(*, order: Order, payment: Payment) -> Money:
    """
    Say how much less the carrier collects for what is missing, and return what it collects; zero of a paid order.

    Both rows are locked by the caller. What goes beyond what is left to collect is paid back after the delivery.
    """
    if payment.method != PaymentMethod.CASH or payment.state != PaymentState.PLEDGED:
        return Money.zero(order.currency)
    wish = wish_for(decided_unpaid(order))
    # As if it were collected whole: that is what the parts are worth.
    whole = copy(payment)
    whole.captured_minor, whole.deducted_minor = payment.amount_minor, 0
    total = Money.zero(order.currency)
    if wish.lines:
        drafts = drafts_of(order, wish, LIABILITY[RefundCause.MISSING])
        total = total_of([draft.total for draft in drafts], order.currency)
    back = total - gift_share(order, whole, total, from_card_alone=False) if total else total
    payment.deducted_minor = min(back.minor, payment.amount_minor - payment.captured_minor)
    payment.save(update_fields=["deducted_minor"])
    return payment.at_the_door


def shortages_set_off(*, order: Order, source: Line, actor: Actor, now: datetime) -> Refund | None:
    """
    The carrier has collected less: book what is missing as given back by that, in the caller's transaction.

    :param source: what is taken off the account of the cash that would have been collected
    """
    rows = decided_unpaid(order)
    wish = wish_for(rows)
    if not wish.lines:
        return None
    refund = refund_decide(
        actor=Actor.of_machine(actor.machine or MACHINE.machine),
        order_id=order.pk,
        key=f"shortages:{order.pk}",
        cause=RefundCause.MISSING,
        wish=wish,
        reason="",
        now=now,
        set_off=SetOff(source) if source.amount else None,
    )
    LineShortage.objects.filter(pk__in=[row.pk for row in rows]).update(refund=refund)
    return refund


def shortages_refund(*, order: Order, now: datetime) -> Refund | None:
    """
    Give back what was paid for goods that are missing, once the money is there; again, it changes nothing.

    The order is locked by the caller. An order that is not paid waits: its money comes, or less is collected.
    """
    payment = Payment.objects.get(order=order)
    is_given_up = not order.sub_orders.exclude(state=SubOrderState.CANCELLED).exists()
    rows = decided_unpaid(order)
    wish = wish_for(rows)
    if payment.state != PaymentState.PAID or is_given_up or not wish.lines:
        return None
    refund = refund_decide(
        actor=MACHINE,
        order_id=order.pk,
        key=f"shortage:{rows[-1].pk}",
        cause=RefundCause.MISSING,
        wish=wish,
        reason="",
        now=now,
    )
    LineShortage.objects.filter(pk__in=[row.pk for row in rows]).update(refund=refund)
    return refund


def decided_unpaid(order: Order) -> list[LineShortage]:
    """Return what was decided of an order and has not gone back, in the order of its decisions."""
    rows = LineShortage.objects.filter(line__order=order, state__in=DECIDED, refund=None)
    return list(rows.select_related("line").order_by("decided_at", "pk"))


def wish_for(rows: Sequence[LineShortage]) -> Wish:
    """Say what is to go back for shortages of one order, line by line."""
    wanted: dict[int, WantedLine] = {}
    for row in rows:
        before = wanted.get(row.line_id)
        units = row.quantity if row.state == ShortageState.LEFT_OUT else 0
        amount = _worth(row)
        if before is not None and before.amount is not None:
            units, amount = units + before.quantity, amount + before.amount
        wanted[row.line_id] = WantedLine(row.line_id, units, amount)
    return Wish(lines=[line for line in wanted.values() if line.amount])


def _worth(row: LineShortage) -> Money:
    """
    Say what missing units were sold for: of those for which something else is sent, what that costs less.

    Portions of the line's total are cumulative over its shortages (decision 141), so that all of them are all of it.
    """
    line = row.line
    if row.key != line.reference:
        sent = LineShortage.objects.get(pk=int(row.key.rpartition(":")[2]))
        return sent.substitute_unit * row.quantity
    earlier = LineShortage.objects.filter(line=line, key=line.reference, state__in=DECIDED)
    before = sum(
        each.quantity
        for each in earlier.exclude(pk=row.pk)
        if (each.decided_at, each.pk) < (row.decided_at, row.pk)
    )
    worth = line.total.portion(before + row.quantity, line.quantity) - line.total.portion(
        before, line.quantity
    )
    if row.state == ShortageState.SUBSTITUTED:
        worth -= row.substitute_unit * row.quantity
    return Money(min(max(worth.minor, 0), (line.total - line.refunded).minor), line.currency)
