"""The frame of what is done at a hub."""

import uuid

from marketplace.graphql.contract import own_error_codes
from marketplace.graphql.guards import named
from marketplace.graphql.kit.mutation import error_type

HubErrorCode = own_error_codes("HubErrorCode", "Why a step of the hub's could not be taken.")
HubError = error_type("HubError", HubErrorCode, description="Why a step of the hub's could not be taken.")
ERROR_FIELDS = {"fulfilment": "hubOrder", "allocation": "pickLine", "carrier": "carrier"}


def hub_order_key(given: str) -> uuid.UUID:
    """
    Return the key of what goes out for an order.

    :raises NotFound: if it can name none
    """
    key: uuid.UUID = named(given, "HubOrder", uuid.UUID, field="hub_order")
    return key
