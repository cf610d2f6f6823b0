"""
What a settlement costs: postings, draft, lock and file, for so many cooperatives with so many matured lines each.

Everything happens in one transaction that is rolled back, in the database that DATABASE_URL names (migrated). The
deferred triggers of the ledger, which speak at COMMIT, are made to speak inside the measured time. The floor is one
raw aggregate over the same postings; a second floor writes the same lines into a bare table. From SEEDED_FROM lines on
the sales are written by three statements of SQL with the same rows: what posting costs is measured below that. Run:
python -m benchmarks.settlement 1000x10 1000x100 10000x100
"""

import argparse
import json
import os
import resource
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings.test")
django.setup()

from django.db import connection, transaction

from marketplace.accounts.models import User
from marketplace.cooperatives.models.identity import BankAccount
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import OrganisationKind, VerificationState
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.checkdigits import rib_key
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, NewEntry, ledger_post_many
from marketplace.payouts.models.settlement import Statement, StatementLine
from marketplace.payouts.models.term import SettlementTerm
from marketplace.payouts.selectors.earnings import earnings_of
from marketplace.payouts.selectors.settlements import statement_detail
from marketplace.payouts.services.settlement_approve import settlement_approve
from marketplace.payouts.services.settlement_export import settlement_export
from marketplace.payouts.services.settlement_lock import settlement_lock
from marketplace.payouts.services.settlement_prepare import settlement_prepare
from marketplace.payouts.services.statement_file import statement_file
from marketplace.payouts.services.statement_render import parts_of, statements_render

SEEDED_FROM = 50_000
SEEDED = ("ledger_account", "ledger_entry", "ledger_posting")
SOLD = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
MACHINE = Actor.of_machine("benchmark")

FLOOR = """
    SELECT account.code, sum(posting.amount_minor), count(*)
    FROM ledger_posting AS posting JOIN ledger_account AS account ON account.id = posting.account_id
    WHERE account.code LIKE 'organisation:%%:available' GROUP BY account.code
"""
WRITE_FLOOR = """
    CREATE TEMP TABLE bare ON COMMIT DROP AS
    SELECT posting.id, posting.account_id, posting.amount_minor
    FROM ledger_posting AS posting JOIN ledger_account AS account ON account.id = posting.account_id
    WHERE account.code LIKE 'organisation:%%:available'
"""


@dataclass(frozen=True)
class Cost:
    seconds: float
    queries: int


def measured(act: Callable[[], object]) -> Cost:
    count = 0

    def counted(
        execute: Callable[..., object], sql: str, params: object, many: bool, context: object
    ) -> object:
        nonlocal count
        count += "SAVEPOINT" not in sql
        began = time.perf_counter()
        answer = execute(sql, params, many, context)
        if os.environ.get("EXPLAIN_SLOW") and time.perf_counter() - began > 0.3:
            print(f"{time.perf_counter() - began:.2f} s: {' '.join(sql.split())[:200]}")
        return answer

    with connection.execute_wrapper(counted):
        began = time.perf_counter()
        act()
        seconds = time.perf_counter() - began
    return Cost(seconds, count)


def peak() -> int:
    """The most memory that this process ever had, in kB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def run_sql(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        if cursor.description:
            cursor.fetchall()


def with_checks(act: Callable[[], object]) -> Callable[[], object]:
    def both() -> None:
        act()
        run_sql("SET CONSTRAINTS ALL IMMEDIATE")
        run_sql("SET CONSTRAINTS ALL DEFERRED")

    return both


def cooperatives(count: int) -> list[int]:
    organisations = Organisation.objects.bulk_create(
        [
            Organisation(
                kind=OrganisationKind.COOPERATIVE, slug=f"settled-{number}", names={"fr": f"Coop {number}"},
                province="MA-FIG", region="MA-02", state=VerificationState.ACTIVE, created_at=SOLD,
            )
            for number in range(count)
        ],
        batch_size=1000,
    )  # fmt: skip
    BankAccount.objects.bulk_create(
        [
            BankAccount(
                organisation=organisation, rib=_rib(number), holder=f"Coop {number}", is_active=True,
                usable_from=SOLD - timedelta(days=9), created_at=SOLD,
            )
            for number, organisation in enumerate(organisations)
        ],
        batch_size=1000,
    )  # fmt: skip
    return [organisation.pk for organisation in organisations]


def drained(parts: Iterable[bytes | str]) -> int:
    """Take a streamed file to its end without keeping it."""
    return sum(len(part) for part in parts)


def papers_made() -> None:
    """Make all parts of the paper that is due, in Arabic and French, as the worker does; files go to memory."""
    machine = Actor.of_machine("papers")
    while statements_render(actor=machine, now=NOW):
        pass


def _rib(number: int) -> str:
    body = f"999780{number:016d}"
    return body + rib_key(body)


def sales(organisation_ids: list[int], lines: int) -> Iterator[NewEntry]:
    """One matured sale per line: clearing to available, as orders post it, with its facts."""
    for line in range(lines):
        for organisation_id in organisation_ids:
            subject = f"sub-order:{organisation_id}-{line}"
            yield NewEntry(
                key=f"{subject}:matured", reason="sale_matured", happened_at=SOLD, recorded_at=SOLD, actor=MACHINE,
                reference=subject, facts=FACTS,
                lines=[
                    Line(chart.payable_maturing(organisation_id), Money(27000), subject),
                    Line(chart.payable_available(organisation_id), Money(-27000), subject),
                ],
            )  # fmt: skip


SEED = (
    """
    INSERT INTO ledger_account (code, kind, currency)
    SELECT 'organisation:' || o || purpose, 'liability', 'MAD'
    FROM unnest(%(ids)s::bigint[]) AS o, unnest(ARRAY[':maturing', ':available']) AS purpose
    """,
    """
    INSERT INTO ledger_entry
        (key, reason, reference, facts, actor, happened_at, recorded_at, line_count)
    SELECT 'sub-order:' || o || '-' || line || ':matured', 'sale_matured', 'sub-order:' || o || '-' || line,
           %(facts)s::jsonb, 'benchmark', %(at)s, %(at)s, 2
    FROM generate_series(1, %(lines)s) AS line, unnest(%(ids)s::bigint[]) AS o
    """,
    """
    INSERT INTO ledger_posting (entry_id, account_id, amount_minor, currency, subject)
    SELECT e.id, a.id, side.amount, 'MAD', e.reference
    FROM ledger_entry e
    CROSS JOIN (VALUES (':maturing', 27000), (':available', -27000)) AS side(purpose, amount)
    JOIN ledger_account a
        ON a.code = 'organisation:' || split_part(split_part(e.reference, ':', 2), '-', 1) || side.purpose
    ORDER BY e.id, side.amount DESC
    """,
    """
    INSERT INTO payouts_unsettled (posting_id, account_id)
    SELECT p.id, p.account_id FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
    WHERE a.code ~ '^organisation:[0-9]+:available' ON CONFLICT DO NOTHING
    """,
)


def seed(organisation_ids: list[int], lines: int) -> None:
    """The rows that `sales` would post, in a few statements; what the triggers would check holds by their making."""
    values: dict[str, Any] = {"ids": organisation_ids, "lines": lines, "facts": json.dumps(FACTS), "at": SOLD}
    run_sql("SET CONSTRAINTS ALL IMMEDIATE")
    # A million rows are looked up in other tables by no trigger: a superuser may say so, others switch off their own.
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        is_super = bool(cursor.fetchone()[0])
        quiet, loud = (
            (
                ("SET LOCAL session_replication_role = replica",),
                ("SET LOCAL session_replication_role = origin",),
            )
            if is_super
            else (
                tuple(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in SEEDED),
                tuple(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in SEEDED),
            )
        )
        for statement in quiet:
            cursor.execute(statement)
        for statement in SEED:
            cursor.execute(statement, values)
        for statement in loud:
            cursor.execute(statement)
    run_sql("SET CONSTRAINTS ALL DEFERRED")


FACTS = {
    "order_number": "M-1", "sub_order_number": "M-1-A", "placed_at": SOLD.isoformat(), "gross_minor": 30000,
    "commission_minor": 3000, "hub_fee_minor": 0, "net_minor": 27000, "currency": "MAD", "rule": {},
    "lines": [
        {
            "product": {"fr": "Miel de thym", "ar": "عسل الزعتر"}, "sku": "MIEL-500", "quantity": 2,
            "unit_price_minor": 15000, "total_minor": 30000, "commission_rate": "0.1000", "commission_minor": 3000,
        }
    ],
}  # fmt: skip


def staff(name: str, permission: Permission) -> Actor:
    user = User.objects.create_user(email=f"{name}@benchmark.example")
    return Actor(user_id=user.pk, permissions=frozenset({permission}))


def settle(count: int, lines: int) -> None:
    term = {"days": [1, 16], "payer_name": "Payer", "payer_rib": _rib(10**9)}
    SettlementTerm.objects.create(currency="MAD", from_date=date(2026, 1, 1), **term)
    preparer = staff("preparer", Permission.PREPARE_SETTLEMENTS)
    approver = staff("approver", Permission.APPROVE_SETTLEMENTS)
    ids = cooperatives(count)
    is_seeded = count * lines >= SEEDED_FROM
    posted = measured(
        (lambda: seed(ids, lines))
        if is_seeded
        else with_checks(lambda: ledger_post_many(entries=sales(ids, lines)))
    )
    # What the server does by itself while three months of sales come in, however long others keep a table
    run_sql("SET LOCAL lock_timeout = 0")
    run_sql("ANALYZE")
    floor = min((measured(lambda: run_sql(FLOOR)) for _try in range(3)), key=lambda cost: cost.seconds)
    write_floor = measured(lambda: run_sql(WRITE_FLOOR))
    memory = [peak()]
    due = date(2026, 11, 16)
    draft = measured(with_checks(lambda: settlement_prepare(actor=preparer, due_date=due, now=NOW)))
    memory.append(peak())
    run = settlement_prepare(actor=preparer, due_date=due, now=NOW)
    again = measured(lambda: settlement_prepare(actor=preparer, due_date=due, now=NOW))
    settlement_approve(actor=approver, run_id=run.pk, now=NOW)
    lock = measured(with_checks(lambda: settlement_lock(actor=preparer, run_id=run.pk, now=NOW)))
    memory.append(peak())
    file = measured(lambda: settlement_export(actor=preparer, run_id=run.pk, file_format="pain001", now=NOW))
    memory.append(peak())
    run_sql("ANALYZE payouts_statementline")
    december = NOW + timedelta(days=15)
    nothing_new = measured(lambda: settlement_prepare(actor=preparer, due_date=december.date(), now=december))
    run_sql("ANALYZE")
    statement = run.statements.order_by("pk")[0]
    page = measured(lambda: statement_detail(actor=preparer, statement_id=statement.pk))
    earnings = measured(
        lambda: earnings_of(actor=preparer, organisation_id=ids[0], at=NOW + timedelta(days=1))
    )
    memory.append(peak())
    lines_file = measured(
        lambda: drained(statement_file(actor=preparer, statement_id=statement.pk, language="fr"))
    )
    memory.append(peak())
    Statement.objects.filter(pk=statement.pk).update(papers_due_at=NOW)
    Statement.objects.exclude(pk=statement.pk).update(papers_due_at=None)
    paper = measured(papers_made)
    made = parts_of(statement)
    memory.append(peak())
    total = count * lines
    assert StatementLine.objects.filter(statement__run=run).count() == total
    print(f"\n{count:,} cooperatives x {lines:,} matured lines = {total:,} lines")
    print(f"{'':36}{'seconds':>9}{'queries':>9}{'us/line':>9}{'ratio':>8}")
    for name, cost in (
        ("floor: one raw aggregate", floor),
        ("floor: the lines into a bare table", write_floor),
        ("draft (settlement_prepare)", draft),
        ("lock: payouts and their entries", lock),
        ("file (pain.001)", file),
        ("draft again (creates nothing)", again),
        ("next draft, all settled", nothing_new),
        ("page of one statement", page),
        ("its lines as CSV", lines_file),
        (f"its paper (PDF; 2 x {made} parts)", paper),
        ("earnings of one cooperative", earnings),
        ("rows seeded" if is_seeded else f"posting ({total / posted.seconds:,.0f} entries/s)", posted),
    ):
        ratio = cost.seconds / floor.seconds
        print(f"{name:36}{cost.seconds:9.3f}{cost.queries:9}{cost.seconds / total * 1e6:9.2f}{ratio:8.1f}")
    steps = ("draft", "lock", "file", "pages", "CSV", "PDF")
    grown = [(after - before) / 1024 for before, after in pairwise(memory)]
    told = ", ".join(f"{name} {each:.1f}" for name, each in zip(steps, grown, strict=True))
    print(f"this process's peak memory grew by (MB): {told}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("sizes", nargs="*", default=["1000x10", "1000x100"], help="cooperatives x lines")
    for size in parser.parse_args().sizes:
        count, _times, lines = size.partition("x")
        with transaction.atomic():
            settle(int(count), int(lines))
            transaction.set_rollback(True)


if __name__ == "__main__":
    main()
