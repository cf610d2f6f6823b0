"""Goods that are sold by their weight were weighed: what they lack costs nothing (decision 283)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.selectors.custody import custody_of
from logistics.services.fulfilment_cash_set import fulfilment_cash_set
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.policy import require
from orders.models.order import Order, OrderLine
from orders.models.payment import Payment
from orders.models.shortage import LineShortage
from orders.models.weighing import LineWeighing, WeightTolerance
from orders.policies import may_acknowledge, may_see_sub_order, may_weigh_at_hub
from orders.postings import order_subject
from orders.services.shortage_rows import line_of_order_locked
from orders.services.shortages_pay import shortages_deduct
from orders.shortage_states import DECIDED, UNDECIDED, ShortageOrigin
from orders.states import SubOrderState
from orders.weighing import least_weight, taken_off

# Heavier is a slip of the finger: so many times what was ordered
MOST_TIMES = 5


@transaction.atomic
def line_weigh(*, actor: Actor, line_id: int, weighed_g: int, now: datetime) -> LineWeighing:
    """
    Write down what all pieces of a line weigh; until the parcel is packed it may be weighed anew.

    What they lack is taken off the line; what they have more than was ordered costs nobody anything.

    :param weighed_g: without packing, in grams
    :raises NotFound: if there is no such line, or it is another cooperative's
    :raises NotAllowed: if the actor's role does not cover it
    :raises IllegalMove: if it is not sold by its weight, not to be prepared (any more), or asked about
    :raises InvalidInput: if it weighs so little that its customer has to be asked, or more than can be
    """
    line = line_of_order_locked(line_id)
    origin = _origin(actor, line)
    pieces = _to_be_weighed(line)
    ordered_g = pieces * line.weighed_g
    least = least_weight(ordered_g, weight_tolerance_on(timezone.localdate(now)).below_rate)
    if not least <= weighed_g <= ordered_g * MOST_TIMES:
        raise InvalidInput(_refusal(weighed_g, least), field="weight")
    weighing_withdraw(line=line, now=now)
    row = LineWeighing.objects.create(
        line=line,
        pieces=pieces,
        ordered_g=ordered_g,
        weighed_g=weighed_g,
        amount_minor=taken_off(
            line.total,
            quantity=line.quantity,
            gone=line.quantity - pieces,
            ordered_g=ordered_g,
            weighed_g=weighed_g,
        ).minor,
        currency=line.currency,
        origin=origin,
        weighed_by=actor.name,
        weighed_at=now,
    )
    _tell_hub(line.order)
    return row


@transaction.atomic
def line_weigh_undo(*, actor: Actor, line_id: int, now: datetime) -> None:
    """
    Take a weight back: the line costs again what was agreed; again, it changes nothing.

    :raises NotFound: if there is no such line, or it is another cooperative's
    :raises NotAllowed: if the actor's role does not cover it
    :raises IllegalMove: if the parcel is packed
    """
    line = line_of_order_locked(line_id)
    _origin(actor, line)
    _to_be_weighed(line)
    weighing_withdraw(line=line, now=now)
    _tell_hub(line.order)


def weighing_withdraw(*, line: OrderLine, now: datetime) -> None:
    """
    Let the last weight of a line count no more; the caller has locked its order and tells what follows.

    By a weight that a card was asked for the line is paid: it stands.
    """
    rows = LineWeighing.objects.filter(line=line, withdrawn_at=None, refund=None, counted_at=None)
    rows.update(withdrawn_at=now)


def pieces_sent(line: OrderLine) -> int:
    """Say how many pieces of a line are (still) sent: without what is left out, or replaced by something else."""
    gone = LineShortage.objects.filter(line=line, key=line.reference, state__in=DECIDED)
    return line.quantity - (gone.aggregate(units=Sum("quantity"))["units"] or 0)


def weight_tolerance_on(day: date) -> WeightTolerance:
    """
    Return how much lighter goods may be on a date.

    :raises NotFound: if no row says it
    """
    row = WeightTolerance.objects.filter(from_date__lte=day).order_by("-from_date").first()
    if row is None:
        raise NotFound(_("Nothing says how much lighter goods may be."), field="tolerance")
    return row


def _origin(actor: Actor, line: OrderLine) -> ShortageOrigin:
    organisation_id = line.sub_order.organisation_id
    custody = custody_of(order_subject(line.order))
    if custody is not None and may_weigh_at_hub(actor, custody.hub_id):
        return ShortageOrigin.HUB
    if not may_see_sub_order(actor, organisation_id):
        raise NotFound(_("There is no such line."), field="line")
    require(may_acknowledge(actor, organisation_id), _("Your role does not cover this."))
    return ShortageOrigin.COOPERATIVE


def _to_be_weighed(line: OrderLine) -> int:
    """Say how many pieces may be weighed now."""
    if not line.weighed_g:
        raise IllegalMove(_("This is not sold by its weight."), field="line")
    if line.sub_order.state != SubOrderState.RELEASED:
        raise IllegalMove(_("This order is not waiting to be prepared."), field="line")
    if LineShortage.objects.filter(line=line, state__in=UNDECIDED).exists():
        raise IllegalMove(
            _("The customer is being asked about it. Please weigh it afterwards."), field="line"
        )
    if LineWeighing.objects.filter(line=line, withdrawn_at=None, counted_at__isnull=False).exists():
        raise IllegalMove(_("It is paid by the weight that it had when it was packed before."), field="line")
    pieces = pieces_sent(line)
    if not pieces:
        raise IllegalMove(_("Nothing of it is sent."), field="line")
    return pieces


def _refusal(weighed_g: int, least: int) -> str:
    if weighed_g >= least:
        return _("So much cannot be. Please weigh it again.")
    return _(
        "That is much less than was ordered: at least %(least)d g. Please weigh again, or say that you cannot "
        "supply it; then the customer is asked."
    ) % {"least": least}


def _tell_hub(order: Order) -> None:
    payment = Payment.objects.select_for_update().get(order=order)
    fulfilment_cash_set(
        reference=order_subject(order), cash_due=shortages_deduct(order=order, payment=payment)
    )
