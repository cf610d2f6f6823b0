"""Which postings of payable accounts nobody has settled, as a set."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, Exists, F, Func, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast

from marketplace.kernel.money import Money
from marketplace.ledger.chart import currency_of
from marketplace.ledger.models import Posting
from marketplace.ledger.selectors import POSTING_COLUMNS, PostingRow, Subselect, posting_row


def _part_of_code(place: int) -> Func:
    """The part of an account's code between two colons; the third has statistics of its own (an index on it)."""
    return Func(F("account__code"), Value(":"), Value(place), function="split_part", output_field=CharField())


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclaimed:
    """
    Which postings of payable accounts nobody has settled.

    Found by a list of what waits, which whoever claims keeps (not by a mark of the last id): a posting that commits
    late with a smaller id is found as well, and what was claimed in all the years before costs nothing.
    """

    # Rows with the columns `posting_id` and `account_id`
    waiting: QuerySet[Any]
    # What is owed to somebody counts if it happened before this moment; None leaves it out
    credits_before: datetime | None
    # What is to be taken off counts if it happened by this moment
    debits_until: datetime

    def _rows(self) -> QuerySet[Posting]:
        counted = Q(amount_minor__gt=0, entry__happened_at__lte=self.debits_until)
        if self.credits_before is not None:
            counted |= Q(amount_minor__lt=0, entry__happened_at__lt=self.credits_before)
        waits = self.waiting.filter(posting_id=OuterRef("pk"), account_id=OuterRef("account_id"))
        return Posting.objects.filter(counted).filter(Exists(waits))

    def select(self, *, affixes: tuple[str, str]) -> Subselect:
        """
        Return them as a SELECT for a statement that works on all of them as a set.

        Its columns: posting_id, organisation_id (the number in the account's code), amount_minor, currency.

        :param affixes: how the codes of the accounts begin and end, see `chart.available_affixes`
        """
        rows = (
            self._rows()
            .annotate(purpose=_part_of_code(3))
            .filter(account__code__startswith=affixes[0], purpose=affixes[1].removeprefix(":"))
            .annotate(
                posting_id=F("pk"),
                organisation_id=Cast(_part_of_code(2), BigIntegerField()),
            )
            .values("posting_id", "organisation_id", "amount_minor", "currency")
        )
        sql, params = rows.query.sql_with_params()
        return Subselect(sql, params)

    def total(self, account: str) -> Money:
        """Return the sum of an account's unclaimed postings."""
        total = self._rows().filter(account__code=account).aggregate(total=Sum("amount_minor"))["total"]
        return Money(total or 0, currency_of(account))

    def postings(self, account: str, *, after_id: int = 0, limit: int = 50) -> list[PostingRow]:
        """Return the first unclaimed postings of an account after an id."""
        rows = self._rows().filter(account__code=account, pk__gt=after_id).order_by("pk")
        return [posting_row(row) for row in rows.values_list(*POSTING_COLUMNS)[:limit]]
