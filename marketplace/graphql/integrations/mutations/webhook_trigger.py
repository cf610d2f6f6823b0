"""Tell a webhook of something now."""

from typing import Any

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.integrations.frame import key
from marketplace.graphql.integrations.trying import triggered
from marketplace.graphql.integrations.types import EventDelivery
from marketplace.graphql.kit.allowance import AUTHENTICATED_STAFF_USER
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type

WebhookTriggerError = error_type(
    "WebhookTriggerError",
    saleor_enum("WebhookTriggerErrorCode", "Why nothing is told."),
    description="Why nothing is told.",
)


class WebhookTrigger(ServiceMutation):
    """Tell a webhook of something now."""

    class Arguments:
        object_id = graphene.ID(required=True, description="ID of what it is about.")
        webhook_id = graphene.ID(required=True, description="ID of the webhook.")

    class Meta:
        error_type = WebhookTriggerError
        permissions = (AUTHENTICATED_STAFF_USER,)

    delivery = graphene.Field(EventDelivery, description="The delivery.")

    @classmethod
    def perform(cls, info: Info, *, object_id: str, webhook_id: str) -> Any:
        """Have it told."""
        webhook = key(webhook_id, "Webhook", "webhook_id")
        return cls(delivery=triggered(info, object_id=object_id, webhook_id=webhook))
