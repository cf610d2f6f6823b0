"""A second person says yes or no to a draft."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.policy import require
from marketplace.payouts.models.settlement import SettlementRun
from marketplace.payouts.policies import may_approve, may_move_money
from marketplace.payouts.selectors.rows import run_locked
from marketplace.payouts.services.postings_claim import claims_release
from marketplace.payouts.states import RUN_FLOW, Outcome, RunState


@transaction.atomic
def settlement_approve(*, actor: Actor, run_id: int, now: datetime) -> SettlementRun:
    """
    Approve a draft; from the limit of the terms on, the one who prepared it cannot. The database refuses it too.

    :raises NotFound: if there is no such run
    :raises NotAllowed: if the actor may not approve, prepared the run, chose a mandate in it, or is a machine
    :raises IllegalMove: if it is not a draft
    """
    run = run_locked(run_id)
    payable = run.statements.filter(outcome=Outcome.PAYABLE).aggregate(total=Sum("total_minor"))["total"] or 0
    chose = run.statements.filter(mandate_by_id=actor.user_id, mandate_by__isnull=False).exists()
    require(
        may_approve(actor, run, payable, chose_mandates=chose),
        _("A settlement is approved by a second person who may do so."),
    )
    RUN_FLOW.check(RunState(run.state), RunState.APPROVED)
    run.state = RunState.APPROVED
    run.approved_at = now
    run.approved_by_id = actor.user_id
    run.approved_minor = payable
    run.save(update_fields=["state", "approved_at", "approved_by", "approved_minor"])
    return run


@transaction.atomic
def settlement_discard(*, actor: Actor, run_id: int, reason: str, now: datetime) -> SettlementRun:
    """
    Give a draft up: its postings are free again, and the same date can be prepared anew.

    :raises NotFound: if there is no such run
    :raises NotAllowed: if the actor does not handle settlements
    :raises IllegalMove: if the run is locked already
    :raises InvalidInput: if no reason is given
    """
    run = run_locked(run_id)
    require(may_move_money(actor), _("You may not handle settlements."))
    RUN_FLOW.check(RunState(run.state), RunState.DISCARDED)
    if not reason.strip():
        raise InvalidInput(_("Please say why."), field="reason")
    claims_release(run=run)
    run.state = RunState.DISCARDED
    run.discarded_at = now
    run.discarded_by_id = actor.user_id
    run.discard_reason = reason.strip()[:300]
    run.save(update_fields=["state", "discarded_at", "discarded_by", "discard_reason"])
    return run
