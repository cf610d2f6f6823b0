"""Write a product."""

from typing import Any

import graphene

from catalog.selectors.categories import families
from catalog.services.product_write import product_write_new
from marketplace.graphql.assortment.changes import product_texts
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, known_key, product_row
from marketplace.graphql.assortment.inputs import ProductCreateInput
from marketplace.graphql.catalog.types import Product
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.actor import Permission


class ProductCreate(ServiceMutation):
    """Write a product. Requires MANAGE_PRODUCTS, or to be its seller."""

    class Arguments:
        input = graphene.Argument(ProductCreateInput, required=True, description="What is known of it.")

    class Meta:
        error_type = ProductError
        error_fields = ERROR_FIELDS

    product = graphene.Field(Product, description="The product.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        :raises PermissionDenied: to a visitor, who neither sells nor works here
        """
        if info.context.actor.is_anonymous:
            raise PermissionDenied.needing([Permission.MANAGE_PRODUCTS.name])
        known = {family.product_type_id for family in families()}
        known_key(input["product_type"], "ProductType", field="product_type", known=known)
        owner = input.get("organisation")
        product = product_write_new(
            actor=info.context.actor,
            organisation_id=None if owner is None else known_key(owner, "Cooperative", field="organisation"),
            texts=product_texts(input),
            now=info.context.now,
        )
        return cls(product=product_row(info, product.pk))
