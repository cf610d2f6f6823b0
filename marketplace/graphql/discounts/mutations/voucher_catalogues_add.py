"""Add to what a voucher is limited to."""

from typing import Any

import graphene

from marketplace.graphql.discounts.frame import DiscountError, node_key
from marketplace.graphql.discounts.inputs import CatalogueInput, scopes_of
from marketplace.graphql.discounts.types import Voucher
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.promotions.services.voucher_write import voucher_scope_change


class VoucherAddCatalogues(ServiceMutation):
    """Add to what a voucher is limited to. Requires MANAGE_DISCOUNTS."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the voucher.")
        input = graphene.Argument(CatalogueInput, required=True, description="What it is.")

    class Meta:
        error_type = DiscountError

    voucher = graphene.Field(Voucher, description="The voucher.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """Do it."""
        voucher = voucher_scope_change(
            actor=info.context.actor,
            voucher_id=node_key(id, "Voucher"),
            scopes=scopes_of(input),
            is_added=True,
            now=info.context.now,
        )
        return cls(voucher=voucher)
