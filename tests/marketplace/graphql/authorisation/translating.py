"""Who may ask what of texts in other languages."""

from typing import Any

from catalog.models.attribute import AttributeValue
from catalog.models.menu import MenuItem
from logistics.models.zone import ShippingZone, ZoneMethod
from marketplace.kernel.actor import Permission
from marketplace.promotions.models.voucher import Voucher
from tests.factories.catalog import (
    AttributeValueFactory,
    CollectionFactory,
    MenuFactory,
    MenuItemFactory,
    PageFactory,
)
from tests.factories.promotions import voucher
from tests.marketplace.graphql.authorisation.rows import Row, needs
from tests.marketplace.graphql.authorisation.world import World

_NAME = {"name": "Miel"}


def _value(_world: World) -> AttributeValue:
    return AttributeValue.objects.first() or AttributeValueFactory.create()


def _method(world: World) -> Any:
    method = world.market.method
    if not ZoneMethod.objects.filter(method=method).exists():
        ZoneMethod.objects.create(method=method, zone=ShippingZone.objects.create(name="Maroc"))
    return method.pk


def _keys(world: World) -> dict[str, Any]:
    return {
        "Product": lambda: world.product.pk,
        "ProductVariant": lambda: world.variant.pk,
        "Category": lambda: world.product.category_id,
        "Collection": lambda: CollectionFactory.create().pk,
        "Attribute": lambda: _value(world).attribute_id,
        "AttributeValue": lambda: _value(world).pk,
        "Page": lambda: PageFactory.create().pk,
        "MenuItem": lambda: (
            (MenuItem.objects.first() or MenuItemFactory.create(menu=MenuFactory.create())).pk
        ),
        "ShippingMethodType": lambda: _method(world),
        "Voucher": lambda: (Voucher.objects.first() or voucher()).pk,
    }


def _writes(type_name: str, said: dict[str, str] | None = None) -> Row:
    return needs(
        Permission.MANAGE_TRANSLATIONS,
        lambda w: {
            "id": w.id(type_name, _keys(w)[type_name]()),
            "languageCode": "ES",
            "input": said or _NAME,
        },
    )


ROWS: dict[str, Row] = {
    "Query.translations": needs(Permission.MANAGE_TRANSLATIONS, lambda _w: {"kind": "PRODUCT", "first": 5}),
    "Query.translation": needs(
        Permission.MANAGE_TRANSLATIONS,
        lambda w: {"kind": "PRODUCT", "id": w.id("Product", w.product.pk)},
    ),
    "Mutation.productTranslate": _writes("Product"),
    "Mutation.productVariantTranslate": _writes("ProductVariant"),
    "Mutation.categoryTranslate": _writes("Category"),
    "Mutation.collectionTranslate": _writes("Collection"),
    "Mutation.attributeTranslate": _writes("Attribute"),
    "Mutation.attributeValueTranslate": _writes("AttributeValue"),
    "Mutation.pageTranslate": _writes("Page", {"title": "Historia"}),
    "Mutation.menuItemTranslate": _writes("MenuItem"),
    "Mutation.shippingPriceTranslate": _writes("ShippingMethodType"),
    "Mutation.voucherTranslate": _writes("Voucher"),
}
