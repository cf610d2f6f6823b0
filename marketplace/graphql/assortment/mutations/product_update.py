"""Change a product."""

from typing import Any

import graphene

from catalog.services.product_write import product_write
from marketplace.graphql.assortment.changes import product_texts
from marketplace.graphql.assortment.frame import ERROR_FIELDS, ProductError, product_named, product_row
from marketplace.graphql.assortment.inputs import ProductInput
from marketplace.graphql.catalog.types import Product
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class ProductUpdate(ServiceMutation):
    """Change a product. Requires MANAGE_PRODUCTS, or to be its seller."""

    class Arguments:
        external_reference = graphene.String(description="External ID of a product.")
        id = graphene.ID(description="ID of a product.")
        input = graphene.Argument(ProductInput, required=True, description="What is to change.")

    class Meta:
        error_type = ProductError
        error_fields = ERROR_FIELDS

    product = graphene.Field(Product, description="The product.")

    @classmethod
    def perform(
        cls,
        info: Info,
        *,
        input: dict[str, Any],
        id: str | None = None,
        external_reference: str | None = None,
    ) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        product = product_write(
            actor=info.context.actor,
            product_id=product_named(id, external_reference),
            texts=product_texts(input),
            now=info.context.now,
        )
        return cls(product=product_row(info, product.pk))
