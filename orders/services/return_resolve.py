"""Look at what a customer sent back, put it where it belongs, and give its money back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.policies import may_run_hub
from logistics.selectors.custody import Custody, custody_of
from logistics.selectors.delivery import carrier_cost
from logistics.services.goods_take_back import TakenBack, goods_take_back
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.policy import require
from marketplace.outbox import bus
from orders.events import ReturnResolved
from orders.liability import LIABILITY, PRESUMED
from orders.models.order import OrderLine
from orders.models.refund import Claim, Refund
from orders.models.returning import ReturnLine, ReturnRequest
from orders.postings import order_subject
from orders.postings_refund import post_way_back
from orders.refund_states import (
    RETURN_FLOW,
    Bearer,
    RefundCause,
    ReturnReason,
    ReturnState,
)
from orders.refunding import WantedLine
from orders.services.refund_decide import refund_decide
from orders.services.refund_draft import Wish
from orders.services.refund_rows import order_of_refund_locked

REFUNDER = "return-inspected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found of one line: units for the shelf, units destroyed, and the cause; the rest did not come."""

    line_id: int
    restocked: int
    destroyed: int
    cause: RefundCause


def _locked(number: str) -> ReturnRequest:
    found = ReturnRequest.objects.filter(number=number).values_list("order_id", flat=True).first()
    if found is None:
        raise NotFound(_("There is no such return."), field="number")
    order = order_of_refund_locked(found)
    row = ReturnRequest.objects.select_for_update(of=("self",)).get(number=number)
    row.order = order
    return row


def _custody(row: ReturnRequest, actor: Actor) -> Custody | None:
    """Demand that the actor runs the hub that packed the order."""
    custody = custody_of(order_subject(row.order))
    require(
        may_run_hub(actor, custody.hub_id if custody else 0),
        _("Only the people of this hub may inspect."),
    )
    return custody


@transaction.atomic
def return_receive(*, actor: Actor, number: str, now: datetime) -> ReturnRequest:
    """
    Note that a return has arrived at the hub; noting it again changes nothing.

    :raises NotFound: if there is no such return
    :raises NotAllowed: if the actor does not run the hub that packed it
    :raises IllegalMove: if it was not accepted
    """
    row = _locked(number)
    _custody(row, actor)
    if row.state == ReturnState.RECEIVED:
        return row
    RETURN_FLOW.check(ReturnState(row.state), ReturnState.RECEIVED)
    row.state, row.received_at = ReturnState.RECEIVED, now
    row.save(update_fields=["state", "received_at"])
    return row


@transaction.atomic
def return_inspect(
    *, actor: Actor, number: str, findings: Sequence[Finding], note: str = "", now: datetime
) -> ReturnRequest:
    """
    Decide about every unit of a return: shelf, destroyed or not there, and what was the cause.

    What came back is given back for; who bears it follows from the cause. What did not come is not, and may be asked
    for again.

    :raises NotFound: if there is no such return
    :raises NotAllowed: if the actor does not run the hub that packed it
    :raises IllegalMove: if it is not at the hub
    :raises InvalidInput: if a line is left out, unknown, or its units are more than were sent back
    """
    row = _locked(number)
    custody = _custody(row, actor)
    RETURN_FLOW.check(ReturnState(row.state), ReturnState.RESOLVED)
    if row.state == ReturnState.APPROVED:
        row.received_at = now
    lines = {line.order_line_id: line for line in row.lines.select_related("order_line__sub_order")}
    by_line = {finding.line_id: finding for finding in findings}
    if by_line.keys() != lines.keys() or len(by_line) < len(findings):
        raise InvalidInput(_("Please decide about each article once."), field="findings")
    for finding in findings:
        _write(lines[finding.line_id], finding)
    goods_take_back(
        actor=actor,
        number=row.number,
        taken=[
            TakenBack(
                reference=lines[each.line_id].order_line.reference,
                restocked=each.restocked,
                destroyed=each.destroyed,
            )
            for each in findings
        ],
        note=note,
        now=now,
    )
    _resolved(row, actor, now)
    _refund(row, list(lines.values()), now)
    _pay_way_back(row, list(lines.values()), custody, actor, now)
    return row


def _write(line: ReturnLine, finding: Finding) -> None:
    came = finding.restocked + finding.destroyed
    if min(finding.restocked, finding.destroyed) < 0 or came > line.quantity:
        message = _("%(count)d units were to come back: say of each what becomes of it.")
        raise InvalidInput(message % {"count": line.quantity}, field=f"line:{line.order_line_id}")
    line.restocked, line.destroyed, line.cause = finding.restocked, finding.destroyed, finding.cause
    line.save(update_fields=["restocked", "destroyed", "cause"])
    OrderLine.objects.filter(pk=line.order_line_id).update(
        returned_quantity=F("returned_quantity") - (line.quantity - came)
    )


def _resolved(row: ReturnRequest, actor: Actor, now: datetime) -> None:
    row.state, row.resolved_at, row.resolved_by = ReturnState.RESOLVED, now, actor.name
    row.save(update_fields=["state", "received_at", "resolved_at", "resolved_by"])
    bus.publish(ReturnResolved(return_id=str(row.pk), happened_at=now))


def _refund(row: ReturnRequest, lines: Sequence[ReturnLine], now: datetime) -> list[Refund]:
    """Give back for what came, one refund per cause."""
    wanted: dict[RefundCause, list[WantedLine]] = {}
    for line in lines:
        missing = line.reason == ReturnReason.MISSING
        came = line.quantity if missing else line.restocked + line.destroyed
        left = OrderLine.objects.get(pk=line.order_line_id)
        units = min(came, left.quantity - left.refunded_quantity)
        if units > 0:
            cause = RefundCause(line.cause)
            wanted.setdefault(cause, []).append(WantedLine(line.order_line_id, units))
    return [
        refund_decide(
            actor=Actor.of_machine(REFUNDER),
            order_id=row.order_id,
            key=f"return:{row.pk}:{cause}",
            cause=cause,
            wish=Wish(lines=units),
            reason=row.note,
            return_request=row,
            now=now,
        )
        for cause, units in wanted.items()
    ]


def missing_resolve(*, row: ReturnRequest, actor: Actor, now: datetime) -> None:
    """Give back for what never was in the parcel, if a return that was just accepted is of nothing else."""
    lines = list(row.lines.all())
    if any(line.reason != ReturnReason.MISSING for line in lines):
        return
    for line in lines:
        line.cause = PRESUMED[ReturnReason.MISSING]
        line.save(update_fields=["cause"])
    _resolved(row, actor, now)
    _refund(row, lines, now)


def _pay_way_back(
    row: ReturnRequest, lines: Sequence[ReturnLine], custody: Custody | None, actor: Actor, now: datetime
) -> None:
    """A free way back was the carrier's; whoever is at fault pays it."""
    if not row.is_free or custody is None or custody.carrier_id is None:
        return
    causes = [RefundCause(line.cause) for line in lines if line.restocked + line.destroyed]
    if not causes:
        return
    bearer = LIABILITY[causes[0]].way_back
    if bearer == Bearer.CUSTOMER:
        # It was asked for free and nothing was wrong: the marketplace keeps its word.
        bearer = Bearer.MARKETPLACE
    cost = carrier_cost(
        method_id=row.order.delivery_method_id,
        region=row.order.region,
        weight_g=sum(line.order_line.weight_g * (line.restocked + line.destroyed) for line in lines),
        on=timezone.localdate(now),
        currency=row.currency,
    )
    if not cost:
        return
    row.way_back_minor, row.way_back_bearer = cost.minor, bearer
    row.save(update_fields=["way_back_minor", "way_back_bearer"])
    debtor = {Bearer.HUB: custody.hub_id, Bearer.CARRIER: custody.carrier_id}.get(bearer)
    claim = None
    if debtor is not None:
        claim = Claim.objects.create(
            way_back=row, debtor_id=debtor, amount_minor=cost.minor, currency=row.currency, opened_at=now
        )
    post_way_back(row=row, lines=lines, carrier_id=custody.carrier_id, claim=claim, actor=actor, now=now)
