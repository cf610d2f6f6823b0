"""Say what holds for the whole shop."""

from typing import Any

import graphene

from marketplace.channels.services.shop_settings_update import shop_settings_update
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.shop.metadata import metadata_given
from marketplace.graphql.shop.queries import Shop
from marketplace.graphql.shop.shop_settings import ShopRow, ShopSettingsInput, values_given

_WHY = "Why nothing was done with the shop's settings."
ShopError = error_type("ShopError", saleor_enum("ShopErrorCode", _WHY), description=_WHY)


class ShopSettingsUpdate(ServiceMutation):
    """Say what holds for the whole shop. Requires MANAGE_SETTINGS."""

    class Arguments:
        input = graphene.Argument(ShopSettingsInput, required=True, description="What is to hold.")

    class Meta:
        error_type = ShopError

    shop = graphene.Field(Shop, description="The shop.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """Write it."""
        shop_settings_update(
            actor=info.context.actor,
            values=values_given(input),
            metadata=metadata_given(input.get("metadata")),
            private_metadata=metadata_given(input.get("private_metadata")),
            hold_minutes=input.get("reserve_stock_duration_anonymous_user") or None,
        )
        return cls(shop=ShopRow())
