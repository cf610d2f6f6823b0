"""An organisation without a usable account is paid in cash: a mandate made out to one of its officers."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.identity import BankAccount
from marketplace.cooperatives.selectors import officers_of
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.formats import format_date
from marketplace.kernel.policy import require
from marketplace.payouts.calendar import local_date
from marketplace.payouts.models.settlement import Statement
from marketplace.payouts.policies import may_move_money
from marketplace.payouts.selectors.rows import run_locked, term_locked
from marketplace.payouts.services.postings_claim import statement_claim
from marketplace.payouts.states import Outcome, RunState


@transaction.atomic
def mandate_choose(*, actor: Actor, statement_id: int, officer_id: int, now: datetime) -> Statement:
    """
    Pay a statement of a draft by a cash mandate, because its organisation has no account that can be used.

    Whoever chooses it cannot approve the run. An account that only cools for its three days is waited for: otherwise
    whoever had it changed could have the money in cash (decision 253).

    :param officer_id: who collects it: a president or treasurer of the organisation
    :raises NotFound: if there is no such statement
    :raises NotAllowed: if the actor does not handle settlements, or is a machine
    :raises IllegalMove: if the run is no draft any more, the statement waits for no account, or its account cools
    :raises InvalidInput: if the person is no officer with a name
    """
    statement = _locked(actor, statement_id)
    if statement.outcome != Outcome.NO_ACCOUNT:
        raise IllegalMove(_("This statement does not wait for an account."), field="statement")
    cooling = BankAccount.objects.filter(organisation=statement.organisation_id, is_active=True).first()
    if cooling is not None:
        day = format_date(local_date(cooling.usable_from), get_language() or "fr")
        raise IllegalMove(_("Its account can be paid to from %(day)s on.") % {"day": day}, field="statement")
    officer = officers_of(statement.organisation_id).filter(pk=officer_id).first()
    if officer is None or not officer.full_name.strip():
        raise InvalidInput(
            _("A mandate is made out to the president or the treasurer, by name."), field="officer"
        )
    statement.mandate_holder, statement.mandate_by_id = officer.full_name.strip()[:70], actor.user_id
    statement_claim(statement=statement, now=now)
    if statement.total_minor <= 0 or statement.total_minor < statement.run.minimum_minor:
        raise IllegalMove(_("Nothing is left to pay on this statement."), field="statement")
    statement.outcome = Outcome.PAYABLE
    statement.save(update_fields=["mandate_holder", "mandate_by", "total_minor", "line_count", "outcome"])
    return statement


@transaction.atomic
def mandate_withdraw(*, actor: Actor, statement_id: int) -> Statement:
    """
    Take a chosen mandate back while the run is a draft: the money waits for an account again.

    :raises NotFound: if there is no such statement
    :raises NotAllowed: if the actor does not handle settlements, or is a machine
    :raises IllegalMove: if the run is no draft any more, or no mandate was chosen
    """
    statement = _locked(actor, statement_id)
    if not statement.mandate_holder:
        raise IllegalMove(_("No mandate was chosen for this statement."), field="statement")
    statement.lines.all().delete()
    statement.mandate_holder, statement.mandate_by = "", None
    statement.outcome = Outcome.NO_ACCOUNT
    statement.save(update_fields=["mandate_holder", "mandate_by", "outcome"])
    return statement


def _locked(actor: Actor, statement_id: int) -> Statement:
    """Return a statement of a draft; its run and the claiming of postings are locked first."""
    run_id = Statement.objects.filter(pk=statement_id).values_list("run_id", flat=True).first()
    if run_id is None:
        raise NotFound(_("There is no such statement."), field="statement")
    require(may_move_money(actor), _("You may not handle settlements."))
    run = run_locked(run_id)
    if run.state != RunState.DRAFT:
        raise IllegalMove(_("This settlement is no draft any more."), field="statement")
    term_locked(run.due_date, run.currency)
    statement = Statement.objects.select_for_update(of=("self",)).get(pk=statement_id)
    statement.run = run
    return statement
