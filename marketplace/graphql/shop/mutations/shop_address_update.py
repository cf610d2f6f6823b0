"""Say where the marketplace has its seat."""

from typing import Any

import graphene

from marketplace.channels.services.shop_address_set import shop_address_set
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shop.addresses import ADDRESS_FIELDS, AddressInput, contact_of
from marketplace.graphql.shop.mutations.shop_settings_update import ShopError
from marketplace.graphql.shop.queries import Shop
from marketplace.graphql.shop.shop_settings import ShopRow


class ShopAddressUpdate(ServiceMutation):
    """Say where the marketplace has its seat; without an address, nowhere. Requires MANAGE_SETTINGS."""

    class Arguments:
        input = graphene.Argument(AddressInput, description="The address.")

    class Meta:
        error_type = ShopError
        errors_alias = "shop_errors"
        error_fields = ADDRESS_FIELDS

    shop = graphene.Field(Shop, description="The shop.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any] | None = None) -> Any:
        """Write it."""
        shop_address_set(actor=info.context.actor, address=contact_of(input) if input is not None else None)
        return cls(shop=ShopRow())
