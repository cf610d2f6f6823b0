"""What the mutations of the assortment have in common."""

from collections.abc import Container, Sequence
from typing import Any

import graphene

from catalog.models.attribute import Attribute, AttributeValue
from catalog.models.product import Product, Variant
from catalog.selectors.assigned import AttributeRow, attributes_by_id
from catalog.selectors.categories import Family, Shelf, families
from catalog.selectors.product_rows import ProductRow, variant_id_of_sku
from marketplace.graphql.catalog import loads
from marketplace.graphql.catalog.rows import VariantRow
from marketplace.graphql.catalog.variants import variants_anywhere
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.guards import one_of
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import error_type
from marketplace.kernel.errors import InvalidInput, NotFound

_WHY = "Why nothing was done with a product."
ProductErrorCode = saleor_enum("ProductErrorCode", _WHY)


def _ids(description: str) -> Any:
    return graphene.List(graphene.NonNull(graphene.ID), description=description)


def _parts() -> dict[str, Any]:
    return {
        "attributes": _ids("Attributes that caused the error."),
        "values": _ids("Values that caused the error."),
    }


ProductError = error_type("ProductError", ProductErrorCode, description=_WHY, **_parts())
ProductChannelListingError = error_type(
    "ProductChannelListingError",
    ProductErrorCode,
    description=_WHY,
    **_parts(),
    channels=_ids("Channels that caused the error."),
    variants=_ids("Variants that caused the error."),
)
BulkProductError = error_type(
    "BulkProductError",
    ProductErrorCode,
    description=_WHY,
    **_parts(),
    index=graphene.Int(description="Index of the item that caused the error."),
    warehouses=_ids("Warehouses that caused the error."),
    channels=_ids("Channels that caused the error."),
)
_OF_ATTRIBUTE = "Why nothing was done with an attribute."
AttributeError_ = error_type(
    "AttributeError", saleor_enum("AttributeErrorCode", _OF_ATTRIBUTE), description=_OF_ATTRIBUTE
)
# Parts of ours as the contract calls them
ERROR_FIELDS = {"product_type": "productType", "variant_id": "id", "amount": "price"}


class InvalidPrice(InvalidInput):
    """A price cannot be one of its currency."""

    code = "INVALID_PRICE"


def known_key(id_: str, expected: str, *, field: str = "id", known: Container[int] | None = None) -> int:
    """
    Return the key of what a client means.

    :param known: the keys that exist, where the caller knows them
    :raises ApiError: if what was given is no ID
    :raises NotFound: if it can name nothing
    """
    key = key_of(id_, expected)
    if key is None or (known is not None and key not in known):
        raise NotFound(f"Couldn't resolve to a node: {id_}", field=field)
    return key


def product_row(info: Info, key: int) -> ProductRow | None:
    """Return a product as it stands after a change, in no channel."""
    info.context.forget()
    place: loads.Place = (None, key)
    (row,) = info.context.load(loads.products, [place])
    return row


def variant_row(info: Info, key: int) -> VariantRow | None:
    """Return a variant as it stands after a change, in the default channel."""
    info.context.forget()
    return variants_anywhere(info, [key])[0]


def variant_rows(info: Info, keys: Sequence[int | None]) -> list[VariantRow | None]:
    """Return several variants as they stand after a change, and None where there is no key."""
    info.context.forget()
    found = iter(variants_anywhere(info, [key for key in keys if key is not None]))
    return [None if key is None else next(found) for key in keys]


def product_rows(info: Info, keys: Sequence[int | None]) -> list[ProductRow | None]:
    """Return several products as they stand after a change, in no channel, and None where there is no key."""
    info.context.forget()
    places: list[loads.Place] = [(None, key) for key in keys if key is not None]
    found = iter(info.context.load(loads.products, places))
    return [None if key is None else next(found) for key in keys]


def family_row(info: Info, key: int) -> Family | None:
    """Return a family as it stands after a change."""
    info.context.forget()
    return next((each for each in families() if each.product_type_id == key), None)


def shelf_row(info: Info, key: int) -> Shelf | None:
    """Return a shelf as it stands after a change."""
    info.context.forget()
    return loads.tree_of(info).shelves.get(key)


def attribute_row(info: Info, key: int) -> AttributeRow | None:
    """Return an attribute as it stands after a change."""
    info.context.forget()
    return attributes_by_id([key]).get(key)


def product_named(id_: str | None, external_reference: str | None) -> int:
    """
    Return the key of the product that a client names by ID or by its external ID.

    :raises ApiError: if it names none, or in both ways
    :raises NotFound: if there is none
    """
    one_of(id=id_, external_reference=external_reference)
    return known_key(id_, "Product") if id_ is not None else _referred(Product, external_reference)


def variant_named(id_: str | None, sku: str | None, external_reference: str | None) -> int:
    """
    Return the key of the variant that a client names by ID, SKU or external ID.

    :raises ApiError: if it names none, or in two ways
    :raises NotFound: if there is none
    """
    one_of(id=id_, sku=sku, external_reference=external_reference)
    if id_ is not None:
        return known_key(id_, "ProductVariant")
    if external_reference is not None:
        return _referred(Variant, external_reference)
    key = variant_id_of_sku(sku or "")
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {sku}", field="sku")
    return key


def attribute_named(id_: str | None, external_reference: str | None) -> int:
    """
    Return the key of the attribute that a client names by ID or by its external ID.

    :raises ApiError: if it names none, or in both ways
    :raises NotFound: if there is none
    """
    one_of(id=id_, external_reference=external_reference)
    return known_key(id_, "Attribute") if id_ is not None else _referred(Attribute, external_reference)


def value_named(id_: str | None, external_reference: str | None) -> int:
    """
    Return the key of the attribute's value that a client names by ID or by its external ID.

    :raises ApiError: if it names none, or in both ways
    :raises NotFound: if there is none
    """
    one_of(id=id_, external_reference=external_reference)
    if id_ is not None:
        return known_key(id_, "AttributeValue")
    return _referred(AttributeValue, external_reference)


def _referred(
    model: type[Attribute] | type[AttributeValue] | type[Product] | type[Variant], reference: str | None
) -> int:
    key = model._default_manager.filter(external_reference=reference).values_list("pk", flat=True).first()
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {reference}", field="externalReference")
    return int(key)
