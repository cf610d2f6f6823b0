"""Ways of delivery and their prices."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from django.db.models import Q, QuerySet
from django.utils import timezone

from logistics.models.delivery import DeliveryRate
from logistics.states import DeliveryKind, SharedBy
from marketplace.kernel.money import Money
from marketplace.kernel.prepared import AnyOf, Slot, prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOption:
    """
    A way in which a parcel can reach a place; days are working days from the hub.

    `price` is what the tariff asks: the fee with the remote surcharge in it, or nothing once the goods are worth
    `free_from`. `full_price` is the same without anything that makes it cheaper.
    """

    method_id: uuid.UUID
    code: str
    names: Mapping[str, str]
    kind: DeliveryKind
    price: Money
    min_days: int
    max_days: int
    takes_cash: bool
    full_price: Money
    remote: Money
    free_from: Money | None = None
    shared_by: SharedBy = SharedBy.WEIGHT


def chargeable_weight(*, weight_g: int, volume_cm3: int, divisor: int) -> int:
    """Return the grams that a carrier charges: the weight, or the room it takes if that counts for more."""
    return max(weight_g, -(-volume_cm3 * 1000 // divisor)) if divisor else weight_g


def _nearness(rate: DeliveryRate, region: str, province: str) -> int | None:
    """Say how near a rate's place is to a parcel's; None: it is for elsewhere."""
    if rate.zone is not None:
        inside = rate.zone.places
        return 2 if province in inside or region in inside else None
    if not rate.region:
        return 0
    if rate.region == province:
        return 3
    return 1 if rate.region == region else None


@dataclass(frozen=True, slots=True)
class RateTables:
    """The rates that have begun, of some places and of those without rates of their own."""

    rates: Sequence[DeliveryRate]

    def chosen(
        self, *, region: str, weight_g: int, province: str = "", volume_cm3: int = 0
    ) -> dict[uuid.UUID, DeliveryRate]:
        """
        Return the rate that counts for each active method, in the order set by people.

        The nearest place's table comes first, then the newest that has begun, then the lightest class that holds
        what the carrier charges for. One table (place and date) counts for a method: a newer one that stops at a
        lighter weight means that the carrier takes no heavier parcels any more.
        """
        chosen: dict[uuid.UUID, DeliveryRate] = {}
        for method, own in groupby(self.rates, key=lambda rate: rate.method):
            near = [(place, rate) for rate in own if (place := _nearness(rate, region, province)) is not None]
            if not near:
                continue
            in_force = max((place, rate.from_date) for place, rate in near)
            fitting = [
                rate
                for place, rate in near
                if (place, rate.from_date) == in_force
                and rate.up_to_weight_g
                >= chargeable_weight(weight_g=weight_g, volume_cm3=volume_cm3, divisor=rate.divisor)
            ]
            if fitting:
                chosen[method.pk] = min(fitting, key=lambda rate: rate.up_to_weight_g)
        return chosen

    def options(
        self,
        *,
        region: str,
        weight_g: int,
        province: str = "",
        volume_cm3: int = 0,
        items: Money | None = None,
    ) -> list[DeliveryOption]:
        """
        Return the ways in which a parcel can reach a place (ISO 3166-2).

        :param items: what the customer pays for the goods, for tariffs that are free from some value on
        """
        rates = self.chosen(region=region, weight_g=weight_g, province=province, volume_cm3=volume_cm3)
        return [_option(rate, items) for rate in rates.values()]

    def counters(self, currency: str) -> list[DeliveryOption]:
        """Return the counters where whoever lives elsewhere may fetch a parcel too: those that are free."""
        free, nothing = self.options(region="", weight_g=0), Money.zero(currency)
        return [
            replace(each, price=nothing, full_price=nothing, remote=nothing)
            for each in free
            if each.kind == DeliveryKind.PICKUP and not each.full_price
        ]


def _option(rate: DeliveryRate, items: Money | None) -> DeliveryOption:
    method = rate.method
    full = rate.price + rate.remote
    free_from = None if rate.free_from_minor is None else Money(rate.free_from_minor, rate.currency)
    is_free = free_from is not None and items is not None and items >= free_from
    return DeliveryOption(
        method_id=method.pk,
        code=method.code,
        names=method.names,
        kind=DeliveryKind(method.kind),
        price=Money.zero(rate.currency) if is_free else full,
        min_days=method.min_days,
        max_days=method.max_days,
        takes_cash=method.takes_cash,
        full_price=full,
        remote=rate.remote,
        free_from=free_from,
        shared_by=SharedBy(method.shared_by),
    )


@prepared
def _rates_on(places: Slot, or_anywhere: Slot, day: Slot) -> QuerySet[DeliveryRate]:
    return (
        DeliveryRate.objects.select_related("method", "zone")
        .filter(
            Q(AnyOf("region", or_anywhere), zone=None) | Q(zone__places__overlap=places),
            method__is_active=True,
            from_date__lte=day,
        )
        .order_by("method__position", "method_id", "up_to_weight_g", "id")
    )


def rate_tables(
    regions: Collection[str], *, provinces: Collection[str] = (), on: date | None = None
) -> RateTables:
    """
    Return the rates that may count for parcels to these places; one query, none without places.

    :param on: the day whose rates count; today if not given
    """
    if not regions:
        return RateTables(())
    places = [*regions, *provinces]
    return RateTables(
        tuple(_rates_on(places=places, or_anywhere=[*places, ""], day=on or timezone.localdate()))
    )


def delivery_options(
    *,
    region: str,
    weight_g: int,
    province: str = "",
    volume_cm3: int = 0,
    items: Money | None = None,
    on: date | None = None,
) -> list[DeliveryOption]:
    """
    Return the ways in which a parcel can reach a place, in the order set by people; one query.

    :param region: ISO 3166-2 code, as `province`
    :param on: the day whose rates count; today if not given
    """
    tables = rate_tables([region], provinces=[province] if province else [], on=on)
    return tables.options(
        region=region, weight_g=weight_g, province=province, volume_cm3=volume_cm3, items=items
    )


def carrier_cost(
    *,
    method_id: uuid.UUID,
    region: str,
    weight_g: int,
    on: date,
    currency: str,
    province: str = "",
    volume_cm3: int = 0,
) -> Money:
    """Return what the carrier charges for a parcel; nothing if no rate covers it (settled by hand then)."""
    tables = rate_tables([region], provinces=[province] if province else [], on=on)
    chosen = tables.chosen(region=region, weight_g=weight_g, province=province, volume_cm3=volume_cm3)
    rate = chosen.get(method_id)
    return rate.cost if rate is not None else Money.zero(currency)
