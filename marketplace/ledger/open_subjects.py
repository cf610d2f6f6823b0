"""
What still matures on an organisation's account, at the cost of what is open and not of all there was (decision 300).

The database keeps which subjects are open now. What is not among them and was open at an earlier moment was posted to
since; both together are looked at, and the sums are of the postings themselves.
"""

from datetime import datetime

from django.db.models import Min, QuerySet, Sum

from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.models import OpenSubject, Posting
from marketplace.ledger.selectors import POSTING_COLUMNS, PostingRow, posting_row


def maturing_total(organisation_id: int, currency: str, *, at: datetime | None = None) -> Money:
    """Return the balance of an organisation's maturing account, now or as of what had happened by `at`; one query."""
    total = _postings(chart.payable_maturing(organisation_id, currency), at).aggregate(
        total=Sum("amount_minor")
    )["total"]
    return Money(total or 0, currency)


def maturing_postings(
    organisation_id: int, currency: str, *, at: datetime | None = None, after_id: int = 0, limit: int = 50
) -> list[PostingRow]:
    """Return the postings that opened what is not at zero there, oldest first: what is waiting and why; one query."""
    open_ones = (
        _postings(chart.payable_maturing(organisation_id, currency), at)
        .values("subject")
        .annotate(total=Sum("amount_minor"), first=Min("pk"))
        .exclude(total=0)
        .values("first")
    )
    rows = Posting.objects.filter(pk__in=open_ones, pk__gt=after_id).order_by("pk")
    return [posting_row(row) for row in rows.values_list(*POSTING_COLUMNS)[:limit]]


def _postings(account: str, at: datetime | None) -> QuerySet[Posting]:
    """Return what was posted by then under each subject that can have been open."""
    subjects = OpenSubject.objects.filter(account__code=account).values_list("subject")
    rows = Posting.objects.filter(account__code=account)
    if at is None:
        return rows.filter(subject__in=subjects)
    since = rows.filter(entry__happened_at__gt=at).values_list("subject")
    return rows.filter(entry__happened_at__lte=at, subject__in=subjects.union(since))
