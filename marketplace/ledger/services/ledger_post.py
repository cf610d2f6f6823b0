"""The only way into the books."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

import orjson
from django.db import connection, transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput
from marketplace.kernel.money import Money
from marketplace.ledger.chart import account_class, currency_of

# An entry is one event of money. The database sums the whole entry once per line, so it stays short.
MAX_LINES = 200
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One side of an entry: debit positive, credit negative."""

    account: str
    amount: Money
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An entry as it is asked for; `facts` are what its amounts can be recomputed and explained from."""

    key: str
    reason: str
    happened_at: datetime
    recorded_at: datetime
    lines: Sequence[Line]
    actor: Actor
    reference: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """An entry that stands in the books; `is_new` is false if it stood there before."""

    entry_id: int
    is_new: bool


def ledger_post(
    *,
    key: str,
    reason: str,
    happened_at: datetime,
    recorded_at: datetime,
    lines: Sequence[Line],
    actor: Actor,
    reference: str = "",
    facts: Mapping[str, Any] | None = None,
) -> PostedEntry:
    """
    Post one entry; posting it again under the same key changes nothing.

    Lines of zero are left out. Two callers with one key at the same time make one entry.

    :raises InvalidInput: if there are no lines, they do not sum to zero, or an account is not in the chart
    :raises Conflict: if the key stands in the books with other lines
    """
    entry = NewEntry(
        key=key,
        reason=reason,
        happened_at=happened_at,
        recorded_at=recorded_at,
        lines=lines,
        actor=actor,
        reference=reference,
        facts=facts or {},
    )
    return ledger_post_many(entries=[entry])[0]


@transaction.atomic
def ledger_post_many(*, entries: Iterable[NewEntry]) -> list[PostedEntry]:
    """
    Post many entries, all or none, in three statements per thousand; the answers come in the order asked.

    :raises InvalidInput: as `ledger_post`, or if one key is given twice
    :raises Conflict: as `ledger_post`
    """
    posted: list[PostedEntry] = []
    rest = iter(entries)
    while batch := list(islice(rest, BATCH)):
        posted.extend(_post_batch(batch))
    return posted


def _post_batch(entries: Sequence[NewEntry]) -> list[PostedEntry]:
    lines = {entry.key: _checked_lines(entry) for entry in entries}
    if len(lines) != len(entries):
        raise InvalidInput(_("One key is given to two entries."), field="key")
    _open_accounts({line.account for some in lines.values() for line in some})
    # In the order of the keys, so that two batches that share keys wait for each other and never in a circle
    ordered = sorted(entries, key=lambda entry: entry.key)
    ids = _insert_entries(ordered, lines)
    new = set(ids)
    _insert_postings([(ids[key], line) for key in sorted(ids) for line in lines[key]])
    if len(ids) < len(entries):
        ids |= _standing({key: some for key, some in lines.items() if key not in new})
    return [PostedEntry(ids[entry.key], entry.key in new) for entry in entries]


def _checked_lines(entry: NewEntry) -> list[Line]:
    """Return the lines that are not zero, once they are known to make a sound entry."""
    if not entry.key or not entry.reason:
        raise InvalidInput(_("An entry needs a key and a reason."), field="key")
    lines = [line for line in entry.lines if line.amount]
    if not 2 <= len(lines) <= MAX_LINES:
        raise InvalidInput(
            _("An entry has between 2 and %(most)d lines that are not zero.") % {"most": MAX_LINES},
            field="lines",
        )
    sums: dict[str, int] = {}
    for line in lines:
        account_class(line.account)
        if currency_of(line.account) != line.amount.currency:
            raise InvalidInput(
                _("%(account)s is not kept in %(currency)s.")
                % {"account": line.account, "currency": line.amount.currency},
                field="lines",
            )
        sums[line.amount.currency] = sums.get(line.amount.currency, 0) + line.amount.minor
    if any(sums.values()):
        raise InvalidInput(_("The lines of %(key)s do not sum to zero.") % {"key": entry.key}, field="lines")
    return lines


def _open_accounts(codes: set[str]) -> None:
    """
    Open the accounts that are missing.

    They are looked up each time, by one index scan: a cache would outlive the transaction that rolled them back.
    """
    wanted = sorted(codes)
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM ledger_account WHERE code = ANY(%s)", [wanted])
        known = {row[0] for row in cursor.fetchall()}
        missing = [code for code in wanted if code not in known]
        if missing:
            cursor.execute(
                "INSERT INTO ledger_account (code, kind, currency)"
                " SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]) ON CONFLICT (code) DO NOTHING",
                [
                    missing,
                    [account_class(code).kind.value for code in missing],
                    [currency_of(code) for code in missing],
                ],
            )


# Rows travel as one JSON text: quoting seven arrays cell by cell costs the client more than the server's whole work.
_INSERT_ENTRIES = """
    INSERT INTO ledger_entry (key, reason, reference, facts, actor, happened_at, recorded_at, line_count)
    SELECT key, reason, reference, facts, actor, happened_at, recorded_at, line_count
    FROM jsonb_to_recordset(%s::jsonb) AS new(
        key text, reason text, reference text, facts jsonb, actor text,
        happened_at timestamptz, recorded_at timestamptz, line_count smallint)
    ON CONFLICT (key) DO NOTHING RETURNING key, id
"""
_INSERT_POSTINGS = """
    INSERT INTO ledger_posting (entry_id, account_id, amount_minor, currency, subject)
    SELECT new.entry, account.id, new.minor, account.currency, new.subject
    FROM jsonb_to_recordset(%s::jsonb) AS new(n bigint, entry bigint, code text, minor bigint, subject text)
    JOIN ledger_account AS account ON account.code = new.code ORDER BY new.n
"""


def _insert_entries(entries: Sequence[NewEntry], lines: Mapping[str, list[Line]]) -> dict[str, int]:
    """Insert the entries whose keys are free and return the ids of those; a key in flight is waited for."""
    rows = [
        {
            "key": entry.key,
            "reason": entry.reason,
            "reference": entry.reference,
            "facts": dict(entry.facts),
            "actor": entry.actor.name,
            "happened_at": entry.happened_at,
            "recorded_at": entry.recorded_at,
            "line_count": len(lines[entry.key]),
        }
        for entry in entries
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_ENTRIES, [orjson.dumps(rows).decode()])
        return dict(cursor.fetchall())


def _insert_postings(rows: Sequence[tuple[int, Line]]) -> None:
    if not rows:
        return
    new = [
        {"n": n, "entry": entry_id, "code": line.account, "minor": line.amount.minor, "subject": line.subject}
        for n, (entry_id, line) in enumerate(rows)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_POSTINGS, [orjson.dumps(new).decode()])


def _standing(wanted: Mapping[str, list[Line]]) -> dict[str, int]:
    """
    Return the ids of entries that stood in the books before.

    :raises Conflict: if one of them has other lines than wanted
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry.key, entry.id, account.code, posting.amount_minor, posting.subject"
            " FROM ledger_entry AS entry JOIN ledger_posting AS posting ON posting.entry_id = entry.id"
            " JOIN ledger_account AS account ON account.id = posting.account_id WHERE entry.key = ANY(%s)",
            [sorted(wanted)],
        )
        rows = cursor.fetchall()
    ids = {key: entry_id for key, entry_id, *_rest in rows}
    for key, lines in wanted.items():
        stands = sorted(
            (code, minor, subject) for row_key, _id, code, minor, subject in rows if row_key == key
        )
        if stands != sorted((line.account, line.amount.minor, line.subject) for line in lines):
            raise Conflict(_("%(key)s stands in the books with other lines.") % {"key": key}, field="key")
    return ids
