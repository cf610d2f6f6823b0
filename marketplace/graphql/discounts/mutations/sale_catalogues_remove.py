"""Take from what a sale is about."""

from typing import Any

import graphene

from marketplace.graphql.discounts.frame import ERROR_FIELDS, DiscountError
from marketplace.graphql.discounts.inputs import CatalogueInput, scopes_of
from marketplace.graphql.discounts.sale_inputs import sale_key
from marketplace.graphql.discounts.sales import Sale, SaleRow
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.promotions.services.sale_write import sale_scope_change


class SaleRemoveCatalogues(ServiceMutation):
    """Take from what a sale is about. Requires MANAGE_DISCOUNTS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the sale.")
        input = graphene.Argument(CatalogueInput, required=True, description="What it is.")

    class Meta:
        error_type = DiscountError
        error_fields = ERROR_FIELDS
        permissions = ("MANAGE_DISCOUNTS",)

    sale = graphene.Field(Sale, description="The sale.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """Do it."""
        sale = sale_scope_change(
            actor=info.context.actor,
            sale_id=sale_key(id),
            scopes=scopes_of(input),
            is_added=False,
            now=info.context.now,
        )
        return cls(sale=SaleRow(sale))
