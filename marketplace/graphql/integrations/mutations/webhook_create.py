"""Have an app told events."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.apps.services.webhook_save import webhook_create
from marketplace.graphql.integrations.frame import WebhookError, key, webhook_details
from marketplace.graphql.integrations.inputs import WebhookCreateInput
from marketplace.graphql.integrations.types import Webhook
from marketplace.graphql.kit.allowance import AUTHENTICATED_APP
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class WebhookCreate(ServiceMutation):
    """Have an app told events."""

    class Arguments:
        input = graphene.Argument(WebhookCreateInput, required=True, description="What is told, and where.")

    class Meta:
        error_type = WebhookError
        permissions = (
            "MANAGE_APPS",
            AUTHENTICATED_APP,
        )
        errors_alias = "webhook_errors"

    webhook = graphene.Field(Webhook, description="The webhook.")

    @classmethod
    def perform(cls, info: Info, *, input: Mapping[str, Any]) -> Any:
        """Make it."""
        app = input.get("app")
        row = webhook_create(
            actor=info.context.actor,
            app_id=key(app, "App", "app") if app else None,
            details=webhook_details(input),
        )
        return cls(webhook=row)
