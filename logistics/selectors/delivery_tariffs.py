"""Tables of delivery prices as the operator keeps them, and what a new one would change."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.models.delivery import DeliveryMethod, DeliveryRate, DeliveryZone
from logistics.models.delivery_tariff import TariffChange
from logistics.policies import may_keep_shipping
from logistics.selectors.delivery import RateTables
from marketplace.kernel.actor import Actor
from marketplace.kernel.geography import province
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require

RECENT_CHANGES = 30
_WINDOW = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class TariffTable:
    """The prices of a method at a place from a day on."""

    method: DeliveryMethod
    region: str
    zone: DeliveryZone | None
    from_date: date
    rates: tuple[DeliveryRate, ...]
    # It counts today; else it will
    is_in_force: bool

    @property
    def divisor(self) -> int:
        """How many cubic centimetres it counts as a kilogram; 0: only the weight."""
        return self.rates[0].divisor


@dataclass(frozen=True, slots=True)
class TariffEffect:
    """What a new table would have meant for the parcels of the last ninety days."""

    parcels: int
    concerned: int
    # What customers would pay and carriers would charge for those concerned
    price_before: Money
    price_after: Money
    cost_before: Money
    cost_after: Money
    # Parcels too heavy for the new table
    unserved: int


def tariffs_listed(*, actor: Actor, now: datetime) -> list[TariffTable]:
    """
    Return the tables that count today or will, method by method, in one statement.

    :raises NotAllowed: if the actor does not keep shipping
    """
    require(may_keep_shipping(actor), _("Only the staff for shipping may do this."))
    today = timezone.localdate(now)
    rows = DeliveryRate.objects.select_related("method", "zone").order_by(
        "method__position", "method_id", "zone_id", "region", "from_date", "up_to_weight_g"
    )
    found = []
    for _place, own in groupby(rows, key=lambda rate: (rate.method_id, rate.zone_id, rate.region)):
        by_day = [(day, tuple(rates)) for day, rates in groupby(own, key=lambda rate: rate.from_date)]
        begun = [day for day, _rates in by_day if day <= today]
        for day, rates in by_day:
            is_in_force = bool(begun) and day == begun[-1]
            if is_in_force or day > today:
                first = rates[0]
                found.append(TariffTable(first.method, first.region, first.zone, day, rates, is_in_force))
    return found


def tariff_changes(*, actor: Actor) -> list[TariffChange]:
    """
    Return the last changes, newest first, in one statement.

    :raises NotAllowed: if the actor does not keep shipping
    """
    require(may_keep_shipping(actor), _("Only the staff for shipping may do this."))
    rows = TariffChange.objects.select_related("method", "zone", "changed_by", "withdrawn_by")
    return list(rows.order_by("-changed_at", "-pk")[:RECENT_CHANGES])


def tariff_places(*, actor: Actor) -> tuple[list[DeliveryMethod], list[DeliveryZone]]:
    """
    Return the ways of delivery and the zones that a table can be for, in two statements.

    :raises NotAllowed: if the actor does not keep shipping
    """
    require(may_keep_shipping(actor), _("Only the staff for shipping may do this."))
    methods = DeliveryMethod.objects.filter(is_active=True).order_by("position", "code")
    return list(methods), list(DeliveryZone.objects.order_by("code"))


# How many parcels of a method went where in which class of weight
_PARCELS = """
    SELECT COALESCE(f.recipient ->> 'province', ''), width_bucket(p.weight_g, %s::int[]), COUNT(*)
    FROM logistics_parcel p JOIN logistics_fulfilment f ON f.id = p.fulfilment_id
    WHERE f.method_id = %s AND p.packed_at >= %s AND p.unpacked_at IS NULL
    GROUP BY 1, 2
"""


def tariff_effect(
    *, actor: Actor, method_id: uuid.UUID, rates: Sequence[DeliveryRate], from_date: date, now: datetime
) -> TariffEffect:
    """
    Say what a new table (rows that are not saved) would change, in two statements, and write nothing.

    Parcels of the last ninety days are priced by their weight with what counts on the day without and with it.

    :raises NotAllowed: if the actor does not keep shipping
    """
    require(may_keep_shipping(actor), _("Only the staff for shipping may do this."))
    known = list(
        DeliveryRate.objects.select_related("method", "zone")
        .filter(method=method_id, from_date__lte=from_date)
        .order_by("up_to_weight_g", "id")
    )
    edges = sorted({rate.up_to_weight_g for rate in (*known, *rates)})
    counted = _counted(method_id, edges, now - _WINDOW)
    priced = [
        (count, *_rates_for(method_id, code, _weight(edges, bucket), known, rates))
        for code, bucket, count in counted
    ]
    new = {id(rate) for rate in rates}
    concerned = [(n, old, rate) for n, old, rate in priced if rate is not None and id(rate) in new]
    currency = rates[0].currency
    return TariffEffect(
        parcels=sum(count for _code, _bucket, count in counted),
        concerned=sum(count for count, _old, _new in concerned),
        price_before=_sum([(n, _price(old)) for n, old, _new in concerned], currency),
        price_after=_sum([(n, _price(rate)) for n, _old, rate in concerned], currency),
        cost_before=_sum([(n, old.cost_minor if old else 0) for n, old, _new in concerned], currency),
        cost_after=_sum([(n, rate.cost_minor) for n, _old, rate in concerned], currency),
        unserved=sum(n for n, old, rate in priced if rate is None and old is not None),
    )


def _weight(edges: Sequence[int], bucket: int) -> int:
    """Return a weight of a class: the most that it holds, or more than any table takes."""
    return edges[bucket] if bucket < len(edges) else edges[-1] + 1


def _rates_for(
    method_id: uuid.UUID,
    code: str,
    weight_g: int,
    known: Sequence[DeliveryRate],
    rates: Sequence[DeliveryRate],
) -> tuple[DeliveryRate | None, DeliveryRate | None]:
    """Return by which rate a parcel is priced without and with the new table."""
    region = province(code).region if code else ""
    before, after = RateTables(tuple(known)), RateTables((*known, *rates))
    return (
        before.chosen(region=region, province=code, weight_g=weight_g).get(method_id),
        after.chosen(region=region, province=code, weight_g=weight_g).get(method_id),
    )


def _price(rate: DeliveryRate | None) -> int:
    return rate.price_minor + rate.remote_minor if rate is not None else 0


def _sum(figures: Sequence[tuple[int, int]], currency: str) -> Money:
    return Money(sum(count * minor for count, minor in figures), currency)


def _counted(method_id: uuid.UUID, edges: Sequence[int], since: datetime) -> list[tuple[str, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_PARCELS, [[edge + 1 for edge in edges], method_id, since])
        return list(cursor.fetchall())
