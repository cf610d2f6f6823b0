"""Delete codes of vouchers that no order has used."""

from typing import Any

import graphene

from marketplace.graphql.discounts.frame import VoucherCodeBulkDeleteError
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.promotions.services.voucher_write import voucher_codes_delete


class VoucherCodeBulkDelete(ServiceMutation):
    """Delete codes of vouchers that no order has used. Requires MANAGE_DISCOUNTS."""

    class Arguments:
        ids = graphene.List(graphene.NonNull(graphene.ID), required=True, description="IDs of codes.")

    class Meta:
        error_type = VoucherCodeBulkDeleteError

    count = graphene.Int(required=True, default_value=0, description="How many were deleted.")

    @classmethod
    def perform(cls, info: Info, *, ids: list[str]) -> Any:
        """Do it."""
        keys = keys_of(ids, "VoucherCode")
        return cls(count=voucher_codes_delete(actor=info.context.actor, code_ids=keys))
