"""Lock an approved settlement: what it pays is promised."""

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
from marketplace.payouts.services.settlement_lock import settlement_lock


class SettlementLock(ServiceMutation):
    """Lock an approved settlement: what it pays is promised."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the settlement.")

    class Meta:
        error_type = SettlementError
        error_fields = ERROR_FIELDS

    settlement = graphene.Field(Settlement, description="The settlement after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """Lock it."""
        key = settlement_key(id)
        settlement_lock(actor=info.context.actor, run_id=key, now=info.context.now)
        return cls(settlement=settlement_row(info, key))
