"""Settlements, statements, balances and cash, as the contract would have named them."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from marketplace.cooperatives.selectors import OrganisationCard, organisations_named
from marketplace.graphql.catalog.types import Cooperative
from marketplace.graphql.contract import own_enum
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import Page, connect_each, connection_field, connection_of
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.keyset import Column, Key
from marketplace.graphql.kit.pages import NestedQuerySet
from marketplace.graphql.kit.scalars import Date, DateTime
from marketplace.graphql.shop.languages import LanguageCodeEnum, language_of
from marketplace.graphql.shop.money import Money
from marketplace.kernel.texts import text_in
from marketplace.ledger.audit import BalanceRow
from marketplace.payouts.models.settlement import Statement, StatementLine
from marketplace.payouts.selectors.settlements import (
    LineRow,
    RunCard,
    StatementCard,
    line_rows,
    statement_card,
)
from marketplace.payouts.states import Outcome, PayoutState, RunState
from marketplace.payouts.states import PayoutWay as Way
from orders.selectors.cash import CaseRow, RemittanceRow
from orders.states import CaseState

SettlementStatus = own_enum("SettlementStatus", RunState, "Where a settlement stands.")
SettlementOutcome = own_enum("SettlementOutcome", Outcome, "Whether a statement pays, or why not.")
PayoutStatus = own_enum("PayoutStatus", PayoutState, "Where a payout stands.")
PayoutWay = own_enum("PayoutWay", Way, "By which way a payout reaches its cooperative.")
CashCaseStatus = own_enum("CashCaseStatus", CaseState, "Where a case of missing cash stands.")
NEWEST = (Column("id", descending=True),)
IN_ORDER = (Column("id"),)


class SettlementExplanationStep(graphene.ObjectType):
    """A figure of a computation, in words."""

    text = graphene.String(required=True, description="What it is.")
    amount = graphene.Field(Money, description="What it adds or takes.")


class SettlementLine(graphene.ObjectType):
    """One movement that a statement settles."""

    class Meta:
        interfaces = (Node,)

    id = id_field("SettlementLine", attribute="line_id", description="The ID of the line.")
    subject = graphene.String(required=True, description="What it is about, as the ledger calls it.")
    amount = graphene.Field(
        Money, required=True, description="What it adds to the statement or takes from it."
    )
    happened_at = graphene.Field(DateTime, required=True, description="When it happened.")
    explanation = graphene.List(
        graphene.NonNull(SettlementExplanationStep),
        required=True,
        language_code=graphene.Argument(LanguageCodeEnum, description="The language; French without it."),
        description="Why this amount: steps that lead to it to the centime.",
    )

    @staticmethod
    def resolve_explanation(root: LineRow, _info: Info, language_code: Any = None) -> list[Mapping[str, Any]]:
        """Return the steps of the computation."""
        language = language_of(language_code) if language_code is not None else "fr"
        return [
            {"text": step.sentence.text(language), "amount": step.amount} for step in root.explanation().steps
        ]


SettlementLineConnection = connection_of("SettlementLine", lambda: SettlementLine)
SettlementStatementConnection = connection_of("SettlementStatement", lambda: SettlementStatement)


class LinesOfStatements:
    """The lines of each of several statements, in the order of posting."""

    order = IN_ORDER

    def __init__(self) -> None:
        self.pages = NestedQuerySet(
            StatementLine.objects.select_related("statement"), "statement_id", self.order
        )

    def rows_of(
        self, parents: Sequence[Any], *, limit: int, after: Key | None, backward: bool
    ) -> Mapping[Any, list[LineRow]]:
        """Return up to `limit` lines of each statement, with the facts that the ledger keeps of them."""
        found = self.pages.rows_of(parents, limit=limit, after=after, backward=backward)
        lines: list[StatementLine] = [line for own in found.values() for line in own]
        shown: dict[int, LineRow] = {}
        for currency in {line.statement.currency for line in lines}:
            own = [line for line in lines if line.statement.currency == currency]
            shown |= {row.line_id: row for row in line_rows(own, currency)}
        return {key: [shown[line.pk] for line in own] for key, own in found.items()}

    def key(self, row: LineRow) -> Key:
        """Return a line's place."""
        return (row.line_id,)

    def counts_of(self, parents: Sequence[Any]) -> Mapping[Any, int]:
        """Count the lines of each statement."""
        return self.pages.counts_of(parents)


class SettlementStatement(graphene.ObjectType):
    """What one cooperative is paid in one settlement, or why it is not."""

    class Meta:
        interfaces = (Node,)

    id = id_field("SettlementStatement", attribute="statement_id", description="The ID of the statement.")
    number = graphene.String(required=True, description="Its number, on paper and in the bank's file.")
    due_date = graphene.Field(Date, required=True, description="The day on which it is paid.")
    settlement_status = graphene.Field(
        SettlementStatus, required=True, description="Where its settlement stands."
    )
    cooperative = graphene.Field(Cooperative, required=True, description="Whose statement it is.")
    outcome = graphene.Field(SettlementOutcome, required=True, description="Whether it pays, or why not.")
    total = graphene.Field(Money, required=True, description="What had matured and was not settled.")
    paid = graphene.Field(Money, required=True, description="What it pays.")
    payout_status = graphene.Field(PayoutStatus, description="Where its payout stands; null without one.")
    account_ending = graphene.String(required=True, description="The last digits of the account it goes to.")
    payout_way = graphene.Field(PayoutWay, required=True, description="By which way it is paid.")
    payee = graphene.String(
        required=True, description="The holder of the account, or who collects it in cash; empty before."
    )
    lines = connection_field(SettlementLineConnection, description="The movements that it settles.")

    @staticmethod
    def resolve_payout_way(root: StatementCard, _info: Info) -> str:
        """Return by which way it is paid."""
        return root.way.name

    @staticmethod
    def resolve_payee(root: StatementCard, _info: Info) -> str:
        """Return who has the money in the end."""
        return root.holder

    @staticmethod
    def resolve_settlement_status(root: StatementCard, _info: Info) -> str:
        """Return where its settlement stands."""
        return root.run_state.name

    @staticmethod
    def resolve_outcome(root: StatementCard, _info: Info) -> str:
        """Return whether it pays."""
        return root.outcome.name

    @staticmethod
    def resolve_payout_status(root: StatementCard, _info: Info) -> str | None:
        """Return where its payout stands."""
        return root.payout_state.name if root.payout_state else None

    @staticmethod
    @batched
    def resolve_cooperative(parents: Sequence[StatementCard], info: Info) -> list[OrganisationCard | None]:
        """Return whose statements they are."""
        return info.context.load(organisations_named, [each.organisation_id for each in parents])

    @staticmethod
    @batched
    def resolve_lines(parents: Sequence[StatementCard], info: Info, **_page: object) -> list[Page]:
        """Return a page of the lines of each."""
        return connect_each(LinesOfStatements(), info, [each.statement_id for each in parents])


class StatementsOfRuns:
    """The statements of each of several settlements."""

    order = NEWEST

    def __init__(self) -> None:
        rows = Statement.objects.select_related("run", "organisation", "payout")
        self.pages = NestedQuerySet(rows, "run_id", self.order)

    def rows_of(
        self, parents: Sequence[Any], *, limit: int, after: Key | None, backward: bool
    ) -> Mapping[Any, list[StatementCard]]:
        """Return up to `limit` statements of each settlement."""
        found = self.pages.rows_of(parents, limit=limit, after=after, backward=backward)
        return {key: [statement_card(row) for row in own] for key, own in found.items()}

    def key(self, row: StatementCard) -> Key:
        """Return a statement's place."""
        return (row.statement_id,)

    def counts_of(self, parents: Sequence[Any]) -> Mapping[Any, int]:
        """Count the statements of each settlement."""
        return self.pages.counts_of(parents)


class Settlement(graphene.ObjectType):
    """All that is paid on one due date in one currency; for who settles."""

    class Meta:
        interfaces = (Node,)

    id = id_field("Settlement", attribute="run_id", description="The ID of the settlement.")
    due_date = graphene.Field(Date, required=True, description="The day on which it is paid.")
    currency = graphene.String(required=True, description="Currency code.")
    status = graphene.Field(SettlementStatus, required=True, description="Where it stands.")
    cut_off_at = graphene.Field(DateTime, required=True, description="What happened before is settled.")
    prepared_at = graphene.Field(DateTime, required=True, description="When it was drafted.")
    prepared_by = graphene.String(required=True, description="Who drafted it; empty: the calendar did.")
    approved_by = graphene.String(required=True, description="Who approved it; empty: nobody yet.")
    payable_count = graphene.Int(required=True, description="How many cooperatives it pays.")
    payable = graphene.Field(Money, required=True, description="What it pays.")
    statements = connection_field(
        SettlementStatementConnection, description="A statement for each cooperative."
    )

    @staticmethod
    def resolve_status(root: RunCard, _info: Info) -> str:
        """Return where it stands."""
        return root.state.name

    @staticmethod
    @batched
    def resolve_statements(parents: Sequence[RunCard], info: Info, **_page: object) -> list[Page]:
        """Return a page of the statements of each."""
        return connect_each(StatementsOfRuns(), info, [each.run_id for each in parents])


class LedgerBalance(graphene.ObjectType):
    """An account of the ledger as it stood at the end of a day."""

    account = graphene.String(required=True, description="Its code in the chart of accounts.")
    kind = graphene.String(required=True, description="Asset, liability, revenue or expense.")
    debit = graphene.Field(Money, required=True, description="The sum of its debits.")
    credit = graphene.Field(Money, required=True, description="The sum of its credits.")
    balance = graphene.Field(Money, required=True, description="Debits less credits.")
    postings_count = graphene.Int(required=True, source="count", description="How many postings it has.")

    @staticmethod
    def resolve_kind(root: BalanceRow, _info: Info) -> str:
        """Return its kind."""
        return root.kind.value


class CashRemittance(graphene.ObjectType):
    """A bundle of cash that a carrier brought to a desk; no sum is told before it is counted."""

    class Meta:
        interfaces = (Node,)

    id = id_field("CashRemittance", attribute="remittance_id", description="The ID of the bundle.")
    number = graphene.String(required=True, description="Its number.")
    carrier_name = graphene.String(required=True, description="Who brought it.")
    collections_count = graphene.Int(required=True, source="count", description="Of how many parcels it is.")
    declared = graphene.Field(Money, description="What was declared; null until it is counted.")
    counted = graphene.Field(Money, description="What was counted.")
    difference = graphene.Field(Money, description="What was counted less what was declared.")
    created = graphene.Field(DateTime, required=True, source="created_at", description="When it was brought.")
    counted_at = graphene.Field(DateTime, description="When it was counted.")
    is_deposited = graphene.Boolean(required=True, description="Whether it was taken to the bank.")

    @staticmethod
    def resolve_carrier_name(root: RemittanceRow, _info: Info) -> str:
        """Return who brought it."""
        return text_in(root.carrier_names, "fr")


class CashCase(graphene.ObjectType):
    """Cash that is missing, or too much of it, and who has to explain it."""

    class Meta:
        interfaces = (Node,)

    id = id_field("CashCase", attribute="case_id", description="The ID of the case.")
    holder_name = graphene.String(required=True, description="Who held the cash last.")
    missing = graphene.Field(Money, required=True, description="What is missing; below zero: too much.")
    cause = graphene.String(required=True, description="The bundle or the slip where it was seen.")
    explanation = graphene.String(required=True, description="What the holder said.")
    status = graphene.Field(CashCaseStatus, required=True, description="Where the case stands.")
    opened_at = graphene.Field(DateTime, required=True, description="When it was opened.")
    deadline_date = graphene.Field(Date, required=True, description="Until when it is to be explained.")

    @staticmethod
    def resolve_holder_name(root: CaseRow, _info: Info) -> str:
        """Return who held the cash."""
        return text_in(root.holder_names, "fr")

    @staticmethod
    def resolve_status(root: CaseRow, _info: Info) -> str:
        """Return where the case stands."""
        return root.state.name


SettlementConnection = connection_of("Settlement", lambda: Settlement)
LedgerBalanceConnection = connection_of("LedgerBalance", lambda: LedgerBalance)
CashRemittanceConnection = connection_of("CashRemittance", lambda: CashRemittance)
CashCaseConnection = connection_of("CashCase", lambda: CashCase)
