"""What will I be paid next, and what is not in it yet, and why: sums by reason, to be said in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import BASE_CURRENCY, Money
from marketplace.kernel.policy import require
from marketplace.payouts.calendar import day_begins, local_date, next_due_date
from marketplace.payouts.explanations import Waiting
from marketplace.payouts.policies import may_see_earnings
from marketplace.payouts.selectors.rows import term_on
from marketplace.payouts.sentences import Sentence
from orders.models.order import SubOrder
from orders.postings import net_of
from orders.selectors.waiting import READ, waiting_of

# Who holds the cash, or when exactly a period ends, is said of each sale; here sales of one reason are one sum
SUMMED = {
    "with_courier": gettext_noop("the cash is with couriers"),
    "declared": gettext_noop("couriers have declared the cash and not handed it in"),
    "at_desk": gettext_noop("the cash lies at a desk and is not at the bank yet"),
    "at_bank": gettext_noop("the cash was handed to the bank and is not on its statement yet"),
    "short": gettext_noop("cash is missing; it is claimed from whoever held it, not from you"),
    "transfer_expected": gettext_noop("the customer's money has not arrived yet"),
    "compensation": gettext_noop("the parcel was lost; whoever lost it pays your goods, and has not yet"),
    "withdrawal_period": gettext_noop("the customers may still withdraw"),
    "withdrawal_ends": gettext_noop("the time for withdrawal ends before that day, so it may still be in it"),
    "other": gettext_noop("the sale is not closed yet"),
}


@dataclass(frozen=True, slots=True)
class LaterSum:
    """Sales that are not in the next payout, for one reason; `is_close` says that they may still come into it."""

    reason: str
    count: int
    total: Money
    oldest: datetime
    is_close: bool

    def sentence(self) -> Sentence:
        """Say it in the words of any language."""
        return Sentence(SUMMED[self.reason])


@dataclass(frozen=True, slots=True)
class NextPayout:
    """When money is paid next, until when sales may join it, and what stays out."""

    due_date: date
    cut_off_at: datetime
    later: tuple[LaterSum, ...]

    @property
    def later_total(self) -> Money:
        """All that is earned and not in it."""
        total = Money.zero(BASE_CURRENCY)
        for each in self.later:
            total += each.total
        return total


def next_payout(*, actor: Actor, organisation_id: int, at: datetime) -> NextPayout:
    """
    Return the next date of payment and what of the delivered sales is not in it, by reason; two queries.

    :raises NotAllowed: if the actor is no member and does not handle settlements
    :raises NotFound: if nothing says when settlements are due
    """
    require(may_see_earnings(actor, organisation_id), _("These earnings are not yours to see."))
    today = local_date(at)
    term = term_on(today, BASE_CURRENCY)
    due = next_due_date(term.days, today)
    cut_off = day_begins(due) - timedelta(hours=term.cut_off_hours)
    rows = SubOrder.objects.filter(
        ~Q(delivered_at=None, lost_at=None), organisation_id=organisation_id, matured_at=None
    ).select_related(*READ)
    sums: dict[str, list[SubOrder]] = {}
    for row in rows.order_by(Coalesce("delivered_at", "lost_at"), "pk"):
        if net_of(row):
            sums.setdefault(_reason(waiting_of(row), cut_off), []).append(row)
    later = [_sum(reason, some) for reason, some in sums.items()]
    return NextPayout(due, cut_off, tuple(sorted(later, key=lambda each: (not each.is_close, each.reason))))


def _reason(waiting: Waiting | None, cut_off: datetime) -> str:
    if waiting is None or waiting.reason not in SUMMED:
        return "other"
    if waiting.reason == "withdrawal_period" and waiting.until is not None and waiting.until < cut_off:
        return "withdrawal_ends"
    return waiting.reason


def _sum(reason: str, rows: Sequence[SubOrder]) -> LaterSum:
    total = Money.zero(BASE_CURRENCY)
    for row in rows:
        total += net_of(row)
    oldest = min(row.earned_at for row in rows if row.earned_at is not None)
    return LaterSum(reason, len(rows), total, oldest, is_close=reason == "withdrawal_ends")
