"""By which ways parcels of a channel can reach a country, whatever is in them: what a shop tells before a basket."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from logistics.models.zone import MethodListing, ShippingZone, ZoneMethod
from logistics.selectors.delivery import DeliveryOption, rate_tables
from logistics.states import DeliveryKind
from marketplace.channels.models import Channel
from marketplace.kernel.money import Money

# The carriers' tables are of this country's regions
_TABLED = "MA"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where parcels would go: countries (ISO 3166-1; None: all that are named), and where in Morocco, if known."""

    countries: Collection[str] | None = None
    region: str = ""
    province: str = ""


def is_reached(channel: Channel, country: str) -> bool:
    """Say whether parcels of a channel can go to a country: its own, or one that a shipping zone of it stands for."""
    if country == channel.country:
        return True
    zones = ShippingZone.objects.filter(channels=channel)
    return zones.filter(Q(is_default=True) | Q(countries__contains=[country])).exists()


def channel_options(
    channels: Sequence[Channel], to: Destination
) -> dict[int, dict[str, list[DeliveryOption]]]:
    """
    Return the ways by channel and country, at the price of the lightest parcel; five queries at most.

    Bounds of value, weight or postcode, and products that are refused, are told only once there is a basket.
    """
    zones = _zones_of(channels)
    tables = rate_tables([to.region], provinces=[to.province] if to.province else [])
    by_table = tables.options(region=to.region, province=to.province, weight_g=0)
    return {each.pk: _ways(each, zones.get(each.pk, []), to.countries, by_table) for each in channels}


def _ways(
    channel: Channel,
    zones: Sequence[ShippingZone],
    countries: Collection[str] | None,
    by_table: Sequence[DeliveryOption],
) -> dict[str, list[DeliveryOption]]:
    named = {code for zone in zones for code in zone.countries}
    found: dict[str, list[DeliveryOption]] = {}
    for code in sorted(named | {channel.country}) if countries is None else sorted(set(countries)):
        reached = [
            zone for zone in zones if code in zone.countries or (zone.is_default and code not in named)
        ]
        listed = [row for zone in reached for method in zone.methods.all() for row in method.listings.all()]
        ways = [_option(row) for row in listed if row.channel_id == channel.pk]
        found[code] = sorted(ways, key=lambda way: way.price.minor)
    if _TABLED in found and channel.country == _TABLED:
        found[_TABLED] = [*by_table, *found[_TABLED]]
    return found


def _zones_of(channels: Sequence[Channel]) -> dict[int, list[ShippingZone]]:
    """Return the zones of each channel with their methods and what those cost."""
    listings = Prefetch("listings", MethodListing.objects.filter(channel__in=channels))
    methods = ZoneMethod.objects.filter(method__is_active=True).select_related("method")
    ordered = methods.order_by("method__position", "method__code").prefetch_related(listings)
    rows = ShippingZone.objects.filter(channels__in=channels).distinct().order_by("pk")
    found: dict[int, list[ShippingZone]] = {}
    for zone in rows.prefetch_related("channels", Prefetch("methods", ordered)):
        for channel in zone.channels.all():
            found.setdefault(channel.pk, []).append(zone)
    return found


def _option(row: MethodListing) -> DeliveryOption:
    method = row.method.method
    return DeliveryOption(
        method_id=method.pk,
        code=method.code,
        names=method.names,
        kind=DeliveryKind(method.kind),
        price=row.price,
        min_days=method.min_days,
        max_days=method.max_days,
        takes_cash=method.takes_cash,
        full_price=row.price,
        remote=Money.zero(row.currency),
    )
