"""Questions to the books, each answered by SQL in one statement. Signs are natural: debit +, credit −."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, F, Func, Min, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from marketplace.kernel.money import BASE_CURRENCY, Money
from marketplace.ledger.chart import currency_of
from marketplace.ledger.models import Entry, Posting


@dataclass(frozen=True, slots=True)
class PostingRow:
    """One posting with the entry that it belongs to."""

    posting_id: int
    entry_id: int
    key: str
    reason: str
    reference: str
    account: str
    subject: str
    amount: Money
    happened_at: datetime
    recorded_at: datetime
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SubjectMove:
    """What moved a subject's balance on an account, and who did it."""

    posting_id: int
    reason: str
    reference: str
    actor: str
    amount: Money
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One side of an entry."""

    account: str
    amount: Money
    subject: str


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry with all its lines."""

    entry_id: int
    key: str
    reason: str
    reference: str
    actor: str
    happened_at: datetime
    recorded_at: datetime
    facts: dict[str, Any]
    lines: tuple[EntryLine, ...]


@dataclass(frozen=True, slots=True)
class Subselect:
    """A SELECT for a set-based statement of an upper package to stand on; its columns are part of the contract."""

    sql: str
    params: tuple[Any, ...]


POSTING_COLUMNS = (
    "pk",
    "entry_id",
    "entry__key",
    "entry__reason",
    "entry__reference",
    "account__code",
    "subject",
    "amount_minor",
    "currency",
    "entry__happened_at",
    "entry__recorded_at",
    "entry__facts",
)


def posting_row(row: tuple[Any, ...]) -> PostingRow:
    """Return what was read by POSTING_COLUMNS as a posting."""
    (
        posting_id,
        entry_id,
        key,
        reason,
        reference,
        account,
        subject,
        *amount,
        happened_at,
        recorded_at,
        facts,
    ) = row
    return PostingRow(
        posting_id,
        entry_id,
        key,
        reason,
        reference,
        account,
        subject,
        Money(*amount),
        happened_at,
        recorded_at,
        facts,
    )


def _postings(at: datetime | None) -> QuerySet[Posting]:
    postings = Posting.objects.all()
    return postings if at is None else postings.filter(entry__happened_at__lte=at)


def balance(account: str, *, subject: str | None = None, at: datetime | None = None) -> Money:
    """
    Return the balance of an account, or of one subject in it, now or as of what had happened by `at`.

    :raises InvalidInput: if the account's currency is not one we handle
    """
    postings = _postings(at).filter(account__code=account)
    if subject is not None:
        postings = postings.filter(subject=subject)
    return Money(postings.aggregate(total=Sum("amount_minor"))["total"] or 0, currency_of(account))


def subject_balances(account: str, subjects: Sequence[str]) -> dict[str, Money]:
    """Return the balance of each of these subjects in an account, nothing posted being zero; one statement."""
    currency = currency_of(account)
    rows = (
        Posting.objects.filter(account__code=account, subject__in=list(subjects))
        .values_list("subject")
        .annotate(total=Sum("amount_minor"))
    )
    found = {subject: Money(total, currency) for subject, total in rows}
    return {subject: found.get(subject, Money.zero(currency)) for subject in subjects}


def subject_balance(accounts: Sequence[str], subject: str) -> Combinable:
    """
    Return, for lists of rows, the expression of what stands in these accounts under each row's subject, minor units.

    :param subject: the annotation of the rows that says what the ledger calls each
    """
    own = Posting.objects.filter(account__code__in=list(accounts), subject=OuterRef(subject))
    total = own.order_by().values("subject").annotate(total=Sum("amount_minor")).values("total")
    return Coalesce(Subquery(total), Value(0), output_field=BigIntegerField())


def subject_moves(account: str, subjects: Sequence[str]) -> dict[str, list[SubjectMove]]:
    """Return what moved each of these subjects in an account, in the order of posting; one statement."""
    rows = (
        Posting.objects.filter(account__code=account, subject__in=list(subjects))
        .order_by("pk")
        .values_list(
            "subject",
            "pk",
            "entry__reason",
            "entry__reference",
            "entry__actor",
            "amount_minor",
            "currency",
            "entry__happened_at",
        )
    )
    found: dict[str, list[SubjectMove]] = {}
    for subject, pk, reason, reference, actor, minor, currency, happened_at in rows:
        move = SubjectMove(pk, reason, reference, actor, Money(minor, currency), happened_at)
        found.setdefault(subject, []).append(move)
    return found


def balances(prefix: str = "", *, at: datetime | None = None) -> dict[str, Money]:
    """Return the balance of every account that has postings and whose code begins with `prefix`, by code."""
    rows = (
        _postings(at)
        .filter(account__code__startswith=prefix)
        .values_list("account__code", "account__currency")
        .annotate(total=Sum("amount_minor"))
        .order_by("account__code")
    )
    return {code: Money(total, currency) for code, currency, total in rows}


def open_subjects(account: str, *, at: datetime | None = None) -> list[tuple[str, Money]]:
    """Return the subjects of an account that are not at zero, in the order in which they first appeared."""
    rows = (
        _postings(at)
        .filter(account__code=account)
        .values_list("subject")
        .annotate(total=Sum("amount_minor"), first=Min("pk"))
        .exclude(total=0)
        .order_by("first")
    )
    return [(subject, Money(total, currency_of(account))) for subject, total, _first in rows]


def open_subjects_of(prefix: str, *, at: datetime | None = None) -> list[tuple[str, str, Money]]:
    """Return (account, subject, balance) for all that is not at zero in the accounts that begin with `prefix`."""
    rows = (
        _postings(at)
        .filter(account__code__startswith=prefix)
        .values_list("account__code", "subject", "currency")
        .annotate(total=Sum("amount_minor"))
        .exclude(total=0)
        .order_by("account__code", "subject")
    )
    return [(code, subject, Money(total, currency)) for code, subject, currency, total in rows]


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """What is not at zero in an account: how many subjects, their sum, and since when the oldest."""

    account: str
    count: int
    total: Money
    oldest: datetime


def entries_touching(account: str, *, since: datetime, until: datetime) -> list[tuple[str, str, Money]]:
    """Return (key, reference, sum) of the entries that moved an account from one moment to another, oldest first."""
    rows = (
        Posting.objects.filter(
            account__code=account, entry__happened_at__gte=since, entry__happened_at__lt=until
        )
        .values_list("entry__key", "entry__reference", "currency")
        .annotate(total=Sum("amount_minor"), first=Min("pk"))
        .order_by("first")
    )
    return [(key, reference, Money(total, currency)) for key, reference, currency, total, _first in rows]


def open_accounts(prefix: str, *, at: datetime | None = None) -> list[OpenAccount]:
    """Return the accounts that begin with `prefix` and hold something, with the age of what they hold; one query."""
    rows = (
        _postings(at)
        .filter(account__code__startswith=prefix)
        .values_list("account__code", "subject", "currency")
        .annotate(total=Sum("amount_minor"), first=Min("entry__happened_at"))
        .exclude(total=0)
        .order_by("account__code", "first")
    )
    found: dict[str, OpenAccount] = {}
    for code, _subject, currency, total, first in rows:
        before = found.get(code) or OpenAccount(code, 0, Money.zero(currency), first)
        found[code] = OpenAccount(
            code, before.count + 1, before.total + Money(total, currency), before.oldest
        )
    return list(found.values())


def postings_of(
    account: str, *, after_id: int = 0, until: datetime | None = None, limit: int | None = None
) -> list[PostingRow]:
    """Return the postings of an account in the order of posting, after an id, that happened by `until`."""
    rows = (
        _postings(until)
        .filter(account__code=account, pk__gt=after_id)
        .order_by("pk")
        .values_list(*POSTING_COLUMNS)
    )
    return [posting_row(row) for row in (rows if limit is None else rows[:limit])]


def postings_by_id(posting_ids: Sequence[int]) -> dict[int, PostingRow]:
    """Return postings by their ids."""
    rows = Posting.objects.filter(pk__in=posting_ids).values_list(*POSTING_COLUMNS)
    return {row[0]: posting_row(row) for row in rows}


def _entries(entries: QuerySet[Entry]) -> Iterator[EntryRow]:
    for entry in entries.prefetch_related("postings__account"):
        lines = sorted(entry.postings.all(), key=lambda posting: posting.pk)
        yield EntryRow(
            entry.pk,
            entry.key,
            entry.reason,
            entry.reference,
            entry.actor,
            entry.happened_at,
            entry.recorded_at,
            entry.facts,
            tuple(
                EntryLine(line.account.code, Money(line.amount_minor, line.currency), line.subject)
                for line in lines
            ),
        )


def entries_of(reference: str) -> list[EntryRow]:
    """Return the entries about one thing ("order:<uuid>", "payout:<id>"), in the order of posting."""
    return list(_entries(Entry.objects.filter(reference=reference).order_by("pk")))


def traces(references: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return, by reference, the keys of its entries with what each moves: the sum of its debits in minor units."""
    rows = (
        Posting.objects.filter(entry__reference__in=references, amount_minor__gt=0)
        .values_list("entry__reference", "entry__key")
        .annotate(total=Sum("amount_minor"))
    )
    found: dict[str, dict[str, int]] = {}
    for reference, key, total in rows:
        found.setdefault(reference, {})[key] = total
    return found


def entry_by_key(key: str) -> EntryRow | None:
    """Return the entry of that key, if it was posted."""
    return next(_entries(Entry.objects.filter(key=key)), None)


def entries_by_id(entry_ids: Sequence[int]) -> dict[int, EntryRow]:
    """Return entries with all their lines, by their ids."""
    return {row.entry_id: row for row in _entries(Entry.objects.filter(pk__in=entry_ids))}


def entries_known(keys: Sequence[str]) -> set[str]:
    """Return which of these keys stand in the books."""
    return set(Entry.objects.filter(key__in=keys).values_list("key", flat=True))


def facts_by_key(keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the facts of entries by their keys."""
    return dict(Entry.objects.filter(key__in=keys).values_list("key", "facts"))


def posting_ids(key: str, account: str) -> list[int]:
    """Return the postings that the entry of a key makes on an account."""
    found = Posting.objects.filter(entry__key=key, account__code=account)
    return list(found.order_by("pk").values_list("pk", flat=True))


def journal(*, after_id: int = 0, limit: int = 50) -> list[EntryRow]:
    """Return entries in the order of posting, after an id."""
    return list(_entries(Entry.objects.filter(pk__gt=after_id).order_by("pk")[:limit]))


def trial_balance(at: datetime | None = None) -> dict[str, tuple[Money, Money]]:
    """Return (sum of debits, sum of credits as a negative amount) of each account by code."""
    rows = (
        _postings(at)
        .values_list("account__code", "currency", "amount_minor")
        .values("account__code", "currency")
        .annotate(
            debit=Sum(Func(F("amount_minor"), Value(0), function="GREATEST", output_field=BigIntegerField())),
            credit=Sum(Func(F("amount_minor"), Value(0), function="LEAST", output_field=BigIntegerField())),
        )
        .order_by("account__code")
    )
    return {
        row["account__code"]: (Money(row["debit"], row["currency"]), Money(row["credit"], row["currency"]))
        for row in rows
    }


def total_per_currency() -> dict[str, Money]:
    """Return the sum of all postings by currency; anything but zero means that the books were tampered with."""
    rows = Posting.objects.values_list("currency").annotate(total=Sum("amount_minor"))
    return {currency: Money(total, currency) for currency, total in rows} or {BASE_CURRENCY: Money.zero()}
