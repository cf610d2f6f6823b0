"""Take a sale away."""

from typing import Any

import graphene

from marketplace.graphql.discounts.frame import ERROR_FIELDS, DiscountError
from marketplace.graphql.discounts.sale_inputs import sale_key
from marketplace.graphql.discounts.sales import Sale, SaleRow
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.promotions.models.promotion import Promotion
from marketplace.promotions.services.sale_write import sales_delete


class SaleDelete(ServiceMutation):
    """Take a sale away. Requires MANAGE_DISCOUNTS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the sale.")

    class Meta:
        error_type = DiscountError
        error_fields = ERROR_FIELDS
        permissions = ("MANAGE_DISCOUNTS",)

    sale = graphene.Field(Sale, description="The sale.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """Do it."""
        key = sale_key(id)
        gone = Promotion.objects.filter(pk=key).first()
        sales_delete(actor=info.context.actor, sale_ids=[key], now=info.context.now)
        return cls(sale=SaleRow(gone) if gone is not None else None)
