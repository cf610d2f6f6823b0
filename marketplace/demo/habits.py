"""How cooperatives of the demonstration work: on which days they are closed, how much they can make."""

from datetime import datetime, timedelta

from django.utils import timezone

from logistics.services.capacity_set import capacity_set
from marketplace.cooperatives.services.closure_announce import closure_announce
from marketplace.cooperatives.states import ClosureReason
from marketplace.demo.alliances import speaking_for
from marketplace.demo.organisations import Country

# Which cooperative (counted from the end, where the small ones are), from which day on, how long, why, and whether
# what lies at the hub is sold meanwhile
CLOSED = (
    (-1, 0, 9, ClosureReason.HARVEST, False),
    (-2, 0, 4, ClosureReason.FEAST, True),
    (0, 24, 6, ClosureReason.REST, True),
)


# Which cooperative can make how much of everything, in what time (pieces, or grams)
LIMITED = ((0, "week", "kg", 60_000), (1, "day", "piece", 12))


def capacities_make(country: Country, *, now: datetime) -> int:
    """Let some cooperatives say how much they can make; return how many."""
    for which, per, measure, most in LIMITED:
        own = country.cooperatives[which]
        capacity_set(
            actor=speaking_for(own),
            organisation_id=own.pk,
            product_id=None,
            per=per,
            measure=measure,
            most=most,
            now=now,
        )
    return len(LIMITED)


def closures_make(country: Country, *, now: datetime) -> int:
    """Let some cooperatives be closed, one of them without selling; return how many."""
    today = timezone.localdate(now)
    for which, begins, days, reason, sells_on in CLOSED:
        own = country.cooperatives[which]
        first = today + timedelta(days=begins)
        closure_announce(
            actor=speaking_for(own),
            organisation_id=own.pk,
            from_date=first,
            until_date=first + timedelta(days=days),
            reason=reason,
            sells_on=sells_on,
            now=now,
        )
    return len(CLOSED)
