"""Draft a settlement."""

from datetime import date
from typing import Any

import graphene

from marketplace.graphql.books.frame import SettlementError, settlement_row
from marketplace.graphql.books.types import Settlement
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.kit.scalars import Date
from marketplace.kernel.money import BASE_CURRENCY
from marketplace.payouts.services.settlement_prepare import settlement_prepare


class SettlementPrepare(ServiceMutation):
    """Draft the settlement of a date of the calendar: a statement for each cooperative; again, it changes nothing."""

    class Arguments:
        due_date = graphene.Argument(Date, required=True, description="The day on which it is paid.")
        currency = graphene.String(default_value=BASE_CURRENCY, description="Currency code.")

    class Meta:
        error_type = SettlementError
        error_fields = {"due_date": "dueDate"}

    settlement = graphene.Field(Settlement, description="The settlement.")

    @classmethod
    def perform(cls, info: Info, *, due_date: date, currency: str) -> Any:
        """Draft it."""
        run = settlement_prepare(
            actor=info.context.actor, due_date=due_date, currency=currency, now=info.context.now
        )
        return cls(settlement=settlement_row(info, run.pk))
