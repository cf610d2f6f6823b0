"""Attributes and product types as lists: at the root, below types that could have them, and the way back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import graphene
from django.db.models import Q

from catalog.models.attribute import Attribute as AttributeModel
from catalog.selectors.assigned import AttributeRow
from catalog.selectors.attribute_lists import attribute_keys, attributes_taken, families_of_attributes
from catalog.selectors.categories import Family, families
from marketplace.graphql.catalog.attribute_filters import (
    AttributeFilterInput,
    AttributeSortingInput,
    AttributeWhereInput,
    attribute_condition,
    order_given,
)
from marketplace.graphql.catalog.attributes import Attribute, attributes_named
from marketplace.graphql.guards import is_staff, one_of
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import Page, connect, connection_field, connection_of
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import answers
from marketplace.graphql.kit.pages import KeyPages, ListPages

Given = Mapping[str, Any] | None
AttributeConnection = connection_of("Attribute", lambda: Attribute)


def families_by_id(keys: Sequence[int]) -> dict[int, Family]:
    """Load families by key: all there are, in one query."""
    wanted = set(keys)
    return {each.product_type_id: each for each in families() if each.product_type_id in wanted}


def _families(keys: Sequence[int], info: Info) -> list[Family]:
    return [each for each in info.context.load(families_by_id, keys) if each is not None]


@answers("Attribute.productTypes")
def _of_products(parents: Sequence[AttributeRow], info: Info, **_page: object) -> list[Page]:
    places = info.context.load(families_of_attributes, [each.id for each in parents])
    return [
        connect(ListPages(_families(each.of_products, info)), info) for each in places if each is not None
    ]


@answers("Attribute.productVariantTypes")
def _of_variants(parents: Sequence[AttributeRow], info: Info, **_page: object) -> list[Page]:
    places = info.context.load(families_of_attributes, [each.id for each in parents])
    return [
        connect(ListPages(_families(each.of_variants, info)), info) for each in places if each is not None
    ]


def _page(info: Info, keys: Sequence[int]) -> Page:
    return connect(KeyPages(keys, lambda wanted: info.context.load(attributes_named, wanted)), info)


def list_arguments() -> dict[str, Any]:
    """Return the arguments of every list of attributes."""
    return {
        "filter": graphene.Argument(AttributeFilterInput, description="Which attributes to keep."),
        "where": graphene.Argument(AttributeWhereInput, description="Which to keep, the newer way."),
        "search": graphene.String(description="A part of the name or the slug."),
    }


def available_attributes(kind: str, key: Callable[[Any], int]) -> graphene.Field:
    """Return the field of the attributes of a kind that a type has not got yet."""

    @batched
    def resolve(
        parents: Sequence[Any],
        info: Info,
        *,
        filter: Given = None,
        where: Given = None,
        search: str | None = None,
        **_rest: object,
    ) -> list[Page]:
        condition = attribute_condition(info, filter, where) & Q(kind=kind)
        shown = not is_staff(info.context.actor)
        text = search or (filter or {}).get("search") or ""
        keys = attribute_keys(condition, order_given(None), only_shown=shown, search=text)
        taken = attributes_taken(kind, [key(each) for each in parents])
        return [_page(info, [each for each in keys if each not in taken[key(parent)]]) for parent in parents]

    return connection_field(
        AttributeConnection,
        resolver=resolve,
        description="Attributes that it could have and has not got.",
        **list_arguments(),
    )


class AttributeQueries(graphene.ObjectType):
    """What can be asked of attributes."""

    attributes = connection_field(
        AttributeConnection,
        sort_by=graphene.Argument(AttributeSortingInput, description="How to sort them."),
        channel=graphene.String(description="Taken for compatibility: attributes are in no channel."),
        description="List of attributes; customers see those that are for them.",
        **list_arguments(),
    )
    attribute = graphene.Field(
        Attribute,
        id=graphene.ID(description="ID of the attribute."),
        slug=graphene.String(description="Slug of the attribute."),
        external_reference=graphene.String(description="External ID of the attribute."),
        description="Look up an attribute by ID, slug or external ID.",
    )

    @staticmethod
    def resolve_attributes(
        _root: object,
        info: Info,
        *,
        filter: Given = None,
        where: Given = None,
        sort_by: Given = None,
        search: str | None = None,
        **_rest: object,
    ) -> Page:
        """Return a page of them."""
        text = search or (filter or {}).get("search") or ""
        condition = attribute_condition(info, filter, where)
        shown = not is_staff(info.context.actor)
        return _page(info, attribute_keys(condition, order_given(sort_by), only_shown=shown, search=text))

    @staticmethod
    def resolve_attribute(
        _root: object,
        info: Info,
        id: str | None = None,
        slug: str | None = None,
        external_reference: str | None = None,
    ) -> AttributeRow | None:
        """Return one; one that is not for customers to the staff alone."""
        one_of(id=id, slug=slug, external_reference=external_reference)
        if id is not None:
            key = key_of(id, "Attribute")
        else:
            named = {"slug": slug} if slug is not None else {"external_reference": external_reference}
            key = AttributeModel.objects.filter(**named).values_list("pk", flat=True).first()
        (row,) = info.context.load(attributes_named, [key])
        if row is not None and not row.visible_in_storefront and not is_staff(info.context.actor):
            return None
        return row
