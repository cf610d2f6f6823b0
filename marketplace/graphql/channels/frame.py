"""What the mutations of channels have in common."""

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.mutation import error_type
from marketplace.kernel.errors import NotFound

_WHY = "Why nothing was done with a channel."
ChannelError = error_type(
    "ChannelError",
    saleor_enum("ChannelErrorCode", _WHY),
    description=_WHY,
    shipping_zones=graphene.List(graphene.NonNull(graphene.ID), description="Zones that caused the error."),
    warehouses=graphene.List(graphene.NonNull(graphene.ID), description="Warehouses that caused the error."),
)
# Parts of a channel as the contract calls them
ERROR_FIELDS = {"currency": "currencyCode", "country": "defaultCountry"}


def channel_key(id_: str, *, field: str = "id") -> int:
    """
    Return the key of the channel that a client means.

    :raises ApiError: if what was given is no ID
    :raises NotFound: if it can name no channel
    """
    key = key_of(id_, "Channel")
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {id_}", field=field)
    return key
