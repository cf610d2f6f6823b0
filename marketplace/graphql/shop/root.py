"""What can be done to the shop itself."""

import graphene

from marketplace.graphql.shop.mutations.shop_address_update import ShopAddressUpdate
from marketplace.graphql.shop.mutations.shop_settings_update import ShopSettingsUpdate


class ShopMutations(graphene.ObjectType):
    """What can be done to the shop itself."""

    shop_address_update = ShopAddressUpdate.Field(description="Say where the marketplace has its seat.")
    shop_settings_update = ShopSettingsUpdate.Field(description="Say what holds for the whole shop.")
