"""What cooperatives can make ready, and from which day on what is ordered now would be."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from catalog.models.product import Variant
from logistics.capacity import HORIZON, Closed, Limit, grams_of, period_of, periods_from, ready_date, shares
from logistics.models.capacity import Capacity, CapacityPeriod
from logistics.policies import may_see_goods_of
from marketplace.cooperatives.closures import closed_days
from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require

# Of each rule the page shows so many days or weeks
PERIODS_SHOWN = 7


@dataclass(frozen=True, slots=True)
class Load:
    """What limits some goods, and how much of it is promised already."""

    limits: tuple[Limit, ...]
    # capacity -> first day of a period -> taken
    taken: Mapping[int, Mapping[date, int]]
    closed: Mapping[int, Closed]
    # variant -> (organisation, product, grams of one piece)
    goods: Mapping[int, tuple[int, int, int]]

    def limits_of(self, variant_id: int) -> list[Limit]:
        """Return what limits a variant."""
        if variant_id not in self.goods:
            return []
        organisation_id, product_id, _grams = self.goods[variant_id]
        return [limit for limit in self.limits if limit.covers(organisation_id, product_id)]

    def amount(self, limit: Limit, variant_id: int, quantity: int) -> int:
        """Return what so many pieces take of a limit."""
        return limit.amount(quantity, self.goods[variant_id][2] * quantity)


@dataclass(frozen=True, slots=True)
class CapacityRow:
    """A rule with its next days or weeks: when each begins, what is promised of it, and of how much."""

    row: Capacity
    periods: tuple[tuple[date, int, int], ...]


def limits_on(variant_ids: Collection[int], *, rows: QuerySet[Capacity] | None = None) -> list[Capacity]:
    """Return the rules that hold for variants, by their keys; one query."""
    goods = Variant.objects.filter(pk__in=variant_ids)
    covered = Q(product=None) | Q(product__in=goods.values("product"))
    found = (Capacity.objects.all() if rows is None else rows).filter(
        covered, organisation__in=goods.values("product__organisation"), is_active=True
    )
    return list(found.order_by("id"))


def load_of(capacities: Collection[Capacity], variant_ids: Collection[int], *, on: date) -> Load:
    """Read what is promised of rules from a day on; three queries."""
    limits = tuple(
        Limit(row.pk, row.organisation_id, row.product_id, row.per, row.measure, row.most, row.from_date)
        for row in capacities
    )
    taken: dict[int, dict[date, int]] = {limit.capacity_id: {} for limit in limits}
    since = min(period_of(on, limit.per) for limit in limits)
    periods = CapacityPeriod.objects.filter(
        capacity__in=list(taken), from_date__range=(since, on + 2 * HORIZON)
    )
    for key, begins, used in periods.values_list("capacity_id", "from_date", "taken"):
        taken[key][begins] = used
    variants = Variant.objects.filter(pk__in=variant_ids).select_related("product")
    goods = {
        row.pk: (
            row.product.organisation_id,
            row.product_id,
            grams_of(1, row.net_quantity, row.unit, row.weight_g),
        )
        for row in variants
    }
    closed = closed_days(sorted({limit.organisation_id for limit in limits}), since=on)
    return Load(limits, taken, closed, goods)


def load_for(variant_ids: Collection[int], *, on: date) -> Load | None:
    """Read what limits variants; None where nothing does. One query then, five otherwise."""
    capacities = limits_on(variant_ids) if variant_ids else []
    return load_of(capacities, variant_ids, on=on) if capacities else None


def foretold(
    load: Load, quantities: Mapping[int, int], *, on: date, together: bool = True
) -> dict[int, date | None]:
    """
    Say from which day on so many pieces of each variant would be ready, ordered now; nothing is promised by that.

    Variants that nothing limits are left out; None: not within the time for which anything is promised.

    :param together: the goods are ordered at once and take from each other; else each is asked about alone
    """
    taken = {key: dict(periods) for key, periods in load.taken.items()}
    found: dict[int, date | None] = {}
    for variant_id, quantity in quantities.items():
        for limit in load.limits_of(variant_id):
            booked = taken[limit.capacity_id]
            closed = load.closed.get(limit.organisation_id, ())
            parts = shares(limit, load.amount(limit, variant_id, quantity), booked, on=on, closed=closed)
            known = found.get(variant_id, on)
            found[variant_id] = max(known, ready_date(parts, on=on)) if parts and known else None
            for begins, part in parts if together else ():
                booked[begins] = booked.get(begins, 0) + part
    return found


def capacities_of(*, actor: Actor, organisation_id: int, on: date) -> list[CapacityRow]:
    """
    Return what an organisation has said, with its next days or weeks; two queries, three where something is said.

    :raises NotAllowed: if the actor neither belongs to it nor runs hubs
    """
    require(may_see_goods_of(actor, organisation_id), _("Only its own people see this."))
    rows = list(
        Capacity.objects.filter(organisation=organisation_id, is_active=True)
        .select_related("product")
        .order_by("product_id", "id")
    )
    if not rows:
        return []
    load = load_of(rows, (), on=on)
    return [CapacityRow(row, _periods(limit, load, on)) for row, limit in zip(rows, load.limits, strict=True)]


def _periods(limit: Limit, load: Load, on: date) -> tuple[tuple[date, int, int], ...]:
    walk = periods_from(max(on, limit.from_date), limit.per, load.closed.get(limit.organisation_id, ()))
    taken = load.taken[limit.capacity_id]
    return tuple(
        (begins, taken.get(begins, 0), limit.most)
        for begins, _place in zip(walk, range(PERIODS_SHOWN), strict=False)
    )
