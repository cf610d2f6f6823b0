"""What apps can be told or asked, as the contract names it."""

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.integrations.delivery_inputs import WebhookEventTypeEnum
from marketplace.graphql.kit.info import Info

WebhookEventTypeAsyncEnum = saleor_enum("WebhookEventTypeAsyncEnum", "What can happen, told afterwards.")
WebhookEventTypeSyncEnum = saleor_enum("WebhookEventTypeSyncEnum", "What an app is asked at once.")


class _WebhookEvent:
    name = graphene.String(required=True, description="What happens, in words.")

    @staticmethod
    def resolve_name(root: str, _info: Info) -> str:
        """Return the event in words."""
        return root.replace("_", " ").capitalize()

    @staticmethod
    def resolve_event_type(root: str, _info: Info) -> str:
        """Return the contract's word."""
        return root.upper()


class WebhookEvent(_WebhookEvent, graphene.ObjectType):
    """Something that can happen."""

    event_type = graphene.Field(WebhookEventTypeEnum, required=True, description="What happens.")


class WebhookEventAsync(_WebhookEvent, graphene.ObjectType):
    """Something of which an app is told afterwards."""

    event_type = graphene.Field(WebhookEventTypeAsyncEnum, required=True, description="What happens.")


class WebhookEventSync(_WebhookEvent, graphene.ObjectType):
    """Something that an app is asked at once."""

    event_type = graphene.Field(WebhookEventTypeSyncEnum, required=True, description="What is asked.")
