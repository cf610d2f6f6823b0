"""What the mutations of shipping have in common."""

import uuid

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.mutation import error_type
from marketplace.kernel.errors import NotFound

_WHY = "Why nothing was done with a shipping zone or method."
ShippingError = error_type(
    "ShippingError",
    saleor_enum("ShippingErrorCode", _WHY),
    description=_WHY,
    warehouses=graphene.List(graphene.NonNull(graphene.ID), description="Warehouses that caused the error."),
    channels=graphene.List(graphene.NonNull(graphene.ID), description="Channels that caused the error."),
)


def zone_key(id_: str | None, *, field: str = "id") -> int:
    """
    Return the key of the zone that a client means.

    :raises ApiError: if what was given is no ID
    :raises NotFound: if it can name no zone
    """
    key = key_of(id_, "ShippingZone") if id_ is not None else None
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {id_}", field=field)
    return key


def method_key(id_: str) -> uuid.UUID:
    """
    Return the key of the method that a client means.

    :raises ApiError: if what was given is no ID
    :raises NotFound: if it can name no method
    """
    # Clients that know it from a checkout name it as the method of an order
    key = key_of(id_, "ShippingMethodType", uuid.UUID) or key_of(id_, "ShippingMethod", uuid.UUID)
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {id_}", field="id")
    return key
