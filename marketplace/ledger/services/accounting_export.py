"""The journal in the numbers of the national chart, as CSV for the accountant's software; streamed."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.cells import harmless_cell
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.formats import COUNTRY_ZONE
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.ledger.audit import day_ends
from marketplace.ledger.models import AccountingNumber, AccountKind, Posting
from marketplace.ledger.policies import may_audit

BATCH = 1000
COLUMNS = (
    "date", "journal", "piece", "number", "label", "account", "subject", "debit", "credit", "currency", "reason",
    "reference",
)  # fmt: skip
# Where nothing says better: waiting accounts of the CGNC, and other non-current income and expense
DEFAULTS = {
    AccountKind.ASSET: ("3497", "Comptes transitoires ou d'attente (actif)"),
    AccountKind.LIABILITY: ("4497", "Comptes transitoires ou d'attente (passif)"),
    AccountKind.REVENUE: ("7588", "Autres produits non courants"),
    AccountKind.EXPENSE: ("6588", "Autres charges non courantes"),
}


class Numbering:
    """Which number stands for an account on a day."""

    def __init__(self) -> None:
        rows = AccountingNumber.objects.order_by("-from_date")
        self._rows = sorted(rows, key=lambda row: -len(row.prefix) - len(row.suffix))
        self._known: dict[tuple[str, date], tuple[str, str]] = {}

    def of(self, code: str, kind: str, day: date) -> tuple[str, str]:
        """Return the number and its label; the longest family that fits counts, in its newest version."""
        if (code, day) not in self._known:
            self._known[code, day] = self._found(code, kind, day)
        return self._known[code, day]

    def _found(self, code: str, kind: str, day: date) -> tuple[str, str]:
        stem = code.partition("@")[0]
        for row in self._rows:
            fits = stem == row.prefix or stem.startswith(f"{row.prefix}:")
            if fits and stem.endswith(row.suffix) and row.from_date <= day:
                return row.number, row.label
        return DEFAULTS[AccountKind(kind)]


def accounting_export(*, actor: Actor, from_day: date, to_day: date) -> Iterator[str]:
    """
    Return all lines of the journal that happened from one day to another, both included, as CSV text.

    :raises NotAllowed: if the actor may not audit
    :raises InvalidInput: if the days are in the wrong order
    """
    require(may_audit(actor), _("Only auditors may read all books."))
    if from_day > to_day:
        raise InvalidInput(_("The first day lies after the last."), field="to_day")
    return _text(datetime.combine(from_day, time.min, COUNTRY_ZONE), day_ends(to_day))


def _text(begins: datetime, ends: datetime) -> Iterator[str]:
    yield _csv([COLUMNS])
    numbering = Numbering()
    rows = Posting.objects.filter(entry__happened_at__gte=begins, entry__happened_at__lt=ends)
    columns = rows.order_by("pk").values_list(
        "pk",
        "entry__happened_at",
        "entry_id",
        "account__code",
        "account__kind",
        "subject",
        "amount_minor",
        "currency",
        "entry__reason",
        "entry__reference",
    )
    last = 0
    while batch := list(columns.filter(pk__gt=last)[:BATCH]):
        last = batch[-1][0]
        yield _csv([_cells(numbering, *row[1:]) for row in batch])


def _cells(
    numbering: Numbering,
    moment: datetime,
    entry_id: int,
    code: str,
    kind: str,
    subject: str,
    minor: int,
    currency: str,
    *words: Any,
) -> tuple[str, ...]:
    day = moment.astimezone(COUNTRY_ZONE).date()
    number, label = numbering.of(code, kind, day)
    amount = f"{abs(Money(minor, currency).amount):f}"
    sides = (amount, "") if minor > 0 else ("", amount)
    # Reasons are written by people: a spreadsheet must not run them
    said = (harmless_cell(str(word)) for word in words)
    return (day.isoformat(), "OD", str(entry_id), number, label, code, subject, *sides, currency, *said)


def _csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return out.getvalue()
