"""Shipping zones and their methods, as the back office reads them."""

import uuid
from collections.abc import Sequence

from logistics.models.zone import MethodListing, PostalCodeRule, ShippingZone, ZoneMethod
from marketplace.channels.models import Channel


def methods_of_zones(zone_ids: Sequence[int]) -> dict[int, list[ZoneMethod]]:
    """Return the methods of each zone in the order in which they were written, in one statement."""
    rows = ZoneMethod.objects.filter(zone__in=zone_ids).select_related("method")
    found: dict[int, list[ZoneMethod]] = {}
    for row in rows.order_by("zone_id", "method__position", "method__code"):
        found.setdefault(row.zone_id, []).append(row)
    return found


def channels_of_zones(zone_ids: Sequence[int]) -> dict[int, list[Channel]]:
    """Return the channels of each zone, oldest first, in one statement."""
    links = ShippingZone.channels.through.objects.filter(shippingzone__in=zone_ids).select_related("channel")
    found: dict[int, list[Channel]] = {}
    for row in links.order_by("shippingzone_id", "channel_id"):
        found.setdefault(row.shippingzone_id, []).append(row.channel)
    return found


def countries_of_channels(channel_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the countries to whose zones each channel sells, by code, in one statement."""
    links = ShippingZone.channels.through.objects.filter(channel__in=channel_ids)
    found: dict[int, set[str]] = {}
    for channel_id, countries in links.values_list("channel_id", "shippingzone__countries"):
        found.setdefault(channel_id, set()).update(countries)
    return {channel_id: sorted(countries) for channel_id, countries in found.items()}


def listings_of_methods(method_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[MethodListing]]:
    """Return what each method costs in which channels, in one statement."""
    rows = MethodListing.objects.filter(method__in=method_ids).select_related("channel")
    found: dict[uuid.UUID, list[MethodListing]] = {}
    for row in rows.order_by("method_id", "channel_id"):
        found.setdefault(row.method_id, []).append(row)
    return found


def rules_of_methods(method_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[PostalCodeRule]]:
    """Return the rules of postcodes of each method, in one statement."""
    found: dict[uuid.UUID, list[PostalCodeRule]] = {}
    for row in PostalCodeRule.objects.filter(method__in=method_ids).order_by("method_id", "id"):
        found.setdefault(row.method_id, []).append(row)
    return found


def excluded_of_methods(method_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[int]]:
    """Return the ids of the products that do not travel by each method, in one statement."""
    links = ZoneMethod.excluded_products.through.objects.filter(zonemethod__in=method_ids)
    found: dict[uuid.UUID, list[int]] = {}
    for method_id, product_id in links.order_by("product_id").values_list("zonemethod_id", "product_id"):
        found.setdefault(method_id, []).append(product_id)
    return found


def zone_method(method_id: uuid.UUID) -> ZoneMethod | None:
    """Return one method with its zone, or nothing."""
    return ZoneMethod.objects.select_related("method", "zone").filter(pk=method_id).first()


def zone(zone_id: int) -> ShippingZone | None:
    """Return one zone, or nothing."""
    return ShippingZone.objects.filter(pk=zone_id).first()


def countries_of_zones() -> frozenset[str]:
    """Return the codes of all countries that a shipping zone names, in one query."""
    rows = ShippingZone.objects.values_list("countries", flat=True)
    return frozenset(code for codes in rows for code in codes)
