"""The bank's word and what does not agree with the books, for staff in charge of cash."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require
from orders.models.bank import BankEntry, BankStatement, Break
from orders.policies import may_confirm_payment, may_see_breaks
from orders.states import BreakReason, BreakSource, BreakState, EntryState, StatementForm


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One bank statement in a list."""

    statement_id: int
    number: str
    account_ending: str
    form: StatementForm
    from_date: date
    to_date: date | None
    opening: Money
    closing: Money
    entry_count: int
    open_count: int
    waiting_count: int
    imported_by: str
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class MovementRow:
    """One movement of a statement."""

    entry_id: int
    booked_date: date
    amount: Money
    bank_reference: str
    counterparty: str
    text: str
    state: EntryState
    subject: str
    break_id: int | None


@dataclass(frozen=True, slots=True)
class BreakRow:
    """One thing that does not agree."""

    break_id: int
    key: str
    source: BreakSource
    reason: BreakReason
    subject: str
    expected: Money | None
    found: Money | None
    state: BreakState
    owner_id: int | None
    owner: str
    note: str
    opened_at: datetime
    deadline_date: date
    resolution: str
    resolved_at: datetime | None
    resolved_by: str
    movement: MovementRow | None

    def is_late(self, today: date) -> bool:
        """Say whether its day has passed and nobody has resolved it."""
        return self.state == BreakState.OPEN and self.deadline_date < today


def statements_read(*, actor: Actor, after: str = "", first: int = 50) -> Page[StatementRow]:
    """
    Return bank statements, the newest first, in one query.

    :raises NotAllowed: if the actor is not in charge of cash
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    require(may_confirm_payment(actor), _("Only staff in charge of cash may do this."))
    rows = _statements()
    if after:
        (last,) = keys_of(after, [int])
        rows = rows.filter(pk__lt=last)
    size = page_size(first)
    found = [_statement_row(row) for row in rows.order_by("-pk")[: size + 1]]
    return page_of(found, first=size, keys=lambda row: (row.statement_id,))


def statement_movements(
    *, actor: Actor, statement_id: int, state: str = "", after: str = "", first: int = 50
) -> tuple[StatementRow, Page[MovementRow]]:
    """
    Return a statement with its movements in the order of the file; two queries.

    :raises NotAllowed: if the actor is not in charge of cash
    :raises NotFound: if there is no such statement, or no such state
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    require(may_confirm_payment(actor), _("Only staff in charge of cash may do this."))
    statement = _statements().filter(pk=statement_id).first()
    if statement is None or (state and state not in EntryState.values):
        raise NotFound(_("There is no such statement."), field="statement")
    rows = BankEntry.objects.filter(statement=statement.pk).select_related("open_break")
    if state:
        rows = rows.filter(state=state)
    if after:
        (last,) = keys_of(after, [int])
        rows = rows.filter(pk__gt=last)
    size = page_size(first)
    found = [movement_row(row) for row in rows.order_by("pk")[: size + 1]]
    return _statement_row(statement), page_of(found, first=size, keys=lambda row: (row.entry_id,))


def _statements() -> Any:
    counted = {
        "open_count": Count("entries", filter=Q(entries__state=EntryState.OPEN)),
        "waiting_count": Count("entries", filter=Q(entries__state=EntryState.NEW)),
    }
    return BankStatement.objects.select_related("imported_by").annotate(**counted)


def _statement_row(row: Any) -> StatementRow:
    return StatementRow(
        statement_id=row.pk,
        number=row.number,
        account_ending=row.account[-4:],
        form=StatementForm(row.form),
        from_date=row.from_date,
        to_date=row.to_date,
        opening=row.opening,
        closing=row.closing,
        entry_count=row.entry_count,
        open_count=row.open_count,
        waiting_count=row.waiting_count,
        imported_by=str(row.imported_by),
        imported_at=row.imported_at,
    )


def movement_row(row: BankEntry) -> MovementRow:
    """Return a movement as pages show it."""
    found: Break | None = getattr(row, "open_break", None)
    return MovementRow(
        entry_id=row.pk,
        booked_date=row.booked_date,
        amount=row.amount,
        bank_reference=row.bank_reference,
        counterparty=row.counterparty,
        text=row.text,
        state=EntryState(row.state),
        subject=row.subject,
        break_id=found.pk if found is not None else None,
    )


def breaks_listed(
    *,
    actor: Actor,
    state: str = "open",
    source: str = "",
    mine: bool = False,
    after: str = "",
    first: int = 50,
) -> Page[BreakRow]:
    """
    Return breaks, those with the nearest deadline first, in one query.

    :raises NotAllowed: if the actor neither keeps cash nor audits
    :raises NotFound: if there is no such state or source
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    require(may_see_breaks(actor), _("Only staff in charge of cash may do this."))
    if state not in BreakState.values or (source and source not in BreakSource.values):
        raise NotFound(_("There is no such list."), field="state")
    rows = _breaks().filter(state=state)
    if source:
        rows = rows.filter(source=source)
    if mine:
        rows = rows.filter(owner=actor.user_id)
    if after:
        deadline, last = keys_of(after, [date, int])
        rows = rows.filter(Q(deadline_date__gt=deadline) | Q(deadline_date=deadline, pk__gt=last))
    size = page_size(first)
    found = [_break_row(row) for row in rows.order_by("deadline_date", "pk")[: size + 1]]
    return page_of(found, first=size, keys=lambda row: (row.deadline_date, row.break_id))


def breaks_open(*, actor: Actor) -> Mapping[str, int]:
    """
    Return how many breaks are open, by their source.

    :raises NotAllowed: if the actor neither keeps cash nor audits
    """
    require(may_see_breaks(actor), _("Only staff in charge of cash may do this."))
    rows = Break.objects.filter(state=BreakState.OPEN).values_list("source").annotate(Count("pk"))
    return dict(rows.order_by("source"))


def break_shown(*, actor: Actor, break_id: int) -> BreakRow:
    """
    Return one break, in one query.

    :raises NotAllowed: if the actor neither keeps cash nor audits
    :raises NotFound: if there is no such break
    """
    require(may_see_breaks(actor), _("Only staff in charge of cash may do this."))
    row = _breaks().filter(pk=break_id).first()
    if row is None:
        raise NotFound(_("There is no such break."), field="break")
    return _break_row(row)


def _breaks() -> Any:
    return Break.objects.select_related("owner", "resolved_by", "bank_entry")


def _break_row(row: Break) -> BreakRow:
    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, row.currency)

    return BreakRow(
        break_id=row.pk,
        key=row.key,
        source=BreakSource(row.source),
        reason=BreakReason(row.reason),
        subject=row.subject,
        expected=money(row.expected_minor),
        found=money(row.found_minor),
        state=BreakState(row.state),
        owner_id=row.owner_id,
        owner=str(row.owner or ""),
        note=row.note,
        opened_at=row.opened_at,
        deadline_date=row.deadline_date,
        resolution=row.resolution,
        resolved_at=row.resolved_at,
        resolved_by=str(row.resolved_by or ""),
        movement=movement_row(row.bank_entry) if row.bank_entry is not None else None,
    )
