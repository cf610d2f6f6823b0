"""End a case about missing or surplus cash, with words and a posting: never at a cooperative's expense."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, ledger_post
from orders.models.cash import CashCase
from orders.policies import may_confirm_payment, may_settle_case
from orders.selectors.cash_cases import counters_of
from orders.states import SHORTAGE_ENDS, SURPLUS_ENDS, CaseResolution, CaseState


def case_subject(case: CashCase) -> str:
    """How the ledger calls the money of a case: by what it came of."""
    return f"remittance:{case.remittance_id}" if case.remittance_id else f"deposit:{case.deposit_id}"


def case_locked(actor: Actor, case_id: int | None) -> CashCase:
    """
    Return an open case under lock.

    :raises NotFound: if there is no such case
    :raises NotAllowed: if the actor may not end it
    :raises IllegalMove: if it is settled
    """
    rows = CashCase.objects.select_for_update(of=("self",)).select_related("remittance", "deposit")
    case = rows.filter(pk=case_id or 0).first()
    if case is None:
        raise NotFound(_("There is no such case."), field="case")
    require(
        may_confirm_payment(actor) and may_settle_case(actor, counters_of(case)),
        _("A difference is settled by staff in charge of cash who did not count it."),
    )
    if case.state != CaseState.OPEN:
        raise IllegalMove(_("This case is settled already."), field="status")
    return case


@transaction.atomic
def cash_case_settle(
    *, actor: Actor, case_id: int, resolution: str, explanation: str, now: datetime
) -> CashCase:
    """
    Take a shortage off what the holder is owed, or give it up; owe a surplus to the holder, or keep it.

    What the holder pays to the bank ends a case when its movement on the statement is settled (`bank_entry_settle`).

    :raises NotFound: if there is no such case
    :raises NotAllowed: if the actor is not in charge of cash, or counted it
    :raises IllegalMove: if it is settled
    :raises InvalidInput: if it cannot end so, or nothing is said
    """
    case = case_locked(actor, case_id)
    ends = SHORTAGE_ENDS if case.missing_minor > 0 else SURPLUS_ENDS
    if resolution not in ends or resolution == CaseResolution.REPAID:
        raise InvalidInput(_("This case cannot end in this way."), field="resolution")
    against = {
        CaseResolution.WITHHELD: chart.payable_carrier(case.holder_id),
        CaseResolution.WRITTEN_OFF: chart.cash_losses(),
        CaseResolution.RETURNED: chart.payable_carrier(case.holder_id),
        CaseResolution.KEPT: chart.cash_surpluses(),
    }[CaseResolution(resolution)]
    case_close(case, CaseResolution(resolution), explanation, Line(against, case.missing), actor, now)
    return case


def case_close(
    case: CashCase, resolution: CaseResolution, explanation: str, against: Line, actor: Actor, now: datetime
) -> None:
    """Empty the account of a locked case into another, and note how it ended."""
    case.explanation = clean_line(explanation, field="explanation", most=500)
    case.resolution = resolution
    case.state = CaseState.SETTLED
    case.settled_at = now
    case.settled_by_id = actor.user_id
    case.save(update_fields=["explanation", "resolution", "state", "settled_at", "settled_by"])
    ledger_post(
        key=f"cash-case:{case.pk}:settled",
        reason=f"cash_case_{resolution.value}",
        happened_at=now,
        recorded_at=now,
        lines=[
            Line(chart.cash_case(case.holder_id, case.currency), -case.missing, case_subject(case)),
            against,
        ],
        actor=actor,
        reference=f"cash-case:{case.pk}",
        facts={"missing_minor": case.missing_minor, "explanation": case.explanation},
    )
