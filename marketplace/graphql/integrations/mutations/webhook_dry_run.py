"""See what a subscription would tell of something."""

from typing import Any

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.integrations.trying import dry_run
from marketplace.graphql.kit.allowance import AUTHENTICATED_STAFF_USER
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.kit.scalars import JSONString

WebhookDryRunError = error_type(
    "WebhookDryRunError",
    saleor_enum("WebhookDryRunErrorCode", "Why nothing would be told."),
    description="Why nothing would be told.",
)


class WebhookDryRun(ServiceMutation):
    """See what a subscription would tell of something."""

    class Arguments:
        object_id = graphene.ID(required=True, description="ID of what it is about.")
        query = graphene.String(required=True, description="The subscription.")

    class Meta:
        error_type = WebhookDryRunError
        permissions = (AUTHENTICATED_STAFF_USER,)

    payload = JSONString(description="What would be told.")

    @classmethod
    def perform(cls, info: Info, *, object_id: str, query: str) -> Any:
        """Write it."""
        return cls(payload=dry_run(info, object_id=object_id, query=query))
