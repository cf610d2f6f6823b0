"""What can be asked of shipping zones."""

from collections.abc import Mapping
from typing import Any

import graphene

from logistics.models.zone import ShippingZone as ZoneModel
from logistics.selectors.zones import zone
from marketplace.graphql.guards import require_permission
from marketplace.graphql.kit.connection import Page, connect, connection_field
from marketplace.graphql.kit.ids import key_of, keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.pages import QuerySetPages
from marketplace.graphql.shipping.inputs import ShippingZoneFilterInput
from marketplace.graphql.shipping.types import ShippingZone, ZoneConnection
from marketplace.graphql.warehouses.types import BY_ID
from marketplace.kernel.actor import Permission


class ShippingQueries(graphene.ObjectType):
    """What can be asked of shipping zones."""

    shipping_zone = graphene.Field(
        ShippingZone,
        id=graphene.ID(required=True, description="ID of the shipping zone."),
        channel=graphene.String(description="A zone is the same in every channel."),
        description="Look up a shipping zone. Requires MANAGE_SHIPPING.",
    )
    shipping_zones = connection_field(
        ZoneConnection,
        filter=graphene.Argument(ShippingZoneFilterInput, description="Filtering options for zones."),
        channel=graphene.String(description="Slug of a channel: only zones to which it sells."),
        description="List of shipping zones. Requires MANAGE_SHIPPING.",
    )

    @staticmethod
    def resolve_shipping_zone(
        _root: object, info: Info, id: str, channel: str | None = None
    ) -> ZoneModel | None:
        """Return one zone."""
        require_permission(info, Permission.MANAGE_SHIPPING)
        key = key_of(id, "ShippingZone")
        return zone(key) if key is not None else None

    @staticmethod
    def resolve_shipping_zones(
        _root: object,
        info: Info,
        *,
        filter: Mapping[str, Any] | None = None,
        channel: str | None = None,
        **_page: object,
    ) -> Page:
        """Return a page of them."""
        require_permission(info, Permission.MANAGE_SHIPPING)
        rows = ZoneModel.objects.all()
        if channel is not None:
            rows = rows.filter(channels__slug=channel)
        if filter and (words := (filter.get("search") or "").strip()):
            rows = rows.filter(name__icontains=words)
        if filter and (channels := filter.get("channels")) is not None:
            rows = rows.filter(channels__in=keys_of(channels, "Channel")).distinct()
        return connect(QuerySetPages(rows, BY_ID), info)
