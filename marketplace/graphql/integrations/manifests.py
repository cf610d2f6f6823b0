"""What an app says of itself before it is let in."""

from typing import Any

import graphene

from marketplace.apps.manifest import Manifest as Said
from marketplace.apps.manifest import ManifestWebhook
from marketplace.graphql.integrations.standing import AppManifestBrand, brand_of_manifest
from marketplace.graphql.integrations.webhook_events import (
    WebhookEventTypeAsyncEnum,
    WebhookEventTypeSyncEnum,
)
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import JSON
from marketplace.graphql.orders.permissions import Permission, PermissionRow, permission_rows


class AppManifestWebhook(graphene.ObjectType):
    """What an app wants to be told."""

    name = graphene.String(required=True, description="The name of the webhook.")
    async_events = graphene.List(
        graphene.NonNull(WebhookEventTypeAsyncEnum), description="What it wants to be told afterwards."
    )
    sync_events = graphene.List(
        graphene.NonNull(WebhookEventTypeSyncEnum), description="What it wants to be asked at once."
    )
    query = graphene.String(required=True, description="What of an event it wants to be told.")
    target_url = graphene.String(required=True, description="Where it wants to be told.")

    @staticmethod
    def resolve_async_events(root: ManifestWebhook, _info: Info) -> list[str]:
        """Return what is told afterwards."""
        return [each.upper() for each in root.async_events]

    @staticmethod
    def resolve_sync_events(root: ManifestWebhook, _info: Info) -> list[str]:
        """Return what is asked at once."""
        return [each.upper() for each in root.sync_events]


class AppManifestExtension(graphene.ObjectType):
    """A page of an app inside the back office."""

    permissions = graphene.List(
        graphene.NonNull(Permission), required=True, description="Who sees the extension."
    )
    label = graphene.String(required=True, description="Label of the extension to show in the dashboard.")
    url = graphene.String(required=True, description="Address of the page.")
    mount_name = graphene.String(required=True, description="Where it shows.")
    target_name = graphene.String(required=True, description="How it opens.")
    settings = JSON(required=True, description="How it is shown.")
    identifier = graphene.String(description="How the app itself calls it.")


class Manifest(graphene.ObjectType):
    """What an app says of itself."""

    identifier = graphene.String(required=True, description="How clients call it.")
    version = graphene.String(required=True, description="Its version.")
    name = graphene.String(required=True, description="Its name.")
    about = graphene.String(description="What it says of itself.")
    permissions = graphene.List(graphene.NonNull(Permission), description="What it wants to be allowed.")
    app_url = graphene.String(description="Its page in the back office.")
    configuration_url = graphene.String(
        description="Its page for settings.", deprecation_reason="Use `appUrl` instead."
    )
    token_target_url = graphene.String(description="Where it takes its token.")
    data_privacy_url = graphene.String(description="What it does with data of people.")
    homepage_url = graphene.String(description="Its homepage.")
    support_url = graphene.String(description="Where its maker helps.")
    extensions = graphene.List(
        graphene.NonNull(AppManifestExtension), required=True, description="Its pages in the back office."
    )
    webhooks = graphene.List(
        graphene.NonNull(AppManifestWebhook), required=True, description="What it wants to be told."
    )
    audience = graphene.String(description="For whom its tokens are meant.")
    author = graphene.String(description="Who made it.")
    brand = graphene.Field(AppManifestBrand, description="What it looks like; null: without a logo.")
    data_privacy = graphene.String(
        description="Taken for compatibility: null, manifests say it at `dataPrivacyUrl`.",
        deprecation_reason="Use `dataPrivacyUrl` instead.",
    )

    @staticmethod
    def resolve_brand(root: Said, _info: Info) -> str | None:
        """Return its logo, fetched now."""
        return brand_of_manifest(root)

    @staticmethod
    def resolve_data_privacy(_root: Said, _info: Info) -> None:
        """Return nothing: see the description."""

    @staticmethod
    def resolve_permissions(root: Said, _info: Info) -> list[PermissionRow]:
        """Return what it wants to be allowed."""
        return permission_rows(root.permissions)

    @staticmethod
    def resolve_extensions(root: Said, _info: Info) -> list[dict[str, Any]]:
        """Return its pages."""
        return [
            {
                "permissions": permission_rows(each["permissions"]),
                "label": each["label"],
                "url": each["url"],
                "mount_name": each["mount"],
                "target_name": each["target"],
                "settings": each["settings"],
                "identifier": each["identifier"] or None,
            }
            for each in root.extensions
        ]
