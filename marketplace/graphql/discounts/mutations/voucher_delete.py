"""Delete a voucher; what orders have used is closed instead."""

from typing import Any

import graphene

from marketplace.graphql.discounts.frame import DiscountError, node_key
from marketplace.graphql.discounts.types import Voucher
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.promotions.selectors.rules import vouchers_listed
from marketplace.promotions.services.voucher_write import vouchers_delete


class VoucherDelete(ServiceMutation):
    """Delete a voucher; what orders have used is closed instead. Requires MANAGE_DISCOUNTS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the voucher.")

    class Meta:
        error_type = DiscountError

    voucher = graphene.Field(Voucher, description="The voucher.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """Do it."""
        key = node_key(id, "Voucher")
        voucher = vouchers_listed().filter(pk=key).first()
        vouchers_delete(actor=info.context.actor, voucher_ids=[key])
        return cls(voucher=voucher)
