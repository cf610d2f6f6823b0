"""For how long gift cards hold, in the contract's shape."""

from typing import Any

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.mutation import error_type
from marketplace.promotions.models.gift_card import GiftCardRule

GiftCardSettingsExpiryTypeEnum = saleor_enum(
    "GiftCardSettingsExpiryTypeEnum", "Whether cards of which nobody names a last day have one."
)
TimePeriodTypeEnum = saleor_enum("TimePeriodTypeEnum", "In what a period is reckoned.")
_WHY = "Why the settings of gift cards were not changed."
GiftCardSettingsError = error_type(
    "GiftCardSettingsError", saleor_enum("GiftCardSettingsErrorCode", _WHY), description=_WHY
)


class TimePeriod(graphene.ObjectType):
    """A period of time."""

    amount = graphene.Int(required=True, description="The length of the period.")
    type = graphene.Field(TimePeriodTypeEnum, required=True, description="In what it is reckoned.")


class GiftCardSettings(graphene.ObjectType):
    """For how long gift cards hold whose last day nobody names."""

    expiry_type = graphene.Field(
        GiftCardSettingsExpiryTypeEnum, required=True, description="Whether they have a last day."
    )
    expiry_period = graphene.Field(TimePeriod, description="For how long they hold.")

    @staticmethod
    def row(rule: GiftCardRule | None) -> dict[str, Any]:
        """Return the settings as the API shows them."""
        if rule is None:
            return {"expiry_type": "NEVER_EXPIRE", "expiry_period": None}
        period = {"amount": rule.period_units, "type": rule.period_unit.upper()}
        return {"expiry_type": "EXPIRY_PERIOD", "expiry_period": period}


class TimePeriodInputType(graphene.InputObjectType):
    """A period of time."""

    amount = graphene.Int(required=True, description="The length of the period.")
    type = graphene.Argument(TimePeriodTypeEnum, required=True, description="In what it is reckoned.")


class GiftCardSettingsUpdateInput(graphene.InputObjectType):
    """What changes about the settings of gift cards."""

    expiry_type = graphene.Argument(
        GiftCardSettingsExpiryTypeEnum, description="Whether cards have a last day."
    )
    expiry_period = graphene.Argument(TimePeriodInputType, description="For how long they hold.")
