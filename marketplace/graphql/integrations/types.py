"""Apps, their tokens and webhooks, and what was told to them."""

from collections.abc import Sequence
from typing import Any

import graphene

from marketplace.apps.models.app import AppToken as TokenModel
from marketplace.apps.models.webhook import DeliveryAttempt
from marketplace.apps.models.webhook import EventDelivery as DeliveryModel
from marketplace.apps.models.webhook import Webhook as WebhookModel
from marketplace.apps.policies import may_manage_webhooks
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.integrations.catalogue import SYNC
from marketplace.graphql.integrations.delivery_inputs import (
    EventDeliveryAttemptSortingInput,
    EventDeliveryFilterInput,
    EventDeliverySortingInput,
    EventDeliveryStatusEnum,
    Given,
    WebhookEventTypeEnum,
    deliveries_kept,
    is_newest_first,
)
from marketplace.graphql.integrations.loads import (
    AttemptsOfDeliveries,
    DeliveriesOfWebhooks,
    tokens_by_app,
    webhooks_by_app,
)
from marketplace.graphql.integrations.rows import AppRow
from marketplace.graphql.integrations.standing import AppStanding, tokens_inside
from marketplace.graphql.integrations.webhook_events import WebhookEvent, WebhookEventAsync, WebhookEventSync
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import Page, connect_each, connection_field, connection_of
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import declared
from marketplace.graphql.kit.scalars import JSON, DateTime, JSONString
from marketplace.graphql.orders.permissions import Permission, PermissionRow, permission_rows
from marketplace.graphql.shop.metadata import FORBIDDEN, ObjectWithMetadata

AppTypeEnum = saleor_enum("AppTypeEnum", "Where an app comes from.")


class AppToken(graphene.ObjectType):
    """Represents token data."""

    class Meta:
        interfaces = (Node,)

    id = id_field("AppToken", description="The ID of the app token.")
    name = graphene.String(description="Name of the authenticated token.")
    auth_token = graphene.String(description="Last 4 characters of the token.")

    @staticmethod
    def resolve_auth_token(root: TokenModel, _info: Info) -> str:
        """Return how it ends; the rest is not known any more."""
        return root.last_4


class EventDeliveryAttempt(graphene.ObjectType):
    """One call of a webhook, and what came back."""

    class Meta:
        interfaces = (Node,)

    id = id_field("EventDeliveryAttempt", description="The ID of Event Delivery Attempt.")
    created_at = graphene.Field(DateTime, required=True, description="When the call was made.")
    duration = graphene.Float(description="How long it took, in seconds.")
    response = graphene.String(description="What was answered, cut short.")
    response_headers = JSONString(description="Headers of the answer.")
    response_status_code = graphene.Int(source="status_code", description="Status of the answer.")
    request_headers = JSONString(description="Headers of the call, without secrets.")
    status = graphene.Field(EventDeliveryStatusEnum, required=True, description="How it went.")

    @staticmethod
    def resolve_duration(root: DeliveryAttempt, _info: Info) -> float:
        """Return how long it took."""
        return root.duration_ms / 1000

    @staticmethod
    def resolve_status(root: DeliveryAttempt, _info: Info) -> str:
        """Return how it went."""
        return root.state.upper()


AttemptConnection = connection_of("EventDeliveryAttempt", lambda: EventDeliveryAttempt)


class EventDelivery(graphene.ObjectType):
    """Something that is told to a webhook."""

    class Meta:
        interfaces = (Node,)

    id = id_field("EventDelivery", description="The ID of an event delivery.")
    created_at = graphene.Field(DateTime, required=True, description="When it happened.")
    status = graphene.Field(EventDeliveryStatusEnum, required=True, description="Where the delivery stands.")
    event_type = graphene.Field(WebhookEventTypeEnum, required=True, description="What happened.")
    attempts = connection_field(
        AttemptConnection,
        sort_by=graphene.Argument(EventDeliveryAttemptSortingInput, description="How to sort them."),
        description="The calls that were made, newest first.",
    )
    payload = graphene.String(description="What is told.")

    @staticmethod
    def resolve_status(root: DeliveryModel, _info: Info) -> str:
        """Return where it stands."""
        return root.state.upper()

    @staticmethod
    def resolve_event_type(root: DeliveryModel, _info: Info) -> str:
        """Return what happened."""
        return root.event_type.upper()

    @staticmethod
    @batched
    def resolve_attempts(
        parents: Sequence[DeliveryModel], info: Info, sort_by: Given = None, **_page: object
    ) -> list[Page]:
        """Return a page of the calls of each."""
        return connect_each(
            AttemptsOfDeliveries(is_newest_first(sort_by)), info, [each.pk for each in parents]
        )


DeliveryConnection = connection_of("EventDelivery", lambda: EventDelivery)


class Webhook(graphene.ObjectType):
    """Which events an app is told where."""

    class Meta:
        interfaces = (Node,)

    id = id_field("Webhook", description="The ID of webhook.")
    name = graphene.String(description="The name of webhook.")
    identifier = graphene.String(description="How the app itself calls it.")
    events = graphene.List(
        graphene.NonNull(WebhookEvent),
        required=True,
        description="What is told.",
        deprecation_reason="Use `asyncEvents` or `syncEvents` instead.",
    )
    sync_events = graphene.List(
        graphene.NonNull(WebhookEventSync), required=True, description="What is asked at once."
    )
    async_events = graphene.List(
        graphene.NonNull(WebhookEventAsync), required=True, description="What is told afterwards."
    )
    app = graphene.Field(lambda: App, required=True, description="The app that is told.")
    event_deliveries = connection_field(
        DeliveryConnection,
        sort_by=graphene.Argument(EventDeliverySortingInput, description="How to sort it."),
        filter=graphene.Argument(EventDeliveryFilterInput, description="Which to keep."),
        description="What was told, newest first.",
    )
    target_url = graphene.String(required=True, description="Where it is told.")
    is_active = graphene.Boolean(required=True, description="Whether it is told at all.")
    secret_key = graphene.String(
        description="Secret by which what is told is signed.",
        deprecation_reason="Bodies are signed by the API's own key without one.",
    )
    subscription_query = graphene.String(description="What of an event is told.")
    custom_headers = JSONString(description="Headers that are sent beside ours.")

    @staticmethod
    def resolve_sync_events(root: WebhookModel, _info: Info) -> list[str]:
        """Return what is asked."""
        return [each for each in root.events if each in SYNC]

    @staticmethod
    def resolve_async_events(root: WebhookModel, _info: Info) -> list[str]:
        """Return what is told."""
        return [each for each in root.events if each not in SYNC]

    @staticmethod
    def resolve_app(root: WebhookModel, _info: Info) -> AppRow:
        """Return the app."""
        return AppRow(root.app)

    @staticmethod
    @batched
    def resolve_event_deliveries(
        parents: Sequence[WebhookModel],
        info: Info,
        sort_by: Given = None,
        filter: Given = None,
        **_page: object,
    ) -> list[Page]:
        """Return a page of what was told to each."""
        pages = DeliveriesOfWebhooks(is_newest_first(sort_by), **deliveries_kept(filter))
        return connect_each(pages, info, [each.pk for each in parents])


class AppExtension(graphene.ObjectType):
    """A page of an app that shows inside the back office."""

    class Meta:
        interfaces = (Node,)

    id = graphene.ID(required=True, description="The ID of the app extension.")
    permissions = graphene.List(
        graphene.NonNull(Permission), required=True, description="Who sees the extension."
    )
    label = graphene.String(required=True, description="Label of the extension to show in the dashboard.")
    url = graphene.String(required=True, description="Address of the page.")
    mount_name = graphene.String(required=True, description="Where it shows.")
    target_name = graphene.String(required=True, description="How it opens.")
    settings = JSON(required=True, description="How it is shown.")
    identifier = graphene.String(description="How the app itself calls it.")
    app = graphene.Field(lambda: App, required=True, description="The app.")
    access_token = graphene.String(
        description="With it the person who asks acts inside the app, as far as both may; null for an app."
    )

    @staticmethod
    @batched
    def resolve_access_token(parents: Sequence[dict[str, Any]], info: Info) -> list[str | None]:
        """Return a token for the app of each."""
        return tokens_inside([each["app"] for each in parents], info)


@declared
class App(AppStanding, graphene.ObjectType):
    """Represents app data: a program that acts with permissions of its own."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("App", description="The ID of the app.")
    identifier = graphene.String(description="How clients call it.")
    permissions = graphene.List(graphene.NonNull(Permission), description="What it may.")
    created = graphene.Field(DateTime, description="When it was made.")
    is_active = graphene.Boolean(description="Whether it may act.")
    name = graphene.String(description="Name of the app.")
    type = graphene.Field(AppTypeEnum, description="Where it comes from.")
    tokens = graphene.List(
        graphene.NonNull(AppToken), description="Its tokens. Requires MANAGE_APPS, or to be the app."
    )
    webhooks = graphene.List(
        graphene.NonNull(Webhook), description="Its webhooks. Requires MANAGE_APPS, or to be the app."
    )
    about_app = graphene.String(description="What it says of itself.")
    data_privacy_url = graphene.String(description="What it does with data of people.")
    homepage_url = graphene.String(description="Its homepage.")
    support_url = graphene.String(description="Where its maker helps.")
    app_url = graphene.String(description="Its page in the back office.")
    configuration_url = graphene.String(
        description="Its page for settings.", deprecation_reason="Use `appUrl` instead."
    )
    manifest_url = graphene.String(description="Where its manifest stands.")
    version = graphene.String(description="Its version.")
    author = graphene.String(description="Who made it.")
    extensions = graphene.List(
        graphene.NonNull(AppExtension), required=True, description="Its pages inside the back office."
    )

    @staticmethod
    def resolve_identifier(root: AppRow, _info: Info) -> str:
        """Return how clients call it; an app without a name of its own is called by its id."""
        return root.app.identifier or str(root.app.pk)

    @staticmethod
    def resolve_permissions(root: AppRow, _info: Info) -> list[PermissionRow]:
        """Return what it may."""
        return permission_rows(root.app.permissions)

    @staticmethod
    def resolve_created(root: AppRow, _info: Info) -> Any:
        """Return when it was made."""
        return root.app.created_at

    @staticmethod
    def resolve_is_active(root: AppRow, _info: Info) -> bool:
        """Say whether it may act."""
        return root.app.is_active

    @staticmethod
    def resolve_name(root: AppRow, _info: Info) -> str:
        """Return its name."""
        return root.app.name

    @staticmethod
    def resolve_type(root: AppRow, _info: Info) -> str:
        """Return where it comes from."""
        return root.app.kind.upper()

    @staticmethod
    @batched
    def resolve_tokens(parents: Sequence[AppRow], info: Info) -> list[list[TokenModel] | Exception]:
        """Return the tokens of each."""
        found = info.context.load(tokens_by_app, [each.id for each in parents])
        return [_own(info, row, kept or []) for row, kept in zip(parents, found, strict=True)]

    @staticmethod
    @batched
    def resolve_webhooks(parents: Sequence[AppRow], info: Info) -> list[list[WebhookModel] | Exception]:
        """Return the webhooks of each."""
        found = info.context.load(webhooks_by_app, [each.id for each in parents])
        return [_own(info, row, kept or []) for row, kept in zip(parents, found, strict=True)]

    @staticmethod
    def resolve_about_app(root: AppRow, _info: Info) -> str:
        """Return what it says of itself."""
        return root.app.about

    @staticmethod
    def resolve_data_privacy_url(root: AppRow, _info: Info) -> str | None:
        """Return what it does with data of people."""
        return root.app.data_privacy_url or None

    @staticmethod
    def resolve_homepage_url(root: AppRow, _info: Info) -> str | None:
        """Return its homepage."""
        return root.app.homepage_url or None

    @staticmethod
    def resolve_support_url(root: AppRow, _info: Info) -> str | None:
        """Return where its maker helps."""
        return root.app.support_url or None

    @staticmethod
    def resolve_app_url(root: AppRow, _info: Info) -> str | None:
        """Return its page."""
        return root.app.app_url or None

    @staticmethod
    def resolve_configuration_url(root: AppRow, _info: Info) -> str | None:
        """Return its page for settings."""
        return root.app.configuration_url or None

    @staticmethod
    def resolve_manifest_url(root: AppRow, _info: Info) -> str | None:
        """Return where its manifest stands."""
        return root.app.manifest_url or None

    @staticmethod
    def resolve_version(root: AppRow, _info: Info) -> str | None:
        """Return its version."""
        return root.app.version or None

    @staticmethod
    def resolve_author(root: AppRow, _info: Info) -> str | None:
        """Return who made it."""
        return root.app.author or None

    @staticmethod
    def resolve_extensions(root: AppRow, _info: Info) -> list[dict[str, Any]]:
        """Return its pages."""
        return extensions_of(root)


def extensions_of(row: AppRow) -> list[dict[str, Any]]:
    """Return the pages of an app inside the back office."""
    return [
        {
            "id": f"AppExtension:{row.id}-{number}",
            "permissions": permission_rows(each["permissions"]),
            "label": each["label"],
            "url": each["url"],
            "mount_name": each["mount"],
            "target_name": each["target"],
            "settings": each["settings"],
            "identifier": each["identifier"] or None,
            "app": row,
        }
        for number, each in enumerate(row.app.extensions)
    ]


def _own(info: Info, row: AppRow, kept: list[Any]) -> list[Any] | Exception:
    return kept if may_manage_webhooks(info.context.actor, row.id) else PermissionDenied(FORBIDDEN)
