"""The auditor's questions: every balance of any date recomputed from the postings, the journal, the chain."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import orjson
from django.db.models import Count, Max, Q, Sum
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.formats import COUNTRY_ZONE
from marketplace.kernel.money import Money
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require
from marketplace.ledger.chain import sealed_entries
from marketplace.ledger.models import AccountKind, DailyRoot, Entry, Posting, Seal, Unsealed
from marketplace.ledger.policies import may_audit
from marketplace.ledger.selectors import EntryRow, entries_by_id


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One account on a day: what was posted on both sides until then, and what is left."""

    account: str
    kind: AccountKind
    debit: Money
    credit: Money
    count: int

    @property
    def balance(self) -> Money:
        """Debits less credits."""
        return self.debit - self.credit


@dataclass(frozen=True, slots=True)
class SealRow:
    """Where an entry stands in the chain."""

    position: int
    previous_hash: str
    hash: str
    sealed_at: datetime


@dataclass(frozen=True, slots=True)
class RootRow:
    """The head of the chain when a day had ended."""

    day: date
    position: int
    hash: str
    entry_count: int


@dataclass(frozen=True, slots=True)
class ChainState:
    """How far the chain reaches and what waits."""

    count: int
    head: str
    waiting: int
    roots: tuple[RootRow, ...]


def day_ends(day: date) -> datetime:
    """Return the moment at which a date has ended in Morocco."""
    return datetime.combine(day + timedelta(days=1), time.min, COUNTRY_ZONE)


def _demand(actor: Actor) -> None:
    require(may_audit(actor), _("Only auditors may read all books."))


def audit_balances(*, actor: Actor, day: date) -> list[BalanceRow]:
    """
    Return every account as it stood when a day had ended, recomputed from its postings; one query.

    :raises NotAllowed: if the actor may not audit
    """
    _demand(actor)
    rows = (
        Posting.objects.filter(entry__happened_at__lt=day_ends(day))
        .values_list("account__code", "account__kind", "currency")
        .annotate(
            debit=Sum("amount_minor", filter=Q(amount_minor__gt=0), default=0),
            credit=Sum("amount_minor", filter=Q(amount_minor__lt=0), default=0),
            count=Count("pk"),
        )
        .order_by("account__code")
    )
    return [
        BalanceRow(code, AccountKind(kind), Money(debit, currency), Money(-credit, currency), count)
        for code, kind, currency, debit, credit, count in rows
    ]


def audit_journal(
    *, actor: Actor, day: date, account: str = "", after: str = "", first: int = 30
) -> Page[EntryRow]:
    """
    Return entries that had happened when a day had ended, newest first, all or those of an account; four queries.

    :raises NotAllowed: if the actor may not audit
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    _demand(actor)
    rows = Entry.objects.filter(happened_at__lt=day_ends(day))
    if account:
        rows = rows.filter(postings__account__code=account).distinct()
    if after:
        (last,) = keys_of(after, [int])
        rows = rows.filter(pk__lt=last)
    size = page_size(first)
    ids = list(rows.order_by("-pk").values_list("pk", flat=True)[: size + 1])
    found = entries_by_id(ids)
    return page_of([found[pk] for pk in ids], first=size, keys=lambda row: (row.entry_id,))


def audit_entry(*, actor: Actor, entry_id: int) -> tuple[EntryRow, SealRow | None]:
    """
    Return one entry with its place in the chain.

    :raises NotAllowed: if the actor may not audit
    :raises NotFound: if there is no such entry
    """
    _demand(actor)
    entry = entries_by_id([entry_id]).get(entry_id)
    if entry is None:
        raise NotFound(_("There is no such entry."), field="entry")
    seal = Seal.objects.filter(entry=entry_id).first()
    if seal is None:
        return entry, None
    return entry, SealRow(seal.position, seal.previous_hash, seal.hash, seal.sealed_at)


def audit_chain(*, actor: Actor, roots: int = 31) -> ChainState:
    """
    Return the head of the chain, what waits to be sealed, and the newest daily roots; four queries.

    :raises NotAllowed: if the actor may not audit
    """
    _demand(actor)
    count = Seal.objects.aggregate(last=Max("position"))["last"] or 0
    head = Seal.objects.filter(position=count).values_list("hash", flat=True).first() or ""
    return ChainState(
        count=count,
        head=head,
        waiting=Unsealed.objects.count(),
        roots=tuple(
            RootRow(root.day, root.position, root.hash, root.entry_count)
            for root in DailyRoot.objects.order_by("-day")[:roots]
        ),
    )


def audit_file(*, actor: Actor) -> Iterator[bytes]:
    """
    Return the whole journal as JSON lines, from which anybody can recompute the chain with SHA-256 alone.

    Each line holds `content` as the text that was hashed, `previous_hash`, `hash` and `position`; the daily roots
    follow. Memory does not grow with the journal.

    :raises NotAllowed: if the actor may not audit
    """
    _demand(actor)
    return _lines()


def _lines() -> Iterator[bytes]:
    rule = "hash = sha256(previous_hash + content), in hexadecimal; the first previous_hash is 64 zeros"
    yield orjson.dumps({"kind": "journal", "version": 1, "rule": rule}) + b"\n"
    for sealed in sealed_entries():
        yield (
            orjson.dumps(
                {
                    "kind": "entry",
                    "position": sealed.position,
                    "previous_hash": sealed.previous_hash,
                    "hash": sealed.hash,
                    "sealed_at": sealed.sealed_at,
                    "content": None if sealed.content is None else sealed.content.decode(),
                }
            )
            + b"\n"
        )
    for root in DailyRoot.objects.order_by("day").iterator():
        row = {"kind": "root", "day": root.day, "position": root.position, "hash": root.hash}
        yield orjson.dumps(row) + b"\n"
