"""Runs, statements and their lines for the pages; each answer takes a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.identity import BankAccount
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require
from marketplace.ledger.selectors import postings_by_id
from marketplace.payouts.explanations import explain
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.models.settlement import SettlementRun, Statement, StatementLine
from marketplace.payouts.models.term import SettlementAlarm
from marketplace.payouts.policies import may_approve, may_see_earnings, may_see_settlements
from marketplace.payouts.sentences import Explanation
from marketplace.payouts.states import Outcome, PayoutState, PayoutWay, RunState


@dataclass(frozen=True, slots=True)
class StatementCard:
    """One statement in a list. `paid` is what it pays: nothing unless its outcome is payable."""

    statement_id: int
    number: str
    run_id: int
    run_state: RunState
    due_date: date
    organisation_id: int
    organisation_slug: str
    organisation_names: Mapping[str, str]
    total: Money
    line_count: int
    outcome: Outcome
    # How many parts of its paper stand
    papers_parts: int
    payout_state: PayoutState | None
    booked_date: date | None
    returned_date: date | None
    return_reason: str
    account_ending: str
    # By which way it is paid (chosen, for a draft), to whom, and under which code the money can be collected
    way: PayoutWay
    holder: str
    code: str

    @property
    def paid(self) -> Money:
        """What this statement pays."""
        return self.total if self.outcome == Outcome.PAYABLE else Money.zero(self.total.currency)


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of a statement or of money to come; positive is owed to the organisation."""

    line_id: int
    posting_id: int
    subject: str
    amount: Money
    happened_at: datetime
    facts: Mapping[str, Any]

    def explanation(self) -> Explanation:
        """
        Say why this amount.

        :raises DoesNotRecompute: if the facts do not lead to the amount
        """
        return explain(self.facts, self.amount)


@dataclass(frozen=True, slots=True)
class OutcomeSum:
    """How many statements of a run end so, and how much money that is."""

    outcome: Outcome
    count: int
    total: Money


@dataclass(frozen=True, slots=True)
class RunCard:
    """One run in a list."""

    run_id: int
    due_date: date
    currency: str
    state: RunState
    cut_off_at: datetime
    prepared_at: datetime
    prepared_by: str
    approved_by: str
    payable_count: int
    payable: Money


@dataclass(frozen=True, slots=True)
class RunDetail:
    """One run with what becomes of its statements, and what this reader may do with it."""

    card: RunCard
    outcomes: tuple[OutcomeSum, ...]
    payouts: Mapping[PayoutState, int]
    minimum: Money
    # The files that were written, and by which ways something waits to be sent
    files: Mapping[PayoutWay, str]
    unsent: tuple[PayoutWay, ...]
    may_approve: bool
    chose_mandates: bool


_STATEMENTS = ("run", "organisation", "payout")


def statement_number(statement: Statement) -> str:
    """The number on the paper and in the bank's file."""
    return f"{statement.run.due_date:%Y%m%d}-{statement.run_id}-{statement.pk}"


def statement_card(row: Statement) -> StatementCard:
    """Return a statement, fetched with its run, organisation and payout, as a row."""
    payout: Payout | None = getattr(row, "payout", None)
    return StatementCard(
        statement_id=row.pk,
        number=statement_number(row),
        run_id=row.run_id,
        run_state=RunState(row.run.state),
        due_date=row.run.due_date,
        organisation_id=row.organisation_id,
        organisation_slug=row.organisation.slug,
        organisation_names=row.organisation.names,
        total=row.total,
        line_count=row.line_count,
        outcome=Outcome(row.outcome),
        papers_parts=row.papers_parts,
        payout_state=PayoutState(payout.state) if payout else None,
        booked_date=payout.booked_date if payout else None,
        returned_date=payout.returned_date if payout else None,
        return_reason=payout.return_reason if payout else "",
        account_ending=payout.ending if payout else "",
        way=_way(row, payout),
        holder=payout.holder if payout else row.mandate_holder,
        code=payout.end_to_end_id if payout and payout.way == PayoutWay.MANDATE else "",
    )


def _way(row: Statement, payout: Payout | None) -> PayoutWay:
    if payout is not None:
        return PayoutWay(payout.way)
    if row.mandate_holder:
        return PayoutWay.MANDATE
    return PayoutWay.STRIPE if getattr(row, "is_connected", False) else PayoutWay.BANK


def _statements() -> QuerySet[Statement]:
    """Return statements with their run, organisation and payout, and whether a draft would be paid by the processor."""
    connected = BankAccount.objects.filter(organisation=OuterRef("organisation"), is_active=True)
    return Statement.objects.select_related(*_STATEMENTS).annotate(
        is_connected=Exists(connected.exclude(connected_id=""))
    )


def _page(rows: QuerySet[Statement], after: str, first: int) -> Page[StatementCard]:
    if after:
        (last,) = keys_of(after, (int,))
        rows = rows.filter(pk__lt=last)
    found = [statement_card(row) for row in rows.order_by("-pk")[: page_size(first) + 1]]
    return page_of(found, first=first, keys=lambda card: (card.statement_id,))


def statements_of(
    *, actor: Actor, organisation_id: int, after: str = "", first: int = 20
) -> Page[StatementCard]:
    """
    Return an organisation's statements of locked runs, newest first, in one query.

    :raises NotAllowed: if the actor is no member and does not handle settlements
    :raises InvalidInput: if `after` or `first` is not usable
    """
    require(may_see_earnings(actor, organisation_id), _("These earnings are not yours to see."))
    rows = _statements().filter(organisation_id=organisation_id, run__locked_at__isnull=False)
    return _page(rows, after, first)


def statements_in(
    *, actor: Actor, run_id: int, outcome: str = "", after: str = "", first: int = 50
) -> Page[StatementCard]:
    """
    Return the statements of a run, drafts included, in one query.

    :raises NotAllowed: if the actor does not handle settlements
    :raises InvalidInput: if `after` or `first` is not usable
    """
    require(may_see_settlements(actor), _("You may not handle settlements."))
    rows = _statements().filter(run_id=run_id)
    return _page(rows.filter(outcome=outcome) if outcome else rows, after, first)


def statement_detail(
    *, actor: Actor, statement_id: int, after: str = "", first: int = 50
) -> tuple[StatementCard, Page[LineRow]]:
    """
    Return a statement and a page of its lines with their facts, in three queries.

    :raises NotFound: if there is none that the actor may see; a draft is seen by staff only
    :raises InvalidInput: if `after` or `first` is not usable
    """
    row = _statements().filter(pk=statement_id).first()
    if row is None or not may_see_earnings(actor, row.organisation_id):
        raise NotFound(_("There is no such statement."), field="statement")
    if row.run.locked_at is None and not may_see_settlements(actor):
        raise NotFound(_("There is no such statement."), field="statement")
    return statement_card(row), line_page(row, after=after, first=first)


def line_page(statement: Statement, *, after: str = "", first: int = 50) -> Page[LineRow]:
    """
    Return lines of a statement in the order of posting, in two queries.

    :raises InvalidInput: if `after` or `first` is not usable
    """
    lines = StatementLine.objects.filter(statement=statement)
    if after:
        (last,) = keys_of(after, (int,))
        lines = lines.filter(pk__gt=last)
    found = list(lines.order_by("pk")[: page_size(first) + 1])
    return page_of(line_rows(found, statement.currency), first=first, keys=lambda row: (row.line_id,))


def line_rows(lines: list[StatementLine], currency: str) -> list[LineRow]:
    """Return lines with the facts that the ledger keeps of them, in one query."""
    postings = postings_by_id([line.posting_id for line in lines])
    return [
        LineRow(
            line.pk,
            line.posting_id,
            postings[line.posting_id].subject,
            Money(line.amount_minor, currency),
            postings[line.posting_id].happened_at,
            postings[line.posting_id].facts,
        )
        for line in lines
    ]


def statement_explanation(*, actor: Actor, statement_id: int, line_id: int) -> Explanation:
    """
    Say why a line of a statement is what it is.

    :raises NotFound: if there is no such line that the actor may see
    :raises DoesNotRecompute: if the facts do not lead to the amount
    """
    line = (
        StatementLine.objects.select_related("statement__run")
        .filter(pk=line_id, statement_id=statement_id)
        .first()
    )
    if line is None or not (
        may_see_settlements(actor)
        or (
            line.statement.run.locked_at is not None
            and may_see_earnings(actor, line.statement.organisation_id)
        )
    ):
        raise NotFound(_("There is no such line."), field="line")
    return line_rows([line], line.statement.currency)[0].explanation()


_PAYABLE = Q(statements__outcome=Outcome.PAYABLE)


def _runs() -> QuerySet[SettlementRun]:
    return SettlementRun.objects.select_related("prepared_by", "approved_by").annotate(
        payable_count=Count("statements", filter=_PAYABLE),
        payable_minor=Sum("statements__total_minor", filter=_PAYABLE),
    )


def run_card(row: Any) -> RunCard:
    """Return a run of `runs_seen` as a row."""
    return RunCard(
        run_id=row.pk,
        due_date=row.due_date,
        currency=row.currency,
        state=RunState(row.state),
        cut_off_at=row.cut_off_at,
        prepared_at=row.prepared_at,
        prepared_by=str(row.prepared_by or ""),
        approved_by=str(row.approved_by or ""),
        payable_count=row.payable_count,
        payable=Money(row.payable_minor or 0, row.currency),
    )


def runs_seen(*, actor: Actor) -> QuerySet[SettlementRun]:
    """
    Return all settlement runs with what they pay, for pages of another kind.

    :raises NotAllowed: if the actor does not handle settlements
    """
    require(may_see_settlements(actor), _("You may not handle settlements."))
    return _runs()


def statements_seen(*, actor: Actor, organisation_id: int | None) -> QuerySet[Statement]:
    """
    Return the statements that the actor may see: an organisation's of locked runs, or to who settles all of any.

    :param organisation_id: whose; None: everybody's
    :raises NotAllowed: if the actor is no member and does not handle settlements
    """
    rows = _statements()
    if organisation_id is None:
        require(may_see_settlements(actor), _("You may not handle settlements."))
        return rows
    require(may_see_earnings(actor, organisation_id), _("These earnings are not yours to see."))
    rows = rows.filter(organisation_id=organisation_id)
    return rows if may_see_settlements(actor) else rows.filter(run__locked_at__isnull=False)


def runs_listed(*, actor: Actor, after: str = "", first: int = 20) -> Page[RunCard]:
    """
    Return settlement runs, newest first, in one query.

    :raises NotAllowed: if the actor does not handle settlements
    :raises InvalidInput: if `after` or `first` is not usable
    """
    require(may_see_settlements(actor), _("You may not handle settlements."))
    rows = _runs()
    if after:
        (last,) = keys_of(after, (int,))
        rows = rows.filter(pk__lt=last)
    found = [run_card(row) for row in rows.order_by("-pk")[: page_size(first) + 1]]
    return page_of(found, first=first, keys=lambda card: (card.run_id,))


def run_detail(*, actor: Actor, run_id: int) -> RunDetail:
    """
    Return a run with the sums of its outcomes, in three queries, and a fourth for its files once it is locked.

    :raises NotAllowed: if the actor does not handle settlements
    :raises NotFound: if there is no such run
    """
    require(may_see_settlements(actor), _("You may not handle settlements."))
    own = Statement.objects.filter(run=OuterRef("pk"), mandate_by_id=actor.user_id, mandate_by__isnull=False)
    rows: QuerySet[Any] = _runs().filter(pk=run_id).annotate(has_own_mandate=Exists(own))
    row = rows.first()
    if row is None:
        raise NotFound(_("There is no such settlement."), field="run")
    card = run_card(row)
    sums = row.statements.values_list("outcome").annotate(count=Count("pk"), sum_minor=Sum("total_minor"))
    states = list(
        row.statements.filter(payout__isnull=False)
        .values_list("payout__state", "payout__way")
        .annotate(count=Count("pk"))
        .order_by("payout__state", "payout__way")
    )
    payouts: dict[PayoutState, int] = {}
    for state, _one, count in states:
        payouts[PayoutState(state)] = payouts.get(PayoutState(state), 0) + count
    files = row.files.order_by("way").values_list("way", "name") if row.locked_at else ()
    return RunDetail(
        card=card,
        outcomes=tuple(
            OutcomeSum(Outcome(outcome), count, Money(total, row.currency))
            for outcome, count, total in sums.order_by("outcome")
        ),
        payouts=payouts,
        minimum=row.minimum,
        files={PayoutWay(way): name for way, name in files},
        unsent=tuple(PayoutWay(way) for state, way, _count in states if state == PayoutState.READY),
        may_approve=may_approve(actor, row, card.payable.minor, chose_mandates=row.has_own_mandate)
        and row.state == RunState.DRAFT,
        chose_mandates=row.has_own_mandate,
    )


def alarms_open(*, actor: Actor) -> list[tuple[date, str, datetime]]:
    """
    Return (due date, currency, raised at) of dates that passed without a settlement, oldest first.

    :raises NotAllowed: if the actor does not handle settlements
    """
    require(may_see_settlements(actor), _("You may not handle settlements."))
    rows = SettlementAlarm.objects.filter(resolved_at=None).order_by("due_date")
    return list(rows.values_list("due_date", "currency", "raised_at"))
