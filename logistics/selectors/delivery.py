"""Ways of delivery and their prices."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True, slots=True)
class RateTables:
    """The rates that have begun, of some regions and of those without rates of their own."""

    rates: Sequence[DeliveryRate]

    def chosen(self, *, region: str, weight_g: int) -> dict[uuid.UUID, DeliveryRate]:
        """
        Return the rate that counts for each active method, in the order set by people.

        The region's own comes before the general one, then the newest that has begun, then the lightest class that
        holds the weight.
        """
        chosen: dict[uuid.UUID, DeliveryRate] = {}
        table: dict[uuid.UUID, tuple[str, date]] = {}
        for rate in self.rates:
            if rate.region not in (region, ""):
                continue
            # One table (region and date) counts for a method; a newer table that stops at a lighter weight
            # means that the carrier takes no heavier parcels any more.
            in_force = table.setdefault(rate.method_id, (rate.region, rate.from_date))
            fits = rate.up_to_weight_g >= weight_g
            if (rate.region, rate.from_date) == in_force and fits and rate.method_id not in chosen:
                chosen[rate.method_id] = rate
        return chosen

    def options(self, *, region: str, weight_g: int) -> list[DeliveryOption]:
        """Return the ways in which a parcel of a weight can reach a region (ISO 3166-2)."""
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
            for rate in self.chosen(region=region, weight_g=weight_g).values()
        ]


def rate_tables(regions: Collection[str], *, on: date | None = None) -> RateTables:
    """
    Return the rates that may count for parcels to these regions; one query, none without regions.

    :param on: the day whose rates count; today if not given
    """
    if not regions:
        return RateTables(())
    rows = (
        DeliveryRate.objects.select_related("method")
        .filter(region__in=[*regions, ""], method__is_active=True, from_date__lte=on or timezone.localdate())
        .order_by("method__position", "method_id", "-region", "-from_date", "up_to_weight_g")
    )
    return RateTables(tuple(rows))


def delivery_options(*, region: str, weight_g: int, on: date | None = None) -> list[DeliveryOption]:
    """
    Return the ways in which a parcel can reach a region, in the order set by people; one query.

    :param region: ISO 3166-2 code
    :param on: the day whose rates count; today if not given
    """
    return rate_tables([region], on=on).options(region=region, weight_g=weight_g)


def carrier_cost(*, method_id: uuid.UUID, region: str, weight_g: int, on: date, currency: str) -> Money:
    """Return what the carrier charges for a parcel; nothing if no rate covers it (settled by hand then)."""
    rate = rate_tables([region], on=on).chosen(region=region, weight_g=weight_g).get(method_id)
    return rate.cost if rate is not None else Money.zero(currency)
