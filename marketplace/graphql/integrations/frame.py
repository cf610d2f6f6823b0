"""What the mutations of apps and webhooks share."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import graphene

from marketplace.apps.services.webhook_save import WebhookDetails
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.mutation import error_type
from marketplace.graphql.orders.permissions import PermissionEnum
from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import NotFound

AppErrorCode = saleor_enum("AppErrorCode", "Why something could not be done to an app.")
WebhookErrorCode = saleor_enum("WebhookErrorCode", "Why something could not be done to a webhook.")
AppError = error_type(
    "AppError",
    AppErrorCode,
    description="Why something could not be done to an app.",
    permissions=graphene.List(
        graphene.NonNull(PermissionEnum), description="Permissions that caused the error."
    ),
)
WebhookError = error_type(
    "WebhookError", WebhookErrorCode, description="Why something could not be done to a webhook."
)


def key(given: str, type_name: str, field: str = "id") -> int:
    """
    Return the key of the thing that a client means.

    :raises ApiError: if what was given is no ID
    :raises NotFound: if it can name nothing of the kind
    """
    found = key_of(given, type_name)
    if found is None:
        raise NotFound(f"Couldn't resolve to a node: {given}", field=field)
    return found


def permissions_given(given: Sequence[Any] | None) -> list[str]:
    """Return our names of the contract's permissions."""
    return [Permission[getattr(each, "value", each)].value for each in given or ()]


def webhook_details(given: Mapping[str, Any]) -> WebhookDetails:
    """Return what was said of a webhook."""
    return WebhookDetails(
        name=given.get("name"),
        identifier=given.get("identifier"),
        target_url=given.get("target_url"),
        query=given.get("query"),
        events=_events(given),
        is_active=given.get("is_active"),
        secret_key=given.get("secret_key"),
        custom_headers=given.get("custom_headers"),
    )


def _events(given: Mapping[str, Any]) -> Collection[str] | None:
    """Return the events that were named; nothing if none were, then the subscription says which."""
    names = [each for word in ("events", "async_events", "sync_events") for each in given.get(word) or ()]
    return [str(getattr(each, "value", each)).lower() for each in names] or None
