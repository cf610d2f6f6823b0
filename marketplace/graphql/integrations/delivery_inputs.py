"""How deliveries to apps, and pages of apps, are narrowed down and sorted."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.catalog.input_types import OrderDirection
from marketplace.graphql.contract import saleor_enum

EventDeliveryStatusEnum = saleor_enum("EventDeliveryStatusEnum", "Where a delivery stands.")
WebhookEventTypeEnum = saleor_enum("WebhookEventTypeEnum", "What can happen.")
EventDeliverySortField = saleor_enum("EventDeliverySortField", "By what deliveries can be sorted.")
EventDeliveryAttemptSortField = saleor_enum("EventDeliveryAttemptSortField", "By what calls can be sorted.")
Given = Mapping[str, Any] | None


class EventDeliveryFilterInput(graphene.InputObjectType):
    """Which deliveries to keep."""

    status = graphene.Argument(EventDeliveryStatusEnum, description="Where they stand.")
    event_type = graphene.Argument(WebhookEventTypeEnum, description="What happened.")


class EventDeliverySortingInput(graphene.InputObjectType):
    """How to sort deliveries."""

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    field = graphene.Argument(EventDeliverySortField, required=True, description="By what to sort.")


class EventDeliveryAttemptSortingInput(graphene.InputObjectType):
    """How to sort the calls of a delivery."""

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    field = graphene.Argument(EventDeliveryAttemptSortField, required=True, description="By what to sort.")


class AppExtensionFilterInput(graphene.InputObjectType):
    """Which pages of apps to keep."""

    mount_name = graphene.List(
        graphene.NonNull(graphene.String), description="Where they show, any of these; case does not matter."
    )
    target_name = graphene.String(description="How they open; case does not matter.")


def is_newest_first(sort_by: Given) -> bool:
    """Say whether the newest comes first, as it does unless a client says otherwise."""
    return sort_by is None or str(getattr(sort_by["direction"], "value", sort_by["direction"])) == "DESC"


def deliveries_kept(given: Given) -> dict[str, str]:
    """Return what a client keeps as columns of deliveries with their values."""
    columns = {"status": "state", "event_type": "event_type"}
    return {
        column: str(getattr(given[name], "value", given[name])).lower()
        for name, column in columns.items()
        if given and given.get(name) is not None
    }


def extensions_kept(pages: list[dict[str, Any]], given: Given) -> list[dict[str, Any]]:
    """Return the pages of apps that a client keeps."""
    mounts, target = (given or {}).get("mount_name"), (given or {}).get("target_name")
    if mounts is not None:
        wanted = {each.casefold() for each in mounts}
        pages = [page for page in pages if page["mount_name"].casefold() in wanted]
    if target is not None:
        pages = [page for page in pages if page["target_name"].casefold() == target.casefold()]
    return pages
