"""Delete vouchers; those that orders have used are closed instead."""

from typing import Any

import graphene

from marketplace.graphql.discounts.frame import DiscountError
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.promotions.services.voucher_write import vouchers_delete


class VoucherBulkDelete(ServiceMutation):
    """Delete vouchers; those that orders have used are closed instead. Requires MANAGE_DISCOUNTS."""

    class Arguments:
        ids = graphene.List(graphene.NonNull(graphene.ID), required=True, description="IDs of vouchers.")

    class Meta:
        error_type = DiscountError

    count = graphene.Int(required=True, default_value=0, description="How many were deleted.")

    @classmethod
    def perform(cls, info: Info, *, ids: list[str]) -> Any:
        """Do it."""
        keys = keys_of(ids, "Voucher")
        return cls(count=vouchers_delete(actor=info.context.actor, voucher_ids=keys))
