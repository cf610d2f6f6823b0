"""Take sales away, all or none."""

import uuid
from typing import Any

import graphene

from marketplace.graphql.discounts.frame import ERROR_FIELDS, DiscountError
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.promotions.services.sale_write import sales_delete


class SaleBulkDelete(ServiceMutation):
    """Take sales away, all or none. Requires MANAGE_DISCOUNTS."""

    class Arguments:
        ids = graphene.List(graphene.NonNull(graphene.ID), required=True, description="IDs of sales.")

    class Meta:
        error_type = DiscountError
        error_fields = ERROR_FIELDS
        permissions = ("MANAGE_DISCOUNTS",)

    count = graphene.Int(required=True, default_value=0, description="How many were taken away.")

    @classmethod
    def perform(cls, info: Info, *, ids: list[str]) -> Any:
        """Do it."""
        keys = keys_of(ids, "Sale", uuid.UUID)
        return cls(count=sales_delete(actor=info.context.actor, sale_ids=keys, now=info.context.now))
