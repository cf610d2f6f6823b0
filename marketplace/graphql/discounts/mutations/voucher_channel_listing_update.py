"""Say where a voucher holds and what it is worth there."""

from typing import Any

import graphene

from marketplace.graphql.discounts.frame import DiscountError, node_key
from marketplace.graphql.discounts.inputs import VoucherChannelListingInput, listing_change
from marketplace.graphql.discounts.types import Voucher
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.promotions.services.voucher_write import voucher_list


class VoucherChannelListingUpdate(ServiceMutation):
    """Say where a voucher holds and what it is worth there. Requires MANAGE_DISCOUNTS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the voucher.")
        input = graphene.Argument(VoucherChannelListingInput, required=True, description="Where.")

    class Meta:
        error_type = DiscountError

    voucher = graphene.Field(Voucher, description="The voucher.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """Do it."""
        voucher = voucher_list(
            actor=info.context.actor,
            voucher_id=node_key(id, "Voucher"),
            added=[listing_change(each) for each in input.get("add_channels") or []],
            removed=keys_of(input.get("remove_channels") or [], "Channel"),
            now=info.context.now,
        )
        return cls(voucher=voucher)
