"""How cooperatives of the demonstration work: when they are closed, how much they can make, what they sell ahead."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from catalog.models.product import Variant
from catalog.seasons import next_season
from catalog.services.order_cycle_set import order_cycle_set
from catalog.services.preorder_set import preorder_set
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


# Which cooperative takes orders in rounds
IN_ROUNDS = -3
# How many sell a harvest ahead
AHEAD = 3
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


def preorders_make(*, now: datetime) -> int:
    """Let a few cooperatives sell the next harvest ahead, each one product out of its season; return how many."""
    today = timezone.localdate(now)
    rows = Variant.objects.filter(product__state="published", product__pooled=None, is_active=True)
    rows = rows.exclude(product__season_months=[]).exclude(product__season_months__contains=[today.month])
    made = 0
    for variant in (
        rows.select_related("product__organisation")
        .order_by("product__organisation", "pk")
        .distinct("product__organisation")[:AHEAD]
    ):
        month = next_season(variant.product.season_months, today) or today.month
        arrives = date(today.year + (month < today.month), month, 15)
        preorder_set(
            actor=speaking_for(variant.product.organisation),
            variant_id=variant.pk,
            most=40,
            until_date=today + (arrives - today) / 2,
            arrives_date=arrives,
            now=now,
        )
        made += 1
    return made


def order_cycles_make(country: Country, *, now: datetime) -> int:
    """Let one cooperative take orders of everything in weekly rounds, of which one is open; return how many do."""
    own, today = country.cooperatives[IN_ROUNDS], timezone.localdate(now)
    order_cycle_set(
        actor=speaking_for(own),
        organisation_id=own.pk,
        product_id=None,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=3),
        ready_date=today + timedelta(days=5),
        repeats_days=7,
        now=now,
    )
    return 1


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
