"""Change a sale."""

from typing import Any

import graphene

from marketplace.graphql.discounts.frame import ERROR_FIELDS, DiscountError
from marketplace.graphql.discounts.sale_inputs import SaleInput, sale_changes, sale_key
from marketplace.graphql.discounts.sales import Sale, SaleRow
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.promotions.services.sale_write import sale_update


class SaleUpdate(ServiceMutation):
    """Change a sale. Requires MANAGE_DISCOUNTS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the sale.")
        input = graphene.Argument(SaleInput, required=True, description="What it is.")

    class Meta:
        error_type = DiscountError
        error_fields = ERROR_FIELDS
        permissions = ("MANAGE_DISCOUNTS",)

    sale = graphene.Field(Sale, description="The sale.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """Do it."""
        sale = sale_update(
            actor=info.context.actor,
            sale_id=sale_key(id),
            changes=sale_changes(input),
            now=info.context.now,
        )
        return cls(sale=SaleRow(sale))
