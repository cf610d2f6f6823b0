"""Whether the books still say what the database promises, and every passage emptied itself."""

from django.db import connection

from marketplace.kernel.findings import Finding
from marketplace.kernel.money import Money
from marketplace.ledger.chart import account_class
from marketplace.ledger.selectors import open_subjects_of, total_per_currency

_UNEVEN = """
    SELECT entry.key, posting.currency, sum(posting.amount_minor)
    FROM ledger_entry AS entry JOIN ledger_posting AS posting ON posting.entry_id = entry.id
    GROUP BY entry.id, posting.currency HAVING sum(posting.amount_minor) <> 0 ORDER BY entry.id
"""
_UNSEALED = """
    SELECT entry.key, entry.line_count, count(posting.id)
    FROM ledger_entry AS entry LEFT JOIN ledger_posting AS posting ON posting.entry_id = entry.id
    GROUP BY entry.id HAVING count(posting.id) <> entry.line_count ORDER BY entry.id
"""
_STRANGE_CURRENCY = """
    SELECT account.code, posting.id FROM ledger_posting AS posting
    JOIN ledger_account AS account ON account.id = posting.account_id
    WHERE posting.currency <> account.currency ORDER BY posting.id
"""
_OPEN_OTHERWISE = """
    WITH recomputed AS (
        SELECT posting.account_id, posting.subject, sum(posting.amount_minor) AS total
        FROM ledger_posting AS posting JOIN ledger_account AS account ON account.id = posting.account_id
        WHERE account.code ~ '^organisation:[0-9]+:maturing(@|$)'
        GROUP BY posting.account_id, posting.subject HAVING sum(posting.amount_minor) <> 0
    )
    SELECT account.code, subject, coalesce(kept.total_minor, 0), coalesce(recomputed.total, 0)
    FROM ledger_opensubject AS kept FULL JOIN recomputed USING (account_id, subject)
    JOIN ledger_account AS account ON account.id = account_id
    WHERE kept.total_minor IS DISTINCT FROM recomputed.total ORDER BY account.code, subject
"""


def books_findings() -> list[Finding]:
    """Return every breach of the ledger's own laws: sums of zero, complete entries, one currency, what is open."""
    findings = [
        Finding("LEDGER_NOT_ZERO", f"All postings in {currency} add up to {total.amount}, not 0.", currency)
        for currency, total in total_per_currency().items()
        if total
    ]
    with connection.cursor() as cursor:
        cursor.execute(_UNEVEN)
        findings += [
            Finding(
                "ENTRY_NOT_ZERO", f"The entry sums to {Money(total, currency).amount} {currency}, not 0.", key
            )
            for key, currency, total in cursor.fetchall()
        ]
        cursor.execute(_UNSEALED)
        findings += [
            Finding("ENTRY_NOT_COMPLETE", f"The entry has {found} postings, not {expected}.", key)
            for key, expected, found in cursor.fetchall()
        ]
        cursor.execute(_STRANGE_CURRENCY)
        findings += [
            Finding(
                "POSTING_OF_OTHER_CURRENCY", f"Posting {posting_id} is not in the account's currency.", code
            )
            for code, posting_id in cursor.fetchall()
        ]
        cursor.execute(_OPEN_OTHERWISE)
        findings += [
            Finding("OPEN_SUBJECT_WRONG", f"{kept} is kept as open, {found} is posted.", f"{code} {subject}")
            for code, subject, kept, found in cursor.fetchall()
        ]
    return findings


def open_passages() -> list[tuple[str, str, Money]]:
    """Return (account, subject, balance) of all money that is on its way; the caller must know why it still is."""
    return [row for row in open_subjects_of("") if account_class(row[0]).is_passage]


def passage_findings(explained: set[tuple[str, str]]) -> list[Finding]:
    """
    Return the passages that are not empty and that nobody explains.

    :param explained: (account, subject) of what may be on its way now, as its owners know from their own rows
    """
    return [
        Finding(
            "PASSAGE_NOT_EMPTY",
            f"{balance.amount} {balance.currency} stand in {account} and nothing says why.",
            f"{account} {subject}".strip(),
        )
        for account, subject, balance in open_passages()
        if (account, subject) not in explained
    ]
