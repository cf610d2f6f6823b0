"""Make a sale."""

from typing import Any

import graphene

from marketplace.graphql.discounts.frame import ERROR_FIELDS, DiscountError
from marketplace.graphql.discounts.sale_inputs import SaleInput, sale_changes
from marketplace.graphql.discounts.sales import Sale, SaleRow
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.promotions.services.sale_write import sale_create


class SaleCreate(ServiceMutation):
    """Make a sale. Requires MANAGE_DISCOUNTS."""

    class Arguments:
        input = graphene.Argument(SaleInput, required=True, description="What it is.")

    class Meta:
        error_type = DiscountError
        error_fields = ERROR_FIELDS
        permissions = ("MANAGE_DISCOUNTS",)

    sale = graphene.Field(Sale, description="The sale.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """Do it."""
        sale = sale_create(actor=info.context.actor, changes=sale_changes(input), now=info.context.now)
        return cls(sale=SaleRow(sale))
