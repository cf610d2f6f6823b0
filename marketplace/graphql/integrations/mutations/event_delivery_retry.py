"""Tell an app something again."""

from typing import Any

import graphene

from marketplace.apps.services.delivery_queue import delivery_retry
from marketplace.graphql.integrations.frame import WebhookError, key
from marketplace.graphql.integrations.types import EventDelivery
from marketplace.graphql.kit.allowance import AUTHENTICATED_APP
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class EventDeliveryRetry(ServiceMutation):
    """Tell an app something again."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the delivery.")

    class Meta:
        error_type = WebhookError
        permissions = (
            "MANAGE_APPS",
            AUTHENTICATED_APP,
        )

    delivery = graphene.Field(EventDelivery, description="The delivery.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """Tell it again."""
        row = delivery_retry(
            actor=info.context.actor,
            delivery_id=key(id, "EventDelivery"),
            now=info.context.now,
        )
        return cls(delivery=row)
