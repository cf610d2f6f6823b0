"""The frame of what is done at a hub."""

import uuid
from typing import Any

from marketplace.graphql.contract import own_error_codes
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.mutation import error_type
from marketplace.kernel.errors import NotFound

HubErrorCode = own_error_codes("HubErrorCode", "Why a step of the hub's could not be taken.")
HubError = error_type("HubError", HubErrorCode, description="Why a step of the hub's could not be taken.")
ERROR_FIELDS = {"fulfilment": "hubOrder", "allocation": "pickLine", "carrier": "carrier"}


def named(given: str, type_name: str, kind: type[Any] = int, *, field: str = "id") -> Any:
    """
    Return the key in an ID.

    :raises NotFound: if it can name nothing of that type
    """
    key = key_of(given, type_name, kind)
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {given}", field=field)
    return key


def hub_order_key(given: str) -> uuid.UUID:
    """
    Return the key of what goes out for an order.

    :raises NotFound: if it can name none
    """
    key: uuid.UUID = named(given, "HubOrder", uuid.UUID, field="hub_order")
    return key


def word(given: Any) -> str:
    """Return the plain word of an enum's member."""
    return str(getattr(given, "value", given))
