"""Put unsettled postings on statements: for all organisations at once, inside the database."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet, Sum

from marketplace.ledger.chart import available_affixes
from marketplace.payouts.models.settlement import SettlementRun, Statement, StatementLine
from marketplace.payouts.selectors.rows import unsettled, usable_accounts
from marketplace.payouts.states import Outcome

# From this many new lines on, the server is told to count them
ANALYSE_FROM = 10_000

# What becomes of a statement of so much. A total of nothing pays nothing, even if the minimum is nothing.
_OUTCOME = f"""
    CASE WHEN {{total}} < 0 THEN '{Outcome.NEGATIVE}'
         WHEN {{total}} = 0 OR {{total}} < %s THEN '{Outcome.BELOW_MINIMUM}'
         WHEN usable.organisation_id IS NULL{{unless}} THEN '{Outcome.NO_ACCOUNT}'
         ELSE '{Outcome.PAYABLE}' END
"""

# One statement, so that totals and lines come from one snapshot. Only statements that pay claim their postings.
_CLAIM = """
    WITH matured AS MATERIALIZED ({matured}), usable AS ({usable}),
    sums AS (
        SELECT organisation_id, -sum(amount_minor)::bigint AS total, count(*) AS lines
        FROM matured GROUP BY organisation_id
    ),
    made AS (
        INSERT INTO payouts_statement
            (run_id, organisation_id, currency, total_minor, line_count, outcome, papers_attempts, mandate_holder)
        SELECT %s, sums.organisation_id, %s, sums.total, sums.lines, {outcome}, 0, ''
        FROM sums LEFT JOIN usable ON usable.organisation_id = sums.organisation_id
        ORDER BY sums.organisation_id
        RETURNING id, organisation_id, outcome
    )
    INSERT INTO payouts_statementline (statement_id, posting_id, amount_minor)
    SELECT made.id, matured.posting_id, -matured.amount_minor
    FROM matured JOIN made USING (organisation_id) WHERE made.outcome = 'payable'
    ORDER BY made.id, matured.posting_id
"""

_CLAIM_LATE_DEBITS = """
    INSERT INTO payouts_statementline (statement_id, posting_id, amount_minor)
    SELECT statement.id, debit.posting_id, -debit.amount_minor
    FROM ({debits}) AS debit
    JOIN payouts_statement AS statement
        ON statement.run_id = %s AND statement.outcome = 'payable'
        AND statement.organisation_id = debit.organisation_id
"""

_CLAIM_ONE = """
    INSERT INTO payouts_statementline (statement_id, posting_id, amount_minor)
    SELECT %s, matured.posting_id, -matured.amount_minor FROM ({matured}) AS matured ORDER BY matured.posting_id
"""

_ADD_UP = """
    WITH usable AS ({usable}),
    sums AS (
        SELECT held.id, held.organisation_id, sum(line.amount_minor)::bigint AS total, count(*) AS lines
        FROM payouts_statementline AS line JOIN payouts_statement AS held ON held.id = line.statement_id
        WHERE held.run_id = %s GROUP BY held.id
    )
    UPDATE payouts_statement AS statement
    SET total_minor = sums.total, line_count = sums.lines, outcome = {outcome}
    FROM sums LEFT JOIN usable ON usable.organisation_id = sums.organisation_id
    WHERE sums.id = statement.id
"""


def matured_claim(*, run: SettlementRun, now: datetime) -> None:
    """
    Write the statements of a run and the lines of those that pay.

    Credits count if they happened before the cut-off; debits (refunds, holds) if they happened until `now`: a debt
    that is known is not paid out.
    """
    rows = unsettled(credits_before=run.cut_off_at, debits_until=now).select(
        affixes=available_affixes(run.currency)
    )
    usable, usable_params = _compiled(usable_accounts(now).values("organisation_id"))
    outcome = _OUTCOME.format(total="sums.total", unless="")
    sql = _CLAIM.format(matured=rows.sql, usable=usable, outcome=outcome)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*rows.params, *usable_params, run.pk, run.currency, run.minimum_minor])
        # Approval and lock may follow before the server counts by itself; on old counts their plans are quadratic
        if cursor.rowcount >= ANALYSE_FROM:
            cursor.execute("ANALYZE payouts_statement, payouts_statementline")


def late_debits_claim(*, run: SettlementRun, now: datetime) -> None:
    """
    Take what was refunded or held since the draft off its statements.

    The accounts are looked at again, and the postings of statements that do not pay any more are let go of.
    """
    debits = unsettled(credits_before=None, debits_until=now).select(affixes=available_affixes(run.currency))
    usable, usable_params = _compiled(usable_accounts(now).values("organisation_id"))
    outcome = _OUTCOME.format(total="sums.total", unless=" AND statement.mandate_holder = ''")
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM_LATE_DEBITS.format(debits=debits.sql), [*debits.params, run.pk])
        cursor.execute(
            _ADD_UP.format(usable=usable, outcome=outcome), [*usable_params, run.pk, run.minimum_minor]
        )
    StatementLine.objects.filter(statement__run=run).exclude(statement__outcome=Outcome.PAYABLE).delete()


def statement_claim(*, statement: Statement, now: datetime) -> None:
    """Put what is payable to one organisation onto its statement, whose account could not be used, and add it up."""
    run = statement.run
    _prefix, suffix = available_affixes(run.currency)
    rows = unsettled(credits_before=run.cut_off_at, debits_until=now).select(
        affixes=(f"organisation:{statement.organisation_id}:", suffix)
    )
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM_ONE.format(matured=rows.sql), [statement.pk, *rows.params])
    sums = statement.lines.aggregate(total=Sum("amount_minor"), count=Count("pk"))
    statement.total_minor, statement.line_count = sums["total"] or 0, sums["count"]


def claims_release(*, run: SettlementRun) -> None:
    """Let go of every posting that a draft claimed, and of the draft's statements."""
    StatementLine.objects.filter(statement__run=run).delete()
    Statement.objects.filter(run=run).delete()


def _compiled(rows: "QuerySet[Any, Any]") -> tuple[str, tuple[Any, ...]]:
    return rows.query.sql_with_params()
