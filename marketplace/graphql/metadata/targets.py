"""What can carry metadata, by the type in its ID: how it is written, and as which row it is shown afterwards."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.models.attribute import Attribute
from catalog.models.collection import Collection
from catalog.models.described import WithMetadata
from catalog.models.media import Media
from catalog.models.menu import Menu, MenuItem
from catalog.models.page import Page, PageType
from catalog.models.product import Product, Variant
from catalog.models.tax import TaxClass
from catalog.models.taxonomy import Category, ProductType
from catalog.selectors.assigned import attributes_by_id
from catalog.selectors.categories import families
from catalog.selectors.collections import collections_of
from catalog.selectors.gallery import pictures_of
from catalog.selectors.menus import menu_items_of, menus_of
from catalog.selectors.product_rows import product_rows_of
from catalog.selectors.written_pages import page_types_of, pages_of
from catalog.services.metadata_write import metadata_write
from logistics.models.fulfilment import Fulfilment
from logistics.models.warehouse import Warehouse
from logistics.models.zone import ShippingZone, ZoneMethod
from marketplace.accounts.services.metadata_write import user_metadata_write
from marketplace.channels.services.channel_metadata_write import (
    channel_metadata_write,
    channel_tax_metadata_write,
)
from marketplace.graphql.catalog import loads
from marketplace.graphql.catalog.variants import variants_anywhere
from marketplace.graphql.checkout.frame import checkout_row
from marketplace.graphql.content.menus import ItemInChannel, MenuInChannel
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.ids import decoded, key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.frame import changed_draft, changed_order, fulfillment_key
from marketplace.graphql.orders.fulfillments import fulfillments_of
from marketplace.graphql.orders.rows import OrderRow
from marketplace.graphql.orders.transactions import app_transaction
from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import NotFound
from orders.models.transaction import Transaction
from orders.postings import order_subject
from orders.selectors.drafts import draft_by_id
from orders.services.metadata_write import (
    checkout_metadata_write,
    draft_metadata_write,
    order_metadata_write,
)


@dataclass(frozen=True, slots=True)
class Change:
    """What to do with the public or the private metadata of something."""

    changes: Mapping[str, str]
    removed: Sequence[str]
    is_private: bool


Write = Callable[[Info, str, Change], Any]


def metadata_changed(info: Info, id_: str, change: Change) -> Any:
    """
    Write the metadata of whatever an ID names, and return its row.

    :raises NotFound: if it names nothing that can carry metadata
    :raises PermissionDenied: if the actor may not write it
    :raises ApiError: if it is no ID
    """
    parts = decoded(id_)
    target = _TARGETS.get(parts[0]) if parts is not None else None
    if parts is None or target is None:
        key_of(id_, "ObjectWithMetadata")  # tells a malformed ID from one of another type
        raise NotFound(f"Couldn't resolve to a node: {id_}", field="id")
    row = target(info, id_, change)
    info.context.forget()
    return row


def _demand(info: Info, *permissions: Permission) -> None:
    if not any(info.context.actor.may(each) for each in permissions):
        raise PermissionDenied.needing(each.name for each in permissions)


def _of_catalogue(
    type_name: str, model: type[WithMetadata], read: Callable[[Info, Any], Any], kind: type[Any] = int
) -> Write:
    def write(info: Info, id_: str, change: Change) -> Any:
        _demand(info, *model.metadata_permissions)
        key: Any = key_of(id_, type_name, kind)
        if key is None:
            raise NotFound(f"Couldn't resolve to a node: {id_}", field="id")
        metadata_write(
            actor=info.context.actor,
            model=model,
            key=key,
            changes=change.changes,
            removed=change.removed,
            is_private=change.is_private,
        )
        info.context.forget()
        return read(info, key)

    return write


def _checkout(info: Info, id_: str, change: Change) -> Any:
    if change.is_private:
        _demand(info, Permission.MANAGE_CHECKOUTS, Permission.HANDLE_TAXES)
    key = key_of(id_, "Checkout", uuid.UUID)
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {id_}", field="id")
    checkout_metadata_write(
        actor=info.context.actor,
        checkout_id=key,
        changes=change.changes,
        removed=change.removed,
        is_private=change.is_private,
    )
    return checkout_row(info, key)


def _order(info: Info, id_: str, change: Change) -> Any:
    if change.is_private:
        _demand(info, Permission.MANAGE_ORDERS)
    key = key_of(id_, "Order", uuid.UUID)
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {id_}", field="id")
    if draft_by_id(key) is not None:
        _demand(info, Permission.MANAGE_ORDERS)
        draft_metadata_write(
            actor=info.context.actor,
            draft_id=key,
            changes=change.changes,
            removed=change.removed,
            is_private=change.is_private,
        )
        return changed_draft(info, key)
    order = order_metadata_write(
        actor=info.context.actor,
        order_id=key,
        changes=change.changes,
        removed=change.removed,
        is_private=change.is_private,
    )
    return OrderRow(order, is_open=True)


def _parcel(info: Info, id_: str, change: Change) -> Any:
    _demand(info, *Fulfilment.metadata_permissions)
    order_id = fulfillment_key(id_)
    row = changed_order(info, order_id)
    parcel = next((each for each in fulfillments_of([row], info)[0] if each.id == row.id), None)
    key = Fulfilment.objects.filter(reference=order_subject(row.order)).values_list("pk", flat=True).first()
    if parcel is None or key is None:
        raise NotFound(f"Couldn't resolve to a node: {id_}", field="id")
    metadata_write(
        actor=info.context.actor,
        model=Fulfilment,
        key=key,
        changes=change.changes,
        removed=change.removed,
        is_private=change.is_private,
    )
    return parcel


def _taxation(info: Info, id_: str, change: Change) -> Any:
    _demand(info, Permission.MANAGE_TAXES)
    return channel_tax_metadata_write(
        actor=info.context.actor,
        channel_id=key_of(id_, "TaxConfiguration") or 0,
        changes=change.changes,
        removed=change.removed,
        is_private=change.is_private,
    )


def _zone_method(_info: Info, key: uuid.UUID) -> Any:
    return ZoneMethod.objects.select_related("method").get(pk=key)


def _transaction(_info: Info, key: uuid.UUID) -> Any:
    row = Transaction.objects.get(pk=key)
    return app_transaction(row, list(row.events.order_by("id")))


def _user(info: Info, id_: str, change: Change) -> Any:
    return user_metadata_write(
        actor=info.context.actor,
        user_id=key_of(id_, "User") or 0,
        changes=change.changes,
        removed=change.removed,
        is_private=change.is_private,
    )


def _channel(info: Info, id_: str, change: Change) -> Any:
    _demand(info, Permission.MANAGE_CHANNELS)
    return channel_metadata_write(
        actor=info.context.actor,
        channel_id=key_of(id_, "Channel") or 0,
        changes=change.changes,
        removed=change.removed,
        is_private=change.is_private,
    )


_TARGETS: Mapping[str, Write] = {
    "Product": _of_catalogue(
        "Product", Product, lambda _info, key: product_rows_of(product_ids=[key], channel=None)[key]
    ),
    "ProductVariant": _of_catalogue(
        "ProductVariant", Variant, lambda info, key: variants_anywhere(info, [key])[0]
    ),
    "ProductType": _of_catalogue(
        "ProductType",
        ProductType,
        lambda _info, key: next(each for each in families() if each.product_type_id == key),
    ),
    "ProductMedia": _of_catalogue("ProductMedia", Media, lambda _info, key: pictures_of([key])[key]),
    "Category": _of_catalogue("Category", Category, lambda info, key: loads.tree_of(info).shelves[key]),
    "Collection": _of_catalogue(
        "Collection",
        Collection,
        lambda info, key: collections_of(keys=[key], channel=None, now=info.context.now)[key],
    ),
    "Attribute": _of_catalogue("Attribute", Attribute, lambda _info, key: attributes_by_id([key])[key]),
    "Page": _of_catalogue("Page", Page, lambda _info, key: pages_of(keys=[key])[key]),
    "PageType": _of_catalogue("PageType", PageType, lambda _info, key: page_types_of([key])[key]),
    "Menu": _of_catalogue("Menu", Menu, lambda _info, key: MenuInChannel(menus_of(keys=[key])[key], None)),
    "MenuItem": _of_catalogue(
        "MenuItem", MenuItem, lambda _info, key: ItemInChannel(menu_items_of([key])[key], None)
    ),
    "Warehouse": _of_catalogue(
        "Warehouse", Warehouse, lambda _info, key: Warehouse.objects.get(pk=key), uuid.UUID
    ),
    "ShippingZone": _of_catalogue(
        "ShippingZone", ShippingZone, lambda _info, key: ShippingZone.objects.get(pk=key)
    ),
    "ShippingMethodType": _of_catalogue("ShippingMethodType", ZoneMethod, _zone_method, uuid.UUID),
    "ShippingMethod": _of_catalogue("ShippingMethod", ZoneMethod, _zone_method, uuid.UUID),
    "TaxClass": _of_catalogue("TaxClass", TaxClass, lambda _info, key: TaxClass.objects.get(pk=key)),
    "TaxConfiguration": _taxation,
    "TransactionItem": _of_catalogue("TransactionItem", Transaction, _transaction, uuid.UUID),
    "Fulfillment": _parcel,
    "Checkout": _checkout,
    "Order": _order,
    "User": _user,
    "Channel": _channel,
}
