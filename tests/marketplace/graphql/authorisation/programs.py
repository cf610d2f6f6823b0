"""Who may ask what of apps and webhooks."""

from collections.abc import Mapping
from typing import Any

from marketplace.apps.models.app import App, AppInstallation
from marketplace.apps.models.problem import AppProblem
from marketplace.apps.models.webhook import EventDelivery, Webhook
from marketplace.kernel.actor import Permission
from tests.factories.apps import AppFactory, token_of, webhook_of
from tests.factories.ground import NOON
from tests.marketplace.graphql.authorisation.rows import STAFF, Person, Row, everybody, needs, staff_only
from tests.marketplace.graphql.authorisation.world import World

_APPS = Permission.MANAGE_APPS
_QUERY = "subscription { event { ... on OrderCreated { order { number } } } }"


def app(world: World) -> str:
    """Return the id of an app that may nothing."""
    row = App.objects.first() or AppFactory.create()
    return world.id("App", row.pk)


def _of_app(**more: Any) -> Any:
    def arguments(world: World) -> Mapping[str, Any]:
        return {"id": app(world), **more}

    return arguments


def _webhook(world: World) -> Webhook:
    app(world)
    known = Webhook.objects.first()
    return known or webhook_of(App.objects.get(), "https://app.example/", _QUERY, "order_created")


def _of_webhook(**more: Any) -> Any:
    return lambda world: {"id": world.id("Webhook", _webhook(world).pk), **more}


def _token(world: World) -> Mapping[str, Any]:
    app(world)
    token_of(App.objects.get())
    return {"id": world.id("AppToken", App.objects.get().tokens.get().pk)}


def _installation(world: World) -> Mapping[str, Any]:
    row = AppInstallation.objects.create(
        app_name="CRM",
        manifest_url="https://app.example/",
        state="failed",
        due_at=NOON,
        created_at=NOON,
        updated_at=NOON,
    )
    return {"id": world.id("AppInstallation", row.pk)}


def _delivery(world: World) -> Mapping[str, Any]:
    row = EventDelivery.objects.create(
        webhook=_webhook(world), event_type="order_created", payload="{}", due_at=NOON, created_at=NOON
    )
    return {"id": world.id("EventDelivery", row.pk)}


def _problem(world: World) -> Mapping[str, Any]:
    app(world)
    row = AppProblem.objects.create(
        app=App.objects.get(), key="key", message="Broken", created_at=NOON, updated_at=NOON
    )
    return {"input": {"byStaffWithIds": {"ids": [world.id("AppProblem", row.pk)]}}}


ROWS: dict[str, Row] = {
    "Query.app": needs(_APPS, _of_app()),
    "Query.apps": staff_only(lambda _w: {"first": 5}),
    "Query.appsInstallations": needs(_APPS),
    "Query.appExtensions": staff_only(lambda _w: {"first": 5}),
    "Query.webhook": Row(frozenset({Person.HOLDER}), _of_webhook(), _APPS, hidden=STAFF - {Person.HOLDER}),
    "Query.webhookEvents": needs(_APPS),
    "Mutation.appCreate": needs(_APPS, lambda _w: {"input": {"name": "New"}}),
    "Mutation.appUpdate": needs(_APPS, _of_app(input={"name": "New"})),
    "Mutation.appDelete": needs(_APPS, _of_app()),
    "Mutation.appActivate": needs(_APPS, _of_app()),
    "Mutation.appDeactivate": needs(_APPS, _of_app()),
    "Mutation.appTokenCreate": needs(_APPS, lambda w: {"input": {"app": app(w)}}),
    "Mutation.appTokenDelete": needs(_APPS, _token),
    "Mutation.appTokenVerify": everybody(lambda _w: {"token": "no-token"}),
    "Mutation.appInstall": needs(
        _APPS, lambda _w: {"input": {"appName": "CRM", "manifestUrl": "https://app.example/"}}
    ),
    "Mutation.appRetryInstall": needs(_APPS, _installation),
    "Mutation.appDeleteFailedInstallation": needs(_APPS, _installation),
    "Mutation.appFetchManifest": needs(_APPS, lambda _w: {"manifestUrl": "https://10.0.0.7/"}),
    # Only an app passes, and none of these persons is one
    "Mutation.appProblemCreate": Row(frozenset(), lambda _w: {"input": {"key": "key", "message": "Broken"}}),
    "Mutation.appProblemDismiss": needs(_APPS, _problem),
    "Mutation.webhookCreate": needs(
        _APPS,
        lambda w: {"input": {"app": app(w), "targetUrl": "https://app.example/", "query": _QUERY}},
    ),
    "Mutation.webhookUpdate": needs(_APPS, _of_webhook(input={"isActive": False})),
    "Mutation.webhookDelete": needs(_APPS, _of_webhook()),
    "Mutation.eventDeliveryRetry": needs(_APPS, _delivery),
    "Mutation.webhookDryRun": staff_only(
        lambda w: {"objectId": w.id("Order", w.order().pk), "query": _QUERY}, selection="errors { code }"
    ),
    "Mutation.webhookTrigger": staff_only(
        lambda w: {"objectId": w.id("Order", w.order().pk), "webhookId": w.id("Webhook", _webhook(w).pk)},
        selection="errors { code }",
    ),
}
