"""Approve a settlement; from a limit on, another person than who prepared it."""

from typing import Any

import graphene

from marketplace.graphql.books.frame import (
    ERROR_FIELDS,
    SettlementError,
    settlement_key,
    settlement_row,
)
from marketplace.graphql.books.types import Settlement
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.payouts.services.settlement_approve import settlement_approve


class SettlementApprove(ServiceMutation):
    """Approve a settlement; from a limit on, another person than who prepared it."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the settlement.")

    class Meta:
        error_type = SettlementError
        error_fields = ERROR_FIELDS

    settlement = graphene.Field(Settlement, description="The settlement after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """Approve it."""
        key = settlement_key(id)
        settlement_approve(actor=info.context.actor, run_id=key, now=info.context.now)
        return cls(settlement=settlement_row(info, key))
