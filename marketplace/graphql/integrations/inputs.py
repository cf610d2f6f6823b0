"""What clients say of apps and webhooks."""

import graphene

from marketplace.graphql.integrations.delivery_inputs import WebhookEventTypeEnum
from marketplace.graphql.integrations.webhook_events import (
    WebhookEventTypeAsyncEnum,
    WebhookEventTypeSyncEnum,
)
from marketplace.graphql.kit.scalars import JSONString
from marketplace.graphql.orders.permissions import PermissionEnum


class AppInput(graphene.InputObjectType):
    """What an app is."""

    name = graphene.String(description="Name of the app.")
    identifier = graphene.String(description="How clients call it.")
    permissions = graphene.List(graphene.NonNull(PermissionEnum), description="What it may.")


class AppTokenInput(graphene.InputObjectType):
    """Another token."""

    name = graphene.String(description="Name of the token.")
    app = graphene.ID(required=True, description="ID of the app.")


class AppInstallInput(graphene.InputObjectType):
    """Which app to fetch."""

    app_name = graphene.String(required=True, description="Name of the app to install.")
    manifest_url = graphene.String(required=True, description="Where its manifest stands.")
    activate_after_installation = graphene.Boolean(
        default_value=True, description="Whether it may act at once."
    )
    permissions = graphene.List(graphene.NonNull(PermissionEnum), description="What it may.")


class WebhookUpdateInput(graphene.InputObjectType):
    """What changes of a webhook."""

    name = graphene.String(description="The new name of the webhook.")
    identifier = graphene.String(description="How the app itself calls it.")
    target_url = graphene.String(description="Where it is told.")
    events = graphene.List(
        graphene.NonNull(WebhookEventTypeEnum), description="What is told; older clients say it so."
    )
    async_events = graphene.List(
        graphene.NonNull(WebhookEventTypeAsyncEnum), description="What is told afterwards."
    )
    sync_events = graphene.List(
        graphene.NonNull(WebhookEventTypeSyncEnum), description="What is asked at once."
    )
    app = graphene.ID(description="ID of the app; it stays the one that it is.")
    is_active = graphene.Boolean(description="Whether it is told at all.")
    secret_key = graphene.String(description="Secret by which what is told is signed.")
    query = graphene.String(description="Subscription that says what of an event is told.")
    custom_headers = JSONString(description="Headers to be sent: X-... and Authorization, at most five.")


class WebhookCreateInput(WebhookUpdateInput):
    """A new webhook."""

    app = graphene.ID(description="ID of the app; without one, the app that asks.")
