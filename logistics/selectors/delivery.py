"""Ways of delivery and their prices."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from logistics.models.delivery import DeliveryRate
from logistics.states import DeliveryKind
from marketplace.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOption:
    """A way in which a parcel of this weight can reach this region; days are working days from the hub."""

    method_id: uuid.UUID
    code: str
    names: Mapping[str, str]
    kind: DeliveryKind
    price: Money
    min_days: int
    max_days: int
    takes_cash: bool


def _rates(*, region: str, weight_g: int, on: date) -> dict[uuid.UUID, DeliveryRate]:
    """
    Return the rate that counts for each active method.

    The region's own comes before the general one, then the newest that has begun, then the lightest class that
    holds the weight.
    """
    rows = (
        DeliveryRate.objects.select_related("method")
        .filter(Q(region=region) | Q(region=""), method__is_active=True, from_date__lte=on)
        .order_by("method__position", "method_id", "-region", "-from_date", "up_to_weight_g")
    )
    chosen: dict[uuid.UUID, DeliveryRate] = {}
    table: dict[uuid.UUID, tuple[str, date]] = {}
    for rate in rows:
        # One table (region and date) counts for a method; a newer table that stops at a lighter weight
        # means that the carrier takes no heavier parcels any more.
        in_force = table.setdefault(rate.method_id, (rate.region, rate.from_date))
        fits = rate.up_to_weight_g >= weight_g
        if (rate.region, rate.from_date) == in_force and fits and rate.method_id not in chosen:
            chosen[rate.method_id] = rate
    return chosen


def delivery_options(*, region: str, weight_g: int, on: date | None = None) -> list[DeliveryOption]:
    """
    Return the ways in which a parcel can reach a region, in the order set by people; one query.

    :param region: ISO 3166-2 code
    :param on: the day whose rates count; today if not given
    """
    chosen = _rates(region=region, weight_g=weight_g, on=on or timezone.localdate())
    return [
        DeliveryOption(
            method_id=rate.method_id,
            code=rate.method.code,
            names=rate.method.names,
            kind=DeliveryKind(rate.method.kind),
            price=rate.price,
            min_days=rate.method.min_days,
            max_days=rate.method.max_days,
            takes_cash=rate.method.takes_cash,
        )
        for rate in chosen.values()
    ]


def carrier_cost(*, method_id: uuid.UUID, region: str, weight_g: int, on: date, currency: str) -> Money:
    """Return what the carrier charges for a parcel; nothing if no rate covers it (settled by hand then)."""
    rate = _rates(region=region, weight_g=weight_g, on=on).get(method_id)
    return rate.cost if rate is not None else Money.zero(currency)
