"""What an organisation has earned: what is still maturing, what comes with the next payout, what was paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import BASE_CURRENCY, Money
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require
from marketplace.ledger import chart
from marketplace.ledger.open_subjects import maturing_postings, maturing_total
from marketplace.ledger.selectors import PostingRow
from marketplace.payouts.calendar import local_date, next_due_date
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.models.settlement import Statement
from marketplace.payouts.policies import may_see_earnings
from marketplace.payouts.selectors.holds import HoldRow, holds_of
from marketplace.payouts.selectors.rows import term_on, unsettled, usable_accounts
from marketplace.payouts.selectors.settlements import LineRow
from marketplace.payouts.states import Outcome, PayoutState, RunState


@dataclass(frozen=True, slots=True)
class Bucket:
    """A sum and the first of the lines that make it up."""

    total: Money
    lines: tuple[LineRow, ...]


@dataclass(frozen=True, slots=True)
class Earnings:
    """
    All money of an organisation at a moment, each dirham in one place only.

    `maturing`: earned and not yet payable; each line's `subject` ("sub-order:<uuid>") is the hook by which the upper
    floors say why (see `explanations.explain_waiting`). `available`: payable and on no statement yet. `in_draft`: on a
    statement that waits for its approval. `in_transit`: sent or about to be. `paid`: confirmed by the bank.
    """

    maturing: Bucket
    available: Bucket
    held: tuple[HoldRow, ...]
    in_draft: Money
    in_transit: Money
    paid: Money
    next_due_date: date
    # What the next payout would be if nothing else happened, and what becomes of it
    expected: Money
    expected_outcome: Outcome
    minimum: Money


@dataclass(frozen=True, slots=True)
class Expected:
    """What the next payout would be if nothing else happened: what is payable, what becomes of it, and when."""

    available: Money
    outcome: Outcome
    next_due_date: date
    minimum: Money

    @property
    def expected(self) -> Money:
        """What would be paid."""
        return self.available if self.outcome == Outcome.PAYABLE else Money.zero(self.available.currency)


def expected_of(
    *, actor: Actor, organisation_id: int, at: datetime, currency: str = BASE_CURRENCY
) -> Expected:
    """
    Return what an organisation is paid next, in three queries: no list, so that a long history costs little.

    :raises NotAllowed: if the actor is no member and does not handle settlements
    :raises NotFound: if nothing says when settlements in this currency are due
    """
    require(may_see_earnings(actor, organisation_id), _("These earnings are not yours to see."))
    term = term_on(local_date(at), currency)
    open_now = unsettled(credits_before=at, debits_until=at)
    available = -open_now.total(chart.payable_available(organisation_id, currency))
    has_account = usable_accounts(at).filter(organisation_id=organisation_id).exists()
    return Expected(
        available,
        outcome_of(available, term.minimum, has_account=has_account),
        next_due_date(term.days, local_date(at)),
        term.minimum,
    )


def earnings_of(
    *, actor: Actor, organisation_id: int, at: datetime, currency: str = BASE_CURRENCY, first: int = 20
) -> Earnings:
    """
    Return where all money of an organisation stands, in ten queries.

    :raises NotAllowed: if the actor is no member and does not handle settlements
    :raises NotFound: if nothing says when settlements in this currency are due
    """
    coming = expected_of(actor=actor, organisation_id=organisation_id, at=at, currency=currency)
    available_account = chart.payable_available(organisation_id, currency)
    open_now = unsettled(credits_before=at, debits_until=at)
    payouts = dict(
        Payout.objects.filter(organisation_id=organisation_id, currency=currency)
        .values_list("state")
        .annotate(total=Sum("amount_minor"))
    )
    in_transit = payouts.get(PayoutState.READY, 0) + payouts.get(PayoutState.EXPORTED, 0)
    drafted = Statement.objects.filter(
        organisation_id=organisation_id,
        currency=currency,
        outcome=Outcome.PAYABLE,
        run__state__in=(RunState.DRAFT, RunState.APPROVED),
    ).aggregate(total=Sum("total_minor"))["total"]
    return Earnings(
        maturing=Bucket(
            -maturing_total(organisation_id, currency, at=at),
            _lines(maturing_postings(organisation_id, currency, at=at, limit=first)),
        ),
        available=Bucket(coming.available, _lines(open_now.postings(available_account, limit=first))),
        held=holds_of(actor=actor, organisation_id=organisation_id, currency=currency),
        in_draft=Money(drafted or 0, currency),
        in_transit=Money(in_transit, currency),
        paid=Money(payouts.get(PayoutState.PAID, 0), currency),
        next_due_date=coming.next_due_date,
        expected=coming.expected,
        expected_outcome=coming.outcome,
        minimum=coming.minimum,
    )


def outcome_of(total: Money, minimum: Money, *, has_account: bool) -> Outcome:
    """Return what becomes of a total; the same rule stands in SQL in `services.postings_claim`."""
    if total.minor < 0:
        return Outcome.NEGATIVE
    if not total or total < minimum:
        return Outcome.BELOW_MINIMUM
    return Outcome.PAYABLE if has_account else Outcome.NO_ACCOUNT


def maturing_of(
    *,
    actor: Actor,
    organisation_id: int,
    at: datetime,
    currency: str = BASE_CURRENCY,
    after: str = "",
    first: int = 20,
) -> Page[LineRow]:
    """
    Return what is earned and not payable yet, oldest first, in one query.

    :raises NotAllowed: if the actor is no member and does not handle settlements
    :raises InvalidInput: if `after` or `first` is not usable
    """
    require(may_see_earnings(actor, organisation_id), _("These earnings are not yours to see."))
    limit = page_size(first) + 1
    rows = maturing_postings(organisation_id, currency, at=at, after_id=_after(after), limit=limit)
    return page_of(_lines(rows), first=first, keys=lambda row: (row.posting_id,))


def available_of(
    *,
    actor: Actor,
    organisation_id: int,
    at: datetime,
    currency: str = BASE_CURRENCY,
    after: str = "",
    first: int = 20,
) -> Page[LineRow]:
    """
    Return what is payable or to be taken off and on no statement yet, oldest first, in one query.

    :raises NotAllowed: if the actor is no member and does not handle settlements
    :raises InvalidInput: if `after` or `first` is not usable
    """
    require(may_see_earnings(actor, organisation_id), _("These earnings are not yours to see."))
    account = chart.payable_available(organisation_id, currency)
    rows = unsettled(credits_before=at, debits_until=at)
    found = rows.postings(account, after_id=_after(after), limit=page_size(first) + 1)
    return page_of(_lines(found), first=first, keys=lambda row: (row.posting_id,))


def _after(cursor: str) -> int:
    if not cursor:
        return 0
    (last,) = keys_of(cursor, (int,))
    return int(last)  # type: ignore[arg-type]


def _lines(rows: Sequence[PostingRow]) -> tuple[LineRow, ...]:
    return tuple(
        LineRow(0, row.posting_id, row.subject, -row.amount, row.happened_at, row.facts) for row in rows
    )
