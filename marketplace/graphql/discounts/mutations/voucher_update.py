"""Change a voucher."""

from typing import Any

import graphene

from marketplace.graphql.discounts.frame import DiscountError, node_key
from marketplace.graphql.discounts.inputs import VoucherInput, codes_of, voucher_changes
from marketplace.graphql.discounts.types import Voucher
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.promotions.services.voucher_write import voucher_update


class VoucherUpdate(ServiceMutation):
    """Change a voucher. Requires MANAGE_DISCOUNTS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the voucher.")
        input = graphene.Argument(VoucherInput, required=True, description="What changes.")

    class Meta:
        error_type = DiscountError
        error_fields = {"starts_at": "startDate", "ends_at": "endDate", "discount_value": "discountValue"}

    voucher = graphene.Field(Voucher, description="The voucher.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """Do it."""
        voucher = voucher_update(
            actor=info.context.actor,
            voucher_id=node_key(id, "Voucher"),
            changes=voucher_changes(input),
            add_codes=codes_of(input),
            now=info.context.now,
        )
        return cls(voucher=voucher)
