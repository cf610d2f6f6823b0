"""Read a bank statement, whole or not at all, in the memory of one row."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.outbox import bus
from marketplace.payouts.calendar import local_date
from marketplace.payouts.selectors.rows import term_locked
from orders.events import StatementImported
from orders.gateways.statement_base import (
    CountedFile,
    StatementHead,
    StatementPart,
    StatementReader,
    StatementRow,
    StatementTail,
    refused,
)
from orders.gateways.statement_camt053 import read_camt053
from orders.gateways.statement_csv import read_csv
from orders.models.bank import BankEntry, BankStatement
from orders.policies import may_confirm_payment
from orders.states import StatementForm

BATCH = 1000
READERS: dict[StatementForm, StatementReader] = {
    StatementForm.CAMT053: read_camt053,
    StatementForm.CSV: read_csv,
}


@transaction.atomic
def bank_statement_import(
    *, actor: Actor, file: IO[bytes], form: str, name: str, now: datetime
) -> BankStatement:
    """
    Keep each movement of a statement; matching follows. The same file twice changes nothing.

    Statements of an account are read in their order: each begins with the balance with which the one before ended.

    :raises NotAllowed: if the actor may not read the statement into the books
    :raises InvalidInput: if the form is unknown
    :raises FileRefused: with line and reason, if anything in it is wrong; then nothing was kept
    """
    require(may_confirm_payment(actor), _("Only staff in charge of cash may do this."))
    if form not in READERS:
        raise InvalidInput(_("Unknown form of file: %(name)s.") % {"name": form}, field="form")
    counted = CountedFile(file)
    parts = READERS[StatementForm(form)](counted)
    head = _head(parts, now)
    known = BankStatement.objects.filter(account=head.account, number=head.number).first()
    if known is not None:
        if counted.drain() != known.sha256:
            raise refused(
                head.line,
                _("statement %(number)s was read already, from another file") % {"number": head.number},
            )
        return known
    _follows(head)
    statement = BankStatement.objects.create(
        account=head.account,
        number=head.number,
        name=name[:120],
        form=form,
        currency=head.opening.currency,
        from_date=head.from_date,
        opening_minor=head.opening.minor,
        imported_by_id=actor.user_id or 0,
        imported_at=now,
    )
    _fill(statement, parts, head, counted)
    bus.publish(StatementImported(statement_id=statement.pk, happened_at=now))
    return statement


def _head(parts: Iterator[StatementPart], now: datetime) -> StatementHead:
    """Read the head, and take turns with whoever reads a statement of the same account."""
    head = next(parts, None)
    if not isinstance(head, StatementHead):
        raise refused(head.line if head else 1, _("the statement does not begin with its opening balance"))
    if not head.number or len(head.number) > 60:
        raise refused(head.line, _("the statement has no number"))
    ours = term_locked(local_date(now), head.opening.currency).payer_rib
    if head.account != ours:
        raise refused(head.line, _("the account is not ours: …%(ending)s") % {"ending": head.account[-6:]})
    return head


def _follows(head: StatementHead) -> None:
    before = BankStatement.objects.filter(account=head.account).order_by("-to_date", "-pk").first()
    if before is None:
        return
    if before.to_date is not None and head.from_date < before.to_date:
        raise refused(
            head.line, _("statement %(number)s ends later than this one begins") % {"number": before.number}
        )
    if before.closing != head.opening:
        raise refused(
            head.line,
            _("statement %(number)s ended with %(closing)s and this one begins with %(opening)s")
            % {
                "number": before.number,
                "closing": before.closing.amount,
                "opening": head.opening.amount,
            },
        )


def _fill(
    statement: BankStatement, parts: Iterator[StatementPart], head: StatementHead, counted: CountedFile
) -> None:
    total, count = head.opening, 0
    tail: StatementTail | None = None
    while some := list(islice(parts, BATCH)):
        rows: list[BankEntry] = []
        for part in some:
            if tail is not None or isinstance(part, StatementHead):
                raise refused(part.line, _("something follows the closing balance"))
            if isinstance(part, StatementTail):
                tail = part
                continue
            rows.append(_entry(statement, part))
            total += part.amount
        BankEntry.objects.bulk_create(rows)
        count += len(rows)
    tail = _checked(tail, total, count, counted)
    if tail.to_date < head.from_date:
        raise refused(tail.line, _("the statement ends before it begins"))
    statement.to_date = tail.to_date
    statement.closing_minor = tail.closing.minor
    statement.entry_count = count
    statement.sha256 = counted.sha256
    statement.save(update_fields=["to_date", "closing_minor", "entry_count", "sha256"])


def _checked(tail: StatementTail | None, total: Money, count: int, counted: CountedFile) -> StatementTail:
    if tail is None:
        raise refused(counted.line or 1, _("the closing balance is missing: the file was cut off"))
    if tail.closing.currency != total.currency or tail.closing != total:
        raise refused(
            tail.line,
            _("opening balance and movements make %(found)s, the closing balance says %(said)s")
            % {"found": total.amount, "said": tail.closing.amount},
        )
    if tail.count is not None and tail.count != count:
        raise refused(
            tail.line,
            _("the file says %(said)d movements and holds %(found)d") % {"said": tail.count, "found": count},
        )
    return tail


def _entry(statement: BankStatement, row: StatementRow) -> BankEntry:
    if row.amount.currency != statement.currency or not row.amount:
        raise refused(row.line, _("the amount is nothing, or in another currency"))
    if row.day < statement.from_date:
        raise refused(row.line, _("the movement is older than the statement"))
    return BankEntry(
        statement=statement,
        line=row.line,
        booked_date=row.day,
        amount_minor=row.amount.minor,
        currency=row.amount.currency,
        bank_reference=row.bank_reference[:80],
        counterparty=row.counterparty[:140],
        text=row.text[:600],
    )
