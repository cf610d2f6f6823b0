"""The kinds of things that can be translated: how one is named, read and written."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import graphene
from django.db import models

from catalog.models.attribute import Attribute, AttributeValue
from catalog.models.collection import Collection
from catalog.models.menu import MenuItem
from catalog.models.page import Page
from catalog.models.product import Product, Variant
from catalog.models.taxonomy import Category
from logistics.models.zone import ZoneMethod
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.ids import decoded, key_of
from marketplace.graphql.kit.keyset import Column
from marketplace.graphql.translations import contents
from marketplace.kernel.errors import NotFound
from marketplace.promotions.models.promotion import Promotion, PromotionRule
from marketplace.promotions.models.voucher import Voucher

_BY_NUMBER = Column("id", read=int)
_BY_UUID = Column("id", read=uuid.UUID)
TranslatableKinds = saleor_enum("TranslatableKinds", "Kinds of things that can be translated.")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind: its model, the names of its types in IDs, and what its content is."""

    model: type[models.Model]
    type_name: str
    content: type[graphene.ObjectType]
    key: Callable[[str], Any] = int
    # The order of lists
    order: Column = _BY_NUMBER
    joins: tuple[str, ...] = ()

    def rows(self) -> "models.QuerySet[Any, Any]":
        """Return all things of the kind."""
        return self.model._default_manager.select_related(*self.joins)

    def key_in(self, id_: str) -> Any:
        """
        Return the key in the ID of a thing, or of what there is to translate of it.

        :raises ApiError: if it is no ID
        :raises NotFound: if it can name nothing of the kind
        """
        parts = decoded(id_)
        given = parts[0] if parts is not None else ""
        expected = given if given in (self.type_name, self.content._meta.name) else self.type_name
        key = key_of(id_, expected, self.key)  # type: ignore[call-overload]
        if key is None:
            raise NotFound(f"Couldn't resolve to a node: {id_}", field="id")
        return key


KINDS: Mapping[str, Kind] = {
    "ATTRIBUTE": Kind(Attribute, "Attribute", contents.AttributeTranslatableContent),
    "ATTRIBUTE_VALUE": Kind(AttributeValue, "AttributeValue", contents.AttributeValueTranslatableContent),
    "CATEGORY": Kind(Category, "Category", contents.CategoryTranslatableContent),
    "COLLECTION": Kind(Collection, "Collection", contents.CollectionTranslatableContent),
    "MENU_ITEM": Kind(MenuItem, "MenuItem", contents.MenuItemTranslatableContent),
    "PAGE": Kind(Page, "Page", contents.PageTranslatableContent),
    "PRODUCT": Kind(Product, "Product", contents.ProductTranslatableContent),
    "PROMOTION": Kind(Promotion, "Promotion", contents.PromotionTranslatableContent, uuid.UUID, _BY_UUID),
    "PROMOTION_RULE": Kind(
        PromotionRule, "PromotionRule", contents.PromotionRuleTranslatableContent, uuid.UUID, _BY_UUID
    ),
    "SHIPPING_METHOD": Kind(
        ZoneMethod,
        "ShippingMethodType",
        contents.ShippingMethodTranslatableContent,
        uuid.UUID,
        Column("method_id", read=uuid.UUID),
        ("method",),
    ),
    "VARIANT": Kind(Variant, "ProductVariant", contents.ProductVariantTranslatableContent),
    "VOUCHER": Kind(Voucher, "Voucher", contents.VoucherTranslatableContent),
}
_CONTENTS = {kind.model: kind.content for kind in KINDS.values()}


def kind_of(word: Any) -> Kind:
    """
    Return the kind that a client names.

    :raises ApiError: if there is nothing of the kind here
    """
    name: str = getattr(word, "value", word)
    if name not in KINDS:
        raise ApiError(f"Nothing of the kind {name} is translated here.")
    return KINDS[name]


def content_of(row: Any) -> type[graphene.ObjectType]:
    """Return as which content a row is shown."""
    return _CONTENTS[type(row)]
