"""Lock a run: the money leaves the payable accounts and the payouts exist."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.identity import BankAccount
from marketplace.cooperatives.selectors import payable_accounts
from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, NewEntry, ledger_post_many
from marketplace.outbox import bus
from marketplace.payouts.events import PayoutBlocked, SettlementLocked
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.models.settlement import SettlementRun, Statement
from marketplace.payouts.models.term import SettlementAlarm
from marketplace.payouts.policies import may_move_money
from marketplace.payouts.selectors.rows import SETTLED, run_locked, term_locked, usable_accounts
from marketplace.payouts.services.postings_claim import late_debits_claim
from marketplace.payouts.states import RUN_FLOW, Outcome, PayoutWay, RunState

BATCH = 1000


def payout_subject(payout: Payout) -> str:
    """How the ledger calls a payout."""
    return f"payout:{payout.pk}"


@transaction.atomic
def settlement_lock(*, actor: Actor, run_id: int, now: datetime) -> SettlementRun:
    """
    Make the payouts of an approved run and post each: payable account to payouts in transit (T8).

    What was refunded or held since the draft is taken off first. A payee whose account cannot be used any more keeps
    the money on its payable account and is told. One entry per payout, because an entry is short and a returned
    payout is mended by itself.

    :raises NotFound: if there is no such run
    :raises NotAllowed: if the actor does not handle settlements, or is a machine
    :raises IllegalMove: if the run is not approved
    """
    run = run_locked(run_id)
    require(may_move_money(actor), _("You may not handle settlements."))
    RUN_FLOW.check(RunState(run.state), RunState.LOCKED)
    term_locked(run.due_date, run.currency)
    # An account that is being changed right now is either changed before this line or after the payout was made
    payees = Statement.objects.filter(run=run, outcome=Outcome.PAYABLE).values("organisation_id")
    mine = usable_accounts(now).filter(organisation_id__in=payees).order_by("pk")
    list(mine.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    late_debits_claim(run=run, now=now)
    paid = 0
    for statements in _batches(run):
        accounts = payable_accounts([statement.organisation_id for statement in statements], now)
        payouts = Payout.objects.bulk_create(
            [_payout(run, statement, accounts.get(statement.organisation_id)) for statement in statements]
        )
        ledger_post_many(entries=[_entry(run, payout, actor, now) for payout in payouts])
        paid += len(payouts)
    # The papers are made by workers, row by row: 10,000 of them would keep this transaction open for minutes
    Statement.objects.filter(run=run).update(papers_due_at=now)
    SettlementAlarm.objects.filter(due_date=run.due_date, currency=run.currency, resolved_at=None).update(
        resolved_at=now
    )
    _move(run, actor, now, has_payouts=paid > 0)
    return run


def _move(run: SettlementRun, actor: Actor, now: datetime, *, has_payouts: bool) -> None:
    run.state = RunState.LOCKED
    run.locked_at = now
    run.locked_by_id = actor.user_id
    if not has_payouts:
        RUN_FLOW.check(RunState.LOCKED, RunState.CLOSED)
        run.state = RunState.CLOSED
        run.closed_at = now
    run.save(update_fields=["state", "locked_at", "locked_by", "closed_at"])
    blocked = Statement.objects.filter(run=run, outcome=Outcome.NO_ACCOUNT).values_list(
        "pk", "organisation_id"
    )
    for statement_id, organisation_id in blocked.iterator():
        bus.publish(
            PayoutBlocked(statement_id=statement_id, organisation_id=organisation_id, happened_at=now)
        )
    bus.publish(SettlementLocked(run_id=run.pk, happened_at=now))


def _batches(run: SettlementRun) -> Iterator[Sequence[Statement]]:
    """Yield the statements that pay, a thousand at a time."""
    last = 0
    payable = Statement.objects.filter(run=run, outcome=Outcome.PAYABLE).order_by("pk")
    while statements := list(payable.filter(pk__gt=last)[:BATCH]):
        yield statements
        last = statements[-1].pk


def _payout(run: SettlementRun, statement: Statement, account: BankAccount | None) -> Payout:
    """One payout; a mandate that was chosen and approved stays one, whatever became of the account meanwhile."""
    way, rib, connected_id, holder = PayoutWay.MANDATE, "", "", statement.mandate_holder
    if not statement.mandate_holder and account is not None:
        way = PayoutWay.STRIPE if account.connected_id else PayoutWay.BANK
        rib, connected_id, holder = account.rib, account.connected_id, account.holder
    return Payout(
        statement=statement,
        organisation_id=statement.organisation_id,
        amount_minor=statement.total_minor,
        currency=run.currency,
        way=way,
        rib=rib,
        connected_id=connected_id,
        holder=holder,
        end_to_end_id=f"{run.due_date:%Y%m%d}-{run.pk}-{statement.pk}",
    )


def _entry(run: SettlementRun, payout: Payout, actor: Actor, now: datetime) -> NewEntry:
    subject = payout_subject(payout)
    return NewEntry(
        key=f"{subject}:settled",
        reason=SETTLED,
        happened_at=now,
        recorded_at=now,
        actor=actor,
        reference=subject,
        facts={
            "kind": "settlement",
            "run_id": run.pk,
            "due_date": run.due_date.isoformat(),
            "statement_id": payout.statement_id,
            "end_to_end_id": payout.end_to_end_id,
        },
        lines=[
            Line(chart.payable_available(payout.organisation_id, run.currency), payout.amount, subject),
            Line(chart.payouts_in_transit(run.currency), -payout.amount, subject),
        ],
    )
