"""Write several products with their pictures, channels and variants."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import graphene

from catalog.selectors.categories import families
from catalog.services.product_shelve import product_shelve
from catalog.services.product_write import product_write_new
from marketplace.graphql.assortment.bulk_inputs import ERROR_POLICY, ErrorPolicyEnum, ProductBulkCreateInput
from marketplace.graphql.assortment.bulk_parts import (
    BULK_ERROR_FIELDS,
    pictures_added,
    variant_written,
)
from marketplace.graphql.assortment.changes import product_texts, shelf_changes
from marketplace.graphql.assortment.frame import known_key, product_rows
from marketplace.graphql.catalog.types import Product
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.bulk import Policy, WrittenRow, errors_told, rows_written
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.kernel.actor import Permission

_WHY = "Why one of several products was not written."
_PARTS = frozenset({"media", "channel_listings", "variants"})


def _ids(description: str) -> Any:
    return graphene.List(graphene.NonNull(graphene.ID), description=description)


ProductBulkCreateError = error_type(
    "ProductBulkCreateError",
    saleor_enum("ProductBulkCreateErrorCode", _WHY),
    description=_WHY,
    path=graphene.String(description="Path to the part that caused the error."),
    attributes=_ids("Attributes that caused the error."),
    values=_ids("Values that caused the error."),
    warehouses=_ids("Warehouses that caused the error."),
    channels=_ids("Channels that caused the error."),
)


class ProductBulkResult(graphene.ObjectType):
    """One of several products, or why it was not written."""

    product = graphene.Field(Product, description="The product.")
    errors = graphene.List(graphene.NonNull(ProductBulkCreateError), description="What was not written.")


class ProductBulkCreate(ServiceMutation):
    """Write products with their pictures, channels and variants. Requires MANAGE_PRODUCTS, or to be their seller."""

    class Arguments:
        error_policy = graphene.Argument(ErrorPolicyEnum, description=ERROR_POLICY)
        products = graphene.List(
            graphene.NonNull(ProductBulkCreateInput), required=True, description="What is known of them."
        )

    class Meta:
        error_type = ProductBulkCreateError
        error_fields = BULK_ERROR_FIELDS

    count = graphene.Int(required=True, default_value=0, description="How many were written.")
    results = graphene.List(
        graphene.NonNull(ProductBulkResult), required=True, default_value=(), description="One for each."
    )

    @classmethod
    def perform(cls, info: Info, *, products: list[dict[str, Any]], error_policy: Any = None) -> Any:
        """
        Write them.

        :raises PermissionDenied: to a visitor, who neither sells nor works here
        """
        if info.context.actor.is_anonymous:
            raise PermissionDenied.needing([Permission.MANAGE_PRODUCTS.name])
        rows = rows_written(products, Policy.said(error_policy), partial(_write, info))
        results = [
            {"product": product, "errors": errors_told(row, cls._meta.error_type.codes, BULK_ERROR_FIELDS)}
            for row, product in zip(rows, product_rows(info, [row.key for row in rows]), strict=True)
        ]
        return cls(count=sum(row.key is not None for row in rows), results=results)


def _write(info: Info, row: WrittenRow, given: Mapping[str, Any]) -> None:
    key = row.part("", partial(_product_written, info, given))
    if key is None:
        return
    row.key = key
    for place, each in enumerate(given.get("channel_listings") or ()):
        row.part(f"channelListings.{place}", partial(_listed, info, key, each), channels=[each["channel_id"]])
    for place, each in enumerate(given.get("variants") or ()):
        variant_written(row, info, key, each, path=f"variants.{place}.")
    pictures_added(row, info, key, given.get("media") or ())


def _product_written(info: Info, given: Mapping[str, Any]) -> int:
    known = {family.product_type_id for family in families()}
    known_key(given["product_type"], "ProductType", field="product_type", known=known)
    owner = given.get("organisation")
    product = product_write_new(
        actor=info.context.actor,
        organisation_id=None if owner is None else known_key(owner, "Cooperative", field="organisation"),
        texts=product_texts({name: value for name, value in given.items() if name not in _PARTS}),
        now=info.context.now,
    )
    return product.pk


def _listed(info: Info, product_id: int, given: Mapping[str, Any]) -> None:
    product_shelve(
        actor=info.context.actor,
        product_id=product_id,
        changes=[shelf_changes(given)],
        now=info.context.now,
    )
