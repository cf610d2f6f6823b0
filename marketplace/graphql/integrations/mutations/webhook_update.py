"""Change what an app is told, or where."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.apps.services.webhook_save import webhook_update
from marketplace.graphql.integrations.frame import WebhookError, webhook_details
from marketplace.graphql.integrations.inputs import WebhookUpdateInput
from marketplace.graphql.integrations.named import webhook_key
from marketplace.graphql.integrations.types import Webhook
from marketplace.graphql.kit.allowance import AUTHENTICATED_APP
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class WebhookUpdate(ServiceMutation):
    """Change what an app is told, or where."""

    class Arguments:
        id = graphene.ID(description="ID of the webhook.")
        identifier = graphene.String(description="How the app that asks calls it.")
        input = graphene.Argument(WebhookUpdateInput, required=True, description="What changes.")

    class Meta:
        error_type = WebhookError
        permissions = (
            "MANAGE_APPS",
            AUTHENTICATED_APP,
        )
        errors_alias = "webhook_errors"

    webhook = graphene.Field(Webhook, description="The webhook.")

    @classmethod
    def perform(
        cls, info: Info, *, input: Mapping[str, Any], id: str | None = None, identifier: str | None = None
    ) -> Any:
        """Change it."""
        row = webhook_update(
            actor=info.context.actor,
            webhook_id=webhook_key(info, id, identifier),
            details=webhook_details(input),
        )
        return cls(webhook=row)
