"""What can be asked of the books."""

from datetime import date

import graphene

from marketplace.graphql.books.types import (
    NEWEST,
    CashCaseConnection,
    CashRemittanceConnection,
    LedgerBalanceConnection,
    Settlement,
    SettlementConnection,
    SettlementStatementConnection,
)
from marketplace.graphql.guards import refusals_told
from marketplace.graphql.kit.connection import Page, connect, connection_field
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.keyset import Column
from marketplace.graphql.kit.pages import ListPages, MappedPages
from marketplace.graphql.kit.scalars import Date
from marketplace.ledger.audit import audit_balances
from marketplace.payouts.selectors.settlements import (
    RunCard,
    run_card,
    runs_seen,
    statement_card,
    statements_seen,
)
from orders.selectors.cash import case_row, cases_seen, remittance_row, remittances_seen

_CASES = (Column("state"), Column("deadline_date", read=date.fromisoformat), Column("id"))
NOBODY = 0


class BooksQueries(graphene.ObjectType):
    """What can be asked of the books."""

    settlement = graphene.Field(
        Settlement,
        id=graphene.ID(required=True, description="ID of the settlement."),
        description="Look up a settlement. Requires PREPARE_SETTLEMENTS or APPROVE_SETTLEMENTS.",
    )
    settlements = connection_field(
        SettlementConnection,
        description="List of settlements, newest first. Requires PREPARE_SETTLEMENTS or APPROVE_SETTLEMENTS.",
    )
    settlement_statements = connection_field(
        SettlementStatementConnection,
        cooperative=graphene.ID(description="Whose statements; a member sees her own cooperative's."),
        description="List of statements, newest first; without a cooperative all of them, for who settles.",
    )
    ledger_balances = connection_field(
        LedgerBalanceConnection,
        date=graphene.Argument(Date, required=True, description="At the end of which day."),
        description="Every account of the ledger, recomputed from its postings. Requires AUDIT_BOOKS.",
    )
    cash_remittances = connection_field(
        CashRemittanceConnection,
        desk=graphene.ID(required=True, description="The cooperative or hub whose cash desk it is."),
        description="Bundles of cash brought to a desk, newest first; for its cashiers and MANAGE_CASH.",
    )
    cash_cases = connection_field(
        CashCaseConnection,
        desk=graphene.ID(required=True, description="The cooperative or hub whose cash desk it is."),
        description="Missing or surplus cash, open cases first; for the desk's cashiers and MANAGE_CASH.",
    )

    @staticmethod
    def resolve_settlement(_root: object, info: Info, id: str) -> RunCard | None:
        """Return one settlement."""
        with refusals_told():
            rows = runs_seen(actor=info.context.actor)
        row = rows.filter(pk=key_of(id, "Settlement") or NOBODY).first()
        return run_card(row) if row is not None else None

    @staticmethod
    def resolve_settlements(_root: object, info: Info, **_page: object) -> Page:
        """Return a page of settlements."""
        with refusals_told():
            rows = runs_seen(actor=info.context.actor)
        return connect(MappedPages(rows, NEWEST, run_card), info)

    @staticmethod
    def resolve_settlement_statements(
        _root: object, info: Info, cooperative: str | None = None, **_page: object
    ) -> Page:
        """Return a page of statements."""
        key = key_of(cooperative, "Cooperative") or NOBODY if cooperative is not None else None
        with refusals_told():
            rows = statements_seen(actor=info.context.actor, organisation_id=key)
        return connect(MappedPages(rows, NEWEST, statement_card), info)

    @staticmethod
    def resolve_ledger_balances(_root: object, info: Info, date: date, **_page: object) -> Page:
        """Return a page of balances."""
        with refusals_told():
            rows = audit_balances(actor=info.context.actor, day=date)
        return connect(ListPages(rows), info)

    @staticmethod
    def resolve_cash_remittances(_root: object, info: Info, desk: str, **_page: object) -> Page:
        """Return a page of bundles."""
        key = key_of(desk, "Cooperative") or NOBODY
        with refusals_told():
            rows = remittances_seen(actor=info.context.actor, desk_id=key)
        return connect(MappedPages(rows, NEWEST, remittance_row), info)

    @staticmethod
    def resolve_cash_cases(_root: object, info: Info, desk: str, **_page: object) -> Page:
        """Return a page of cases."""
        key = key_of(desk, "Cooperative") or NOBODY
        with refusals_told():
            rows = cases_seen(actor=info.context.actor, desk_id=key)
        return connect(MappedPages(rows, _CASES, case_row), info)
