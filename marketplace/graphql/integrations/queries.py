"""What can be asked of apps and webhooks."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.apps.models.app import App as AppModel
from marketplace.apps.models.app import AppInstallation as InstallationModel
from marketplace.apps.models.webhook import Webhook as WebhookModel
from marketplace.apps.policies import may_manage_webhooks
from marketplace.graphql.catalog.input_types import OrderDirection
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.guards import require_permission, require_staff
from marketplace.graphql.integrations.catalogue import EVENTS
from marketplace.graphql.integrations.delivery_inputs import (
    AppExtensionFilterInput,
    Given,
    extensions_kept,
)
from marketplace.graphql.integrations.installations import AppInstallation
from marketplace.graphql.integrations.rows import AppRow, app_row
from marketplace.graphql.integrations.types import (
    App,
    AppExtension,
    AppTypeEnum,
    Webhook,
    extensions_of,
)
from marketplace.graphql.integrations.webhook_events import WebhookEvent
from marketplace.graphql.kit.connection import Page, connect, connection_field, connection_of
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.keyset import Column, Key
from marketplace.graphql.kit.pages import ListPages, QuerySetPages
from marketplace.kernel.actor import Permission

AppConnection = connection_of("App", lambda: App)
AppExtensionConnection = connection_of("AppExtension", lambda: AppExtension)


class AppFilterInput(graphene.InputObjectType):
    """Which apps to keep."""

    search = graphene.String(description="Part of a name.")
    is_active = graphene.Boolean(description="Whether it may act.")
    type = graphene.Argument(AppTypeEnum, description="Where it comes from.")


class AppSortingInput(graphene.InputObjectType):
    """How to sort apps."""

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    field = graphene.Argument(
        saleor_enum("AppSortField", "By what apps can be sorted."),
        required=True,
        description="By what to sort.",
    )


class AppPages(QuerySetPages):
    """Apps as rows of the contract."""

    def rows(self, *, limit: int, after: Key | None, backward: bool) -> list[AppRow]:
        """Return up to `limit` apps after a key."""
        return [AppRow(app) for app in super().rows(limit=limit, after=after, backward=backward)]


class IntegrationQueries(graphene.ObjectType):
    """What can be asked of apps and webhooks."""

    app = graphene.Field(
        App,
        id=graphene.ID(description="ID of the app; without one, the app that asks."),
        description="Look up an app: an app itself, any for holders of MANAGE_APPS.",
    )
    apps = connection_field(
        AppConnection,
        filter=graphene.Argument(AppFilterInput, description="Filtering options for apps."),
        sort_by=graphene.Argument(AppSortingInput, description="Sort apps."),
        description="List of the apps, by name. Requires to be of the staff, or MANAGE_APPS.",
    )
    apps_installations = graphene.List(
        graphene.NonNull(AppInstallation),
        required=True,
        description="List of the apps that were asked for. Requires MANAGE_APPS.",
    )
    app_extensions = connection_field(
        AppExtensionConnection,
        filter=graphene.Argument(AppExtensionFilterInput, description="Which to keep."),
        description="Pages of apps inside the back office. Requires to be of the staff, or an app.",
    )
    webhook = graphene.Field(
        Webhook,
        id=graphene.ID(required=True, description="ID of the webhook."),
        description="Look up a webhook. Requires MANAGE_APPS, or to be its app.",
    )
    webhook_events = graphene.List(
        graphene.NonNull(WebhookEvent),
        description="List of all that apps can be told. Requires MANAGE_APPS.",
        deprecation_reason="Use `WebhookEventTypeAsyncEnum` and `WebhookEventTypeSyncEnum`.",
    )

    @staticmethod
    def resolve_app(_root: object, info: Info, id: str | None = None) -> AppRow | None:
        """Return the app that asks, or one of all for who looks after apps."""
        actor = info.context.actor
        require_staff(info)
        key = key_of(id, "App") if id is not None else actor.app_id
        if key is not None and key != actor.app_id:
            require_permission(info, Permission.MANAGE_APPS)
        return app_row(AppModel.objects.filter(pk=key).first()) if key is not None else None

    @staticmethod
    def resolve_apps(
        _root: object,
        info: Info,
        *,
        filter: Mapping[str, Any] | None = None,
        sort_by: Mapping[str, Any] | None = None,
        **_page: object,
    ) -> Page:
        """Return a page of apps."""
        if info.context.actor.user_id is None:
            require_permission(info, Permission.MANAGE_APPS)
        require_staff(info)
        given, rows = filter or {}, AppModel.objects.all()
        for word in (given.get("search") or "").replace("\x00", "").split():
            rows = rows.filter(name__icontains=word)
        if (active := given.get("is_active")) is not None:
            rows = rows.filter(is_active=active)
        if (kind := given.get("type")) is not None:
            rows = rows.filter(kind=str(getattr(kind, "value", kind)).lower())
        return connect(AppPages(rows, _order(sort_by)), info)

    @staticmethod
    def resolve_apps_installations(_root: object, info: Info) -> list[InstallationModel]:
        """Return what was asked for, oldest first."""
        require_permission(info, Permission.MANAGE_APPS)
        return list(InstallationModel.objects.order_by("pk"))

    @staticmethod
    def resolve_app_extensions(_root: object, info: Info, filter: Given = None, **_page: object) -> Page:
        """Return the pages of all active apps."""
        require_staff(info)
        apps = AppModel.objects.filter(is_active=True).exclude(extensions=[]).order_by("pk")
        pages = [page for app in apps for page in extensions_of(AppRow(app))]
        return connect(ListPages(extensions_kept(pages, filter)), info)

    @staticmethod
    def resolve_webhook(_root: object, info: Info, id: str) -> WebhookModel | None:
        """Return a webhook, to its app and to who looks after apps."""
        key = key_of(id, "Webhook")
        row = WebhookModel.objects.select_related("app").filter(pk=key).first() if key is not None else None
        if row is None or not may_manage_webhooks(info.context.actor, row.app_id):
            require_staff(info)
            return None
        return row

    @staticmethod
    def resolve_webhook_events(_root: object, info: Info) -> list[str]:
        """Return all that apps can be told."""
        require_permission(info, Permission.MANAGE_APPS)
        return list(EVENTS)


def _order(given: Mapping[str, Any] | None) -> tuple[Column, ...]:
    down = given is not None and getattr(given["direction"], "value", given["direction"]) == "DESC"
    field = getattr(given["field"], "value", given["field"]) if given is not None else "NAME"
    name = {"NAME": "name", "CREATION_DATE": "id"}[field]
    return (Column("id", down),) if name == "id" else (Column("name", down), Column("id", down))
