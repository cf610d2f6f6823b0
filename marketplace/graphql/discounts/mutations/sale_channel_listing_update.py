"""Say where a sale holds and by how much."""

from typing import Any

import graphene

from marketplace.graphql.discounts.frame import ERROR_FIELDS, DiscountError
from marketplace.graphql.discounts.sale_inputs import SaleChannelListingInput, sale_key, values_by_channel
from marketplace.graphql.discounts.sales import Sale, SaleRow
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.promotions.services.sale_write import sale_list


class SaleChannelListingUpdate(ServiceMutation):
    """Say where a sale holds and by how much. Requires MANAGE_DISCOUNTS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the sale.")
        input = graphene.Argument(SaleChannelListingInput, required=True, description="What it is.")

    class Meta:
        error_type = DiscountError
        error_fields = ERROR_FIELDS
        permissions = ("MANAGE_DISCOUNTS",)

    sale = graphene.Field(Sale, description="The sale.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """Do it."""
        sale = sale_list(
            actor=info.context.actor,
            sale_id=sale_key(id),
            values=values_by_channel(input),
            removed=keys_of(input.get("remove_channels") or [], "Channel"),
            now=info.context.now,
        )
        return cls(sale=SaleRow(sale))
