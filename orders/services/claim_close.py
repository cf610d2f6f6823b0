"""Close a claim on a hub or a carrier: paid, set off against what it is owed, or given up."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, ledger_post
from orders.models.order import SubOrder
from orders.models.refund import Claim
from orders.policies import may_pay_refunds
from orders.refund_states import ClaimState

ENDS = (ClaimState.PAID, ClaimState.SET_OFF, ClaimState.GIVEN_UP)


@transaction.atomic
def claim_close(*, actor: Actor, claim_id: int, outcome: ClaimState, note: str, now: datetime) -> Claim:
    """
    Close an open claim; closing it again the same way changes nothing.

    :raises NotFound: if there is no such claim
    :raises NotAllowed: if the actor is not in charge of cash
    :raises IllegalMove: if it was closed otherwise
    :raises InvalidInput: if the outcome is none, or it is given up without a word why
    """
    claim = Claim.objects.select_for_update(of=("self",)).select_related("debtor").filter(pk=claim_id).first()
    if claim is None:
        raise NotFound(_("There is no such claim."), field="claim")
    require(may_pay_refunds(actor), _("Only staff in charge of cash may do this."))
    if claim.state == outcome:
        return claim
    if claim.state != ClaimState.OPEN:
        raise IllegalMove(_("This claim is closed."), field="claim")
    _demand_sound(claim, outcome, note)
    claim.state, claim.note = outcome, note.strip()[:300]
    claim.closed_at, claim.closed_by_id = now, actor.user_id
    claim.save(update_fields=["state", "note", "closed_at", "closed_by"])
    _post(claim, outcome, actor, now)
    # What waited for it: the goods of a parcel that nobody had paid (orders.services.order_lost)
    part = lost_part_of(claim)
    if part is not None:
        SubOrder.objects.filter(pk=part, lost_at__isnull=False, matures_at=None).update(matures_at=now)
    return claim


def lost_part_of(claim: Claim) -> uuid.UUID | None:
    """Say which part of an order a claim pays in the customer's place; most pay none."""
    kind, _colon, key = (claim.loss or "").partition(":")
    return uuid.UUID(key) if kind == "sub-order" else None


def _demand_sound(claim: Claim, outcome: ClaimState, note: str) -> None:
    if outcome not in ENDS:
        raise InvalidInput(_("Please say how the claim ended."), field="outcome")
    if outcome == ClaimState.GIVEN_UP and not note.strip():
        raise InvalidInput(_("Please say why."), field="note")
    if outcome == ClaimState.SET_OFF and not claim.debtor.is_carrier:
        raise InvalidInput(
            _("Only a carrier is owed something that this can be set off against."), field="outcome"
        )


def _post(claim: Claim, outcome: ClaimState, actor: Actor, now: datetime) -> None:
    amount = Money(claim.amount_minor, claim.currency)
    against = {
        ClaimState.PAID: chart.bank(claim.currency),
        ClaimState.SET_OFF: chart.payable_carrier(claim.debtor_id, claim.currency),
        ClaimState.GIVEN_UP: chart.claims_given_up(claim.currency),
    }[outcome]
    ledger_post(
        key=f"{claim.subject}:closed",
        reason=f"claim_{outcome}",
        happened_at=now,
        recorded_at=now,
        lines=[
            Line(against, amount),
            Line(chart.claim_on(claim.debtor_id, claim.currency), -amount, claim.subject),
        ],
        actor=actor,
        reference=claim.subject,
        facts={"note": claim.note},
    )
