"""
What missing goods do to the money of their order: less is collected, or what was paid goes back (decision 259).

So does what goods that are sold by their weight lack of it, once their parcel leaves (decision 283).
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money, total_of
from marketplace.ledger.services.ledger_post import Line
from orders.liability import LIABILITY
from orders.models.order import Order
from orders.models.payment import Payment
from orders.models.refund import Refund
from orders.models.shortage import LineShortage
from orders.models.weighing import LineWeighing
from orders.refund_states import RefundCause
from orders.refunding import WantedLine
from orders.services.refund_decide import SetOff, refund_decide
from orders.services.refund_draft import Wish, drafts_of
from orders.services.refund_others import gift_share
from orders.shortage_states import DECIDED, ShortageState
from orders.states import PaymentMethod, PaymentState, SubOrderState

MACHINE = Actor.of_machine("shortages")
# The parcel is out of the hub's hands: nothing in it is weighed any more
_LEFT = (SubOrderState.SHIPPED, SubOrderState.DELIVERED, SubOrderState.LOST)


@dataclass(frozen=True, slots=True)
class Less:
    """What of an order is less than was bought: missing goods as decided, and what lacks in weight."""

    shortages: Sequence[LineShortage]
    weighings: Sequence[LineWeighing]

    @property
    def wish(self) -> Wish:
        """What is to go back for it."""
        return wish_for(self.shortages, self.weighings)

    @property
    def cause(self) -> RefundCause:
        """Why; where something is missing, that."""
        return RefundCause.MISSING if self.shortages else RefundCause.WEIGHT

    def settled_by(self, refund: Refund) -> None:
        """Note with what it went back."""
        LineShortage.objects.filter(pk__in=[row.pk for row in self.shortages]).update(refund=refund)
        LineWeighing.objects.filter(pk__in=[row.pk for row in self.weighings]).update(refund=refund)


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
    payment.deducted_minor = deduction_of(order=order, payment=payment, less=decided_unpaid(order)).minor
    payment.save(update_fields=["deducted_minor"])
    return payment.at_the_door


def deduction_of(*, order: Order, payment: Payment, less: Less) -> Money:
    """Say how much less the customer pays, never more than is left to pay; both rows are locked by the caller."""
    wish = less.wish
    total = Money.zero(order.currency)
    if not wish.lines:
        return total
    # As if it were paid whole: that is what the parts are worth.
    whole = copy(payment)
    whole.captured_minor, whole.deducted_minor = payment.amount_minor, 0
    drafts = drafts_of(order, wish, LIABILITY[less.cause])
    total = total_of([draft.total for draft in drafts], order.currency)
    back = total - gift_share(order, whole, total, from_card_alone=False) if total else total
    return min(back, payment.amount - payment.captured, key=lambda money: money.minor)


def shortages_set_off(
    *,
    order: Order,
    source: Line,
    actor: Actor,
    now: datetime,
    less: Less | None = None,
    key: str = "",
) -> Refund | None:
    """
    Less was collected, or taken from the card: book what is missing as given back by that, in the caller's transaction.

    :param source: what is taken off the account of the money that would have come
    :param less: what of the order is less, where it is not all that was decided
    :param key: of the refund, where the parcel may be opened again and miss more
    """
    less = less or decided_unpaid(order)
    wish = less.wish
    if not wish.lines:
        return None
    refund = refund_decide(
        actor=Actor.of_machine(actor.machine or MACHINE.machine),
        order_id=order.pk,
        key=key or f"shortages:{order.pk}",
        cause=less.cause,
        wish=wish,
        reason="",
        now=now,
        set_off=SetOff(source) if source.amount else None,
    )
    less.settled_by(refund)
    return refund


def shortages_refund(*, order: Order, now: datetime) -> Refund | None:
    """
    Give back what was paid for goods that are missing, once the money is there; again, it changes nothing.

    The order is locked by the caller. An order that is not paid waits: its money comes, or less is collected.
    """
    payment = Payment.objects.get(order=order)
    is_given_up = not order.sub_orders.exclude(state=SubOrderState.CANCELLED).exists()
    rows = decided_shortages(order)
    if payment.state != PaymentState.PAID or is_given_up or not rows:
        return None
    return _given_back(order, Less(rows, []), key=f"shortage:{rows[-1].pk}", now=now)


def weights_refund(*, order: Order, now: datetime) -> Refund | None:
    """
    Give back what was paid for weight that lacks, once the money is there and the parcel has left, or is lost.

    The order is locked by the caller; again, it changes nothing. What is paid at the door is not collected instead.
    """
    payment = Payment.objects.get(order=order)
    has_left = order.sub_orders.filter(state__in=_LEFT).exists()
    if payment.state != PaymentState.PAID or not has_left:
        return None
    return _given_back(order, Less([], weighings_unpaid(order)), key=f"weights:{order.pk}", now=now)


def _given_back(order: Order, less: Less, *, key: str, now: datetime) -> Refund | None:
    wish = less.wish
    if not wish.lines:
        return None
    refund = refund_decide(
        actor=MACHINE, order_id=order.pk, key=key, cause=less.cause, wish=wish, reason="", now=now
    )
    less.settled_by(refund)
    return refund


def decided_unpaid(order: Order) -> Less:
    """Return what of an order is less than was bought and has not gone back."""
    return Less(decided_shortages(order), weighings_unpaid(order))


def decided_shortages(order: Order) -> list[LineShortage]:
    """Return what was decided of missing goods and has not gone back, in the order of the decisions."""
    rows = LineShortage.objects.filter(line__order=order, state__in=DECIDED, refund=None)
    return list(rows.select_related("line").order_by("decided_at", "pk"))


def weighings_unpaid(order: Order) -> list[LineWeighing]:
    """Return what weighs less than was ordered and has not gone back."""
    rows = LineWeighing.objects.filter(line__order=order, withdrawn_at=None, refund=None, amount_minor__gt=0)
    return list(rows.select_related("line").order_by("pk"))


def wish_for(rows: Sequence[LineShortage], weighings: Sequence[LineWeighing] = ()) -> Wish:
    """Say what is to go back for shortages and lacking weight of one order, line by line."""
    units: dict[int, int] = {}
    amounts: dict[int, Money] = {}
    parts = [
        (row.line, row.quantity if row.state == ShortageState.LEFT_OUT else 0, _worth(row)) for row in rows
    ]
    parts += [(row.line, 0, row.amount) for row in weighings]
    for line, gone, amount in parts:
        left = line.total - line.refunded
        before = amounts.get(line.pk, Money.zero(left.currency))
        units[line.pk] = units.get(line.pk, 0) + gone
        # A line whose weight counts already may go missing after all: together never more than the line
        amounts[line.pk] = min(before + amount, left, key=lambda money: money.minor)
    return Wish(lines=[WantedLine(pk, units[pk], amount) for pk, amount in amounts.items() if amount])


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
