"""Tell an app no more."""

from typing import Any

import graphene

from marketplace.apps.services.webhook_save import webhook_delete
from marketplace.graphql.integrations.frame import WebhookError
from marketplace.graphql.integrations.named import webhook_key
from marketplace.graphql.integrations.types import Webhook
from marketplace.graphql.kit.allowance import AUTHENTICATED_APP
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class WebhookDelete(ServiceMutation):
    """Tell an app no more."""

    class Arguments:
        id = graphene.ID(description="ID of the webhook.")
        identifier = graphene.String(description="How the app that asks calls it.")

    class Meta:
        error_type = WebhookError
        permissions = (
            "MANAGE_APPS",
            AUTHENTICATED_APP,
        )
        errors_alias = "webhook_errors"

    webhook = graphene.Field(Webhook, description="The webhook.")

    @classmethod
    def perform(cls, info: Info, *, id: str | None = None, identifier: str | None = None) -> Any:
        """Delete it."""
        row = webhook_delete(actor=info.context.actor, webhook_id=webhook_key(info, id, identifier))
        return cls(webhook=row)
