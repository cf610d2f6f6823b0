"""Make a voucher."""

from typing import Any

import graphene

from marketplace.graphql.discounts.frame import DiscountError
from marketplace.graphql.discounts.inputs import VoucherInput, codes_of, voucher_changes
from marketplace.graphql.discounts.types import Voucher
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.promotions.services.voucher_write import voucher_create


class VoucherCreate(ServiceMutation):
    """Make a voucher. Requires MANAGE_DISCOUNTS."""

    class Arguments:
        input = graphene.Argument(VoucherInput, required=True, description="What is known of it.")

    class Meta:
        error_type = DiscountError
        error_fields = {"starts_at": "startDate", "ends_at": "endDate", "discount_value": "discountValue"}

    voucher = graphene.Field(Voucher, description="The voucher.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """Do it."""
        voucher = voucher_create(
            actor=info.context.actor,
            changes=voucher_changes(input),
            codes=codes_of(input),
            now=info.context.now,
        )
        return cls(voucher=voucher)
