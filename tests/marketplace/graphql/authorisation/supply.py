"""Who may ask what of channels, warehouses, stocks and shipping."""

from typing import Any

from logistics.models.lot import Lot
from logistics.models.stock import Stock
from logistics.models.warehouse import Warehouse
from logistics.models.zone import ShippingZone, ZoneMethod
from logistics.services.zone_method_write import MethodChanges, zone_method_create
from logistics.services.zone_write import ZoneChanges, zone_create
from marketplace.kernel.actor import Actor, Permission
from tests.factories.ground import NOON
from tests.marketplace.graphql.authorisation.rows import Arguments, Person, Row, needs, seen_by
from tests.marketplace.graphql.authorisation.world import World

_MACHINE = Actor.of_machine("test")
_PRODUCTS, _SHIPPING = Permission.MANAGE_PRODUCTS, Permission.MANAGE_SHIPPING
_READERS = (_PRODUCTS, _SHIPPING, Permission.MANAGE_ORDERS)


def _keeps(arguments: Arguments) -> Row:
    """What the staff for products does, or hub management."""
    return needs(_PRODUCTS, arguments, alternatives=(Permission.MANAGE_HUB,))


def _warehouse(world: World) -> str:
    return world.id("Warehouse", Warehouse.objects.get(is_online=True).pk)


def _variant(world: World) -> str:
    return world.id("ProductVariant", world.variant.pk)


def _zone_row(world: World) -> ShippingZone:
    changes = ZoneChanges(name="Maroc", countries=["MA"], add_channels=[world.channel.pk])
    return ShippingZone.objects.first() or zone_create(actor=_MACHINE, changes=changes)


def _zone(world: World) -> str:
    return world.id("ShippingZone", _zone_row(world).pk)


def _method(world: World) -> str:
    row = ZoneMethod.objects.first() or zone_method_create(
        actor=_MACHINE, zone_id=_zone_row(world).pk, changes=MethodChanges(name="Poste"), now=NOON
    )
    return world.id("ShippingMethodType", row.pk)


def _stocks(world: World) -> list[dict[str, Any]]:
    return [{"warehouse": _warehouse(world), "quantity": 30}]


def _at_warehouse(**more: Any) -> Arguments:
    return lambda world: {"id": _warehouse(world), **more}


def _channel(world: World) -> str:
    return world.id("Channel", world.channel.pk)


def _channels(arguments: Arguments) -> Row:
    """What the staff for channels does, or who keeps the settings of the whole shop."""
    return needs(Permission.MANAGE_CHANNELS, arguments, alternatives=(Permission.MANAGE_SETTINGS,))


def _lot(world: World) -> str:
    return world.id("Lot", Lot.objects.get(variant=world.variant).pk)


ROWS: dict[str, Row] = {
    "Query.warehouse": needs(_PRODUCTS, _at_warehouse(), alternatives=_READERS),
    "Query.warehouses": needs(_SHIPPING, lambda _w: {"first": 5}, alternatives=_READERS),
    "Query.stock": needs(_PRODUCTS, lambda w: {"id": w.id("Stock", Stock.objects.get().pk)}),
    "Query.stocks": needs(
        _PRODUCTS, lambda _w: {"first": 5}, selection="edges { node { quantityAllocated quantityReserved } }"
    ),
    "Query.shippingZone": needs(_SHIPPING, lambda w: {"id": _zone(w)}),
    "Query.shippingZones": needs(_SHIPPING, lambda _w: {"first": 5}),
    "Mutation.createWarehouse": _keeps(lambda _w: {"input": {"name": "Depot", "address": {}}}),
    "Mutation.updateWarehouse": _keeps(_at_warehouse(input={"name": "Depot"})),
    "Mutation.deleteWarehouse": _keeps(_at_warehouse()),
    "Mutation.assignWarehouseShippingZone": _keeps(
        lambda w: {"id": _warehouse(w), "shippingZoneIds": [_zone(w)]}
    ),
    "Mutation.unassignWarehouseShippingZone": _keeps(
        lambda w: {"id": _warehouse(w), "shippingZoneIds": [_zone(w)]}
    ),
    "Mutation.productVariantStocksCreate": _keeps(lambda w: {"variantId": _variant(w), "stocks": _stocks(w)}),
    "Mutation.productVariantStocksUpdate": _keeps(lambda w: {"variantId": _variant(w), "stocks": _stocks(w)}),
    "Mutation.productVariantStocksDelete": _keeps(
        lambda w: {"variantId": _variant(w), "warehouseIds": [_warehouse(w)]}
    ),
    "Mutation.stockBulkUpdate": _keeps(
        lambda w: {"stocks": [{"variantId": _variant(w), "warehouseId": _warehouse(w), "quantity": 3}]}
    ),
    "Mutation.shippingZoneCreate": needs(_SHIPPING, lambda _w: {"input": {"name": "Maroc"}}),
    "Mutation.shippingZoneUpdate": needs(_SHIPPING, lambda w: {"id": _zone(w), "input": {"name": "X"}}),
    "Mutation.shippingZoneDelete": needs(_SHIPPING, lambda w: {"id": _zone(w)}),
    "Mutation.shippingZoneBulkDelete": needs(_SHIPPING, lambda w: {"ids": [_zone(w)]}),
    "Mutation.shippingPriceCreate": needs(
        _SHIPPING, lambda w: {"input": {"name": "Poste", "shippingZone": _zone(w)}}
    ),
    "Mutation.shippingPriceUpdate": needs(_SHIPPING, lambda w: {"id": _method(w), "input": {"name": "X"}}),
    "Mutation.shippingPriceDelete": needs(_SHIPPING, lambda w: {"id": _method(w)}),
    "Mutation.shippingPriceBulkDelete": needs(_SHIPPING, lambda w: {"ids": [_method(w)]}),
    "Mutation.shippingPriceExcludeProducts": needs(
        _SHIPPING, lambda w: {"id": _method(w), "input": {"products": [w.id("Product", w.product.pk)]}}
    ),
    "Mutation.shippingPriceRemoveProductFromExclude": needs(
        _SHIPPING, lambda w: {"id": _method(w), "products": [w.id("Product", w.product.pk)]}
    ),
    "Mutation.shippingMethodChannelListingUpdate": needs(
        _SHIPPING,
        lambda w: {
            "id": _method(w),
            "input": {"addChannels": [{"channelId": w.id("Channel", w.channel.pk), "price": 30}]},
        },
    ),
    "Mutation.channelCreate": _channels(
        lambda _w: {
            "input": {"name": "Europe", "slug": "europe", "currencyCode": "EUR", "defaultCountry": "FR"}
        }
    ),
    "Mutation.channelUpdate": _channels(lambda w: {"id": _channel(w), "input": {"name": "Europe"}}),
    "Mutation.channelDelete": _channels(lambda w: {"id": _channel(w)}),
    "Mutation.channelActivate": _channels(lambda w: {"id": _channel(w)}),
    "Mutation.channelDeactivate": _channels(lambda w: {"id": _channel(w)}),
    "Mutation.channelReorderWarehouses": _channels(lambda w: {"channelId": _channel(w), "moves": []}),
    "Mutation.shopAddressUpdate": needs(Permission.MANAGE_SETTINGS, lambda _w: {"input": None}),
    "Mutation.shopSettingsUpdate": needs(
        Permission.MANAGE_SETTINGS, lambda _w: {"input": {"description": "Tout"}}
    ),
    "Query.lot": seen_by(
        {Person.MEMBER, Person.HOLDER}, lambda w: {"id": _lot(w)}, permission=Permission.MANAGE_HUB
    ),
    "Query.lots": needs(
        Permission.MANAGE_HUB, lambda _w: {"first": 5}, also=(Person.MEMBER, Person.STRANGER)
    ),
}
