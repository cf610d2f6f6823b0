"""Say for how long gift cards hold whose last day nobody names."""

from typing import Any

import graphene

from marketplace.graphql.discounts.gift_card_settings import (
    GiftCardSettings,
    GiftCardSettingsError,
    GiftCardSettingsUpdateInput,
)
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.errors import Missing
from marketplace.promotions.services.gift_card_rule_write import gift_card_rule_write
from marketplace.promotions.states import PeriodUnit


class GiftCardSettingsUpdate(ServiceMutation):
    """Say for how long gift cards hold whose last day nobody names. Requires MANAGE_GIFT_CARD."""

    class Arguments:
        input = graphene.Argument(GiftCardSettingsUpdateInput, required=True, description="What changes.")

    class Meta:
        error_type = GiftCardSettingsError

    gift_card_settings = graphene.Field(GiftCardSettings, description="The settings.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """Do it."""
        period, kind = input.get("expiry_period"), input.get("expiry_type")
        wanted = str(getattr(kind, "value", kind or "")).upper()
        if wanted == "EXPIRY_PERIOD" and not period:
            raise Missing(
                "Expiry period settings are required for expiry period type.", field="expiry_period"
            )
        given = None
        if period and wanted != "NEVER_EXPIRE":
            unit = str(getattr(period["type"], "value", period["type"])).lower()
            given = (period["amount"], PeriodUnit(unit))
        rule = gift_card_rule_write(actor=info.context.actor, period=given, now=info.context.now)
        return cls(gift_card_settings=GiftCardSettings.row(rule))
