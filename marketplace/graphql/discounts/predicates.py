"""What rules of promotions are about: global ids and words of the contract, and the plain keys that are kept."""

from collections.abc import Callable, Mapping
from typing import Any

import graphene
from django.utils.translation import gettext as _
from graphene.utils.str_converters import to_camel_case

from marketplace.graphql.catalog.input_types import (
    AssignedAttributeWhereInput,
    DecimalFilterInput,
    ProductWhereInput,
    StringFilterInput,
)
from marketplace.graphql.content.inputs import CollectionWhereInput
from marketplace.graphql.kit.ids import global_id, keys_of
from marketplace.graphql.shop.filters import DateTimeRangeInput, MetadataFilter
from marketplace.kernel.errors import InvalidInput

# Rules name what they are about by its id; whatever else a client may write below these words is refused.
_LEAVES: Mapping[str, str] = {
    "productPredicate": "Product",
    "variantPredicate": "ProductVariant",
    "categoryPredicate": "Category",
    "collectionPredicate": "Collection",
    "cooperativePredicate": "Cooperative",
}
_SUMS = ("baseSubtotalPrice", "baseTotalPrice")


def _ids() -> graphene.List:
    return graphene.List(graphene.NonNull(graphene.ID), description="These, by ID.")


class ProductVariantWhereInput(graphene.InputObjectType):
    """Which variants are meant."""

    metadata = graphene.List(graphene.NonNull(MetadataFilter), description="Public metadata, all of it.")
    ids = _ids()
    sku = graphene.Argument(StringFilterInput, description="Number that the maker gave it.")
    updated_at = graphene.Argument(DateTimeRangeInput, description="When it was last changed.")
    attributes = graphene.List(graphene.NonNull(AssignedAttributeWhereInput), description="What it is like.")
    AND = graphene.List(
        lambda: graphene.NonNull(ProductVariantWhereInput), name="AND", description="All of these."
    )
    OR = graphene.List(
        lambda: graphene.NonNull(ProductVariantWhereInput), name="OR", description="Any of these."
    )


class CategoryWhereInput(graphene.InputObjectType):
    """Which shelves are meant."""

    metadata = graphene.List(graphene.NonNull(MetadataFilter), description="Public metadata, all of it.")
    ids = _ids()
    AND = graphene.List(lambda: graphene.NonNull(CategoryWhereInput), name="AND", description="All of these.")
    OR = graphene.List(lambda: graphene.NonNull(CategoryWhereInput), name="OR", description="Any of these.")


class CooperativePredicateInput(graphene.InputObjectType):
    """Which cooperatives are meant."""

    ids = _ids()


class CataloguePredicateInput(graphene.InputObjectType):
    """What a rule about prices is about, named by its ids."""

    variant_predicate = graphene.Argument(ProductVariantWhereInput, description="Variants, by `ids`.")
    product_predicate = graphene.Argument(ProductWhereInput, description="Products, by `ids`.")
    category_predicate = graphene.Argument(
        CategoryWhereInput, description="Shelves with what stands below them, by `ids`."
    )
    collection_predicate = graphene.Argument(CollectionWhereInput, description="Collections, by `ids`.")
    cooperative_predicate = graphene.Argument(CooperativePredicateInput, description="Sellers, by `ids`.")
    AND = graphene.List(
        lambda: graphene.NonNull(CataloguePredicateInput), name="AND", description="All of these."
    )
    OR = graphene.List(
        lambda: graphene.NonNull(CataloguePredicateInput), name="OR", description="Any of these."
    )


class DiscountedObjectWhereInput(graphene.InputObjectType):
    """What a basket must cost."""

    base_subtotal_price = graphene.Argument(DecimalFilterInput, description="Its goods.")
    base_total_price = graphene.Argument(DecimalFilterInput, description="Its goods: delivery comes later.")
    AND = graphene.List(
        lambda: graphene.NonNull(DiscountedObjectWhereInput), name="AND", description="All of these."
    )
    OR = graphene.List(
        lambda: graphene.NonNull(DiscountedObjectWhereInput),
        name="OR",
        description="Refused: a rule holds between two sums.",
    )


class OrderPredicateInput(graphene.InputObjectType):
    """Which baskets a rule is about."""

    discounted_object_predicate = graphene.Argument(
        DiscountedObjectWhereInput, description="What the basket must cost."
    )
    AND = graphene.List(
        lambda: graphene.NonNull(OrderPredicateInput), name="AND", description="All of these."
    )
    OR = graphene.List(
        lambda: graphene.NonNull(OrderPredicateInput),
        name="OR",
        description="Refused: a rule holds between two sums.",
    )


def catalogue_predicate(given: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return what a client means, with plain keys.

    :raises InvalidInput: if anything but ids names what it is about
    :raises ApiError: if an id is none of its kind
    """

    def leaf(word: str, inner: Mapping[str, Any]) -> Any:
        if any(name != "ids" and value is not None for name, value in inner.items()):
            raise InvalidInput(
                _("Conditions name what they are about by its id."), field="catalogue_predicate"
            )
        return {"ids": keys_of(inner.get("ids") or [], _LEAVES[word])}

    return _walked(given, leaf)


def order_predicate(given: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return what a client means, with amounts as texts: JSON keeps no exact numbers.

    :raises InvalidInput: if it is more than a range of sums
    """

    def leaf(word: str, inner: Mapping[str, Any]) -> Any:
        if word == "discountedObjectPredicate":
            return _walked(inner, leaf, may_choose=False)
        if word not in _SUMS or inner.get("one_of") is not None:
            raise InvalidInput(_("A rule holds between two sums."), field="order_predicate")
        return {
            name: {bound: str(sum_) for bound, sum_ in value.items() if sum_ is not None}
            if isinstance(value, Mapping)
            else str(value)
            for name, value in inner.items()
            if value is not None
        }

    return _walked(given, leaf, may_choose=False)


def _walked(
    given: Mapping[str, Any], leaf: Callable[[str, Mapping[str, Any]], Any], *, may_choose: bool = True
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, inner in given.items():
        if inner is None:
            continue
        if name == "OR" and not may_choose:
            raise InvalidInput(_("A rule holds between two sums."), field="order_predicate")
        if name in ("AND", "OR"):
            found[name] = [_walked(each, leaf, may_choose=may_choose) for each in inner]
        else:
            word = to_camel_case(name)
            found[word] = leaf(word, inner)
    return found


def shown_catalogue(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return a predicate that is kept, as a client wrote it."""
    return {
        word: [shown_catalogue(each) for each in inner]
        if word in ("AND", "OR")
        else {"ids": [global_id(_LEAVES[word], key) for key in inner["ids"]]}
        for word, inner in kept.items()
    }


def shown_order(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return a predicate about baskets that is kept, with amounts as texts, as the contract tells them."""
    return dict(kept)
