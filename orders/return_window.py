"""Until when goods may be sent back: the law's days, or more where a seller grants them; never fewer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Term:
    """So many days from a date on, of the law (no organisation) or of a seller."""

    organisation_id: int | None
    from_date: date
    days: int


def last_day(terms: Iterable[Term], *, organisation_id: int, received_on: date) -> date:
    """
    Return the last day on which goods received on a day may be sent back without a reason.

    Of the law's terms and of the seller's own, the newest that had begun counts; of both, the longer.
    """
    newest: dict[int | None, Term] = {}
    for term in terms:
        applies = term.organisation_id in (None, organisation_id) and term.from_date <= received_on
        known = newest.get(term.organisation_id)
        if applies and (known is None or known.from_date < term.from_date):
            newest[term.organisation_id] = term
    return received_on + timedelta(days=max((term.days for term in newest.values()), default=0))
