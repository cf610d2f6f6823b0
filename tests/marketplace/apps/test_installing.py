"""An app is fetched by its manifest, given a token, and asks us back with it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connections
from django.test import Client
from django.utils import translation

from marketplace.apps.models.app import App, AppInstallation
from marketplace.apps.selectors import app_actor
from marketplace.apps.services.app_install import (
    app_install,
    app_install_retry,
    app_installation_delete,
    installations_run,
)
from marketplace.apps.services.app_logo_fetch import logo_fetched
from marketplace.apps.services.app_save import PermissionOutOfScope
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, NotAllowed, NotFound
from tests.factories.apps import AppFactory, Call, Receiver, receiving
from tests.factories.ground import NOON, staff_actor
from tests.factories.logistics import picture

pytestmark = pytest.mark.django_db(transaction=True)
QUERY = "subscription { event { ... on OrderCreated { order { number } } } }"


@pytest.fixture(autouse=True)
def _on_this_machine(settings: Any) -> Any:
    settings.APPS_ON_LOOPBACK = True
    with translation.override("en"):
        yield


def boss() -> Actor:
    return staff_actor(Permission.MANAGE_APPS, Permission.MANAGE_ORDERS)


def manifest_at(url: str, **more: Any) -> dict[str, Any]:
    return {
        "id": "example.crm",
        "version": "1.2.0",
        "name": "CRM",
        "about": "Keeps in touch.",
        "permissions": ["MANAGE_ORDERS"],
        "appUrl": f"{url}/app",
        "tokenTargetUrl": f"{url}/register",
        "webhooks": [
            {
                "name": "Orders",
                "asyncEvents": ["ORDER_CREATED"],
                "query": QUERY,
                "targetUrl": f"{url}/hook",
            }
        ],
        "extensions": [
            {
                "label": "Orders",
                "url": f"{url}/page",
                "mount": "ORDER_DETAILS_MORE_ACTIONS",
                "permissions": [],
            }
        ],
        **more,
    }


def asked(receiver: Receiver, **more: Any) -> AppInstallation:
    given = {"permissions": ["manage_orders"], "activates": True, **more}
    return app_install(
        actor=boss(), app_name="CRM", manifest_url=f"{receiver.url}/manifest", now=NOON, **given
    )


def test_an_app_is_let_in_and_may_ask_back_while_it_takes_its_token() -> None:
    seen: list[Any] = []

    def answer(call: Call) -> tuple[int, Any]:
        if call.path == "/manifest":
            return 200, manifest_at(receiver.url, brand={"logo": {"default": f"{receiver.url}/logo"}})
        if call.path == "/logo":
            return 200, picture()
        client = Client(headers={"Authorization": f"Bearer {call.json['auth_token']}"})
        response = client.post("/graphql/", {"query": "{ app { id name } }"}, content_type="application/json")
        connections.close_all()  # of the server's thread
        seen.append(response.json()["data"]["app"]["name"])
        return 200, {"success": True}

    with receiving(answer) as receiver:
        asked(receiver)
        assert installations_run(now=NOON) == 1

    app = App.objects.get()
    assert seen == ["CRM"]
    assert (app.identifier, app.kind, app.is_active, app.permissions) == (
        "example.crm",
        "thirdparty",
        True,
        ["manage_orders"],
    )
    assert default_storage.exists(app.logo)
    hook = app.webhooks.get()
    assert (hook.events, hook.subscription_query, hook.target_url) == (
        ["order_created"],
        QUERY,
        f"{receiver.url}/hook",
    )
    assert AppInstallation.objects.count() == 0
    token = receiver.calls[-1]
    assert (token.method, token.path, token.headers["Saleor-Domain"], token.headers["Saleor-Api-Url"]) == (
        "POST",
        "/register",
        "testserver",
        "http://testserver/graphql/",
    )
    actor = app_actor(token.json["auth_token"])
    assert actor == Actor.of_app(app.pk, frozenset({"manage_orders"}))


@pytest.mark.parametrize(
    ("_case", "manifest", "message"),
    [
        ("no JSON", b"<html>", "The manifest is no JSON."),
        ("a list", [], "The manifest is no JSON object."),
        ("no id", {"id": ""}, "This field is required."),
        ("no token address", {"tokenTargetUrl": ""}, "This is no address of an app."),
        ("inside", {"tokenTargetUrl": "http://10.0.0.7/"}, "This host is not on the public internet."),
        ("our own money", {"permissions": ["MANAGE_CASH"]}, "There is no such permission: MANAGE_CASH."),
        ("a bad number", {"webhooks": 7}, "This is no list, or too long."),
        ("a bad webhook", {"webhooks": ["x"]}, "A webhook must be an object."),
        ("bad headers", {"webhooks": [{"query": QUERY, "customHeaders": [1]}]}, "Headers must be an object."),
        ("a bad page", {"extensions": [{"label": "x"}]}, "An extension needs a label and an address."),
        ("a long name", {"name": "x" * 61}, "This is too long, or no text."),
        (
            "a bad query",
            {"webhooks": [{"query": "{ shop { name } }"}]},
            "Subscription operation not found.",
        ),
    ],
)
def test_a_manifest_that_cannot_be_used_lets_nobody_in(_case: str, manifest: Any, message: str) -> None:
    def answer(call: Call) -> tuple[int, Any]:
        if call.path != "/manifest":
            return 200, {}
        if not isinstance(manifest, dict):
            return 200, manifest
        return 200, manifest_at(receiver.url) | manifest

    with receiving(answer) as receiver:
        row = asked(receiver)
        assert installations_run(now=NOON) == 0

    row.refresh_from_db()
    assert (row.state, row.message) == ("failed", message)
    assert App.objects.count() == 0
    assert [call.path for call in receiver.calls] == ["/manifest"]


def test_an_app_that_does_not_take_its_token_is_sent_away_and_can_be_tried_again() -> None:
    statuses = [500, 200]

    def answer(call: Call) -> tuple[int, Any]:
        return (200, manifest_at(receiver.url)) if call.path == "/manifest" else (statuses.pop(0), {})

    with receiving(answer) as receiver:
        row = asked(receiver)
        assert installations_run(now=NOON) == 0
        assert App.objects.count() == 0
        row.refresh_from_db()
        assert row.message == "The app did not take its token: 500."
        app_install_retry(actor=boss(), installation_id=row.pk, activates=False, now=NOON)
        assert installations_run(now=NOON) == 1

    assert App.objects.get().is_active is False


def test_what_a_dead_worker_left_is_found_and_made_anew() -> None:
    with receiving(
        lambda call: (200, manifest_at(receiver.url) if call.path == "/manifest" else {})
    ) as receiver:
        row = asked(receiver)
        half = AppFactory.create(identifier="example.crm")
        AppInstallation.objects.filter(pk=row.pk).update(app=half, due_at=NOON + timedelta(seconds=60))
        assert installations_run(now=NOON) == 0  # its worker may still be at it
        assert installations_run(now=NOON + timedelta(seconds=60)) == 1

    assert App.objects.get().pk != half.pk


def test_an_app_that_is_there_already_is_not_let_in_twice() -> None:
    AppFactory.create(identifier="example.crm")
    with receiving(
        lambda call: (200, manifest_at(receiver.url) if call.path == "/manifest" else {})
    ) as receiver:
        row = asked(receiver)
        installations_run(now=NOON)

    row.refresh_from_db()
    assert (row.state, row.message) == ("failed", "An app is called so already.")
    assert App.objects.count() == 1


def test_only_who_looks_after_apps_asks_for_one_and_gives_what_they_hold() -> None:
    with receiving() as receiver:
        with pytest.raises(NotAllowed):
            app_install(
                actor=staff_actor(Permission.MANAGE_ORDERS),
                app_name="CRM",
                manifest_url=receiver.url,
                permissions=[],
                activates=True,
                now=NOON,
            )
        with pytest.raises(PermissionOutOfScope):
            asked(receiver, permissions=["manage_users"])
        with pytest.raises(PermissionOutOfScope):
            app_install(
                actor=Actor(user_id=1, is_superuser=True),
                app_name="CRM",
                manifest_url=receiver.url,
                permissions=["manage_cash"],
                activates=True,
                now=NOON,
            )
    assert AppInstallation.objects.count() == 0


def test_only_a_failed_installation_is_tried_again_or_forgotten() -> None:
    with receiving() as receiver:
        row = asked(receiver)

    with pytest.raises(IllegalMove):
        app_installation_delete(actor=boss(), installation_id=row.pk)
    with pytest.raises(NotFound):
        app_installation_delete(actor=boss(), installation_id=0)
    AppInstallation.objects.update(state="failed")
    app_installation_delete(actor=boss(), installation_id=row.pk)
    assert AppInstallation.objects.count() == 0


def test_a_logo_that_cannot_be_shown_is_none() -> None:
    answers = {"/good": (200, picture()), "/broken": (200, b"no picture"), "/gone": (404, b"")}
    with receiving(lambda call: answers[call.path]) as receiver:
        found = [logo_fetched(f"{receiver.url}{path}") for path in answers]

    assert [each is not None for each in found] == [True, False, False]
    assert logo_fetched("") is None
    assert logo_fetched("http://10.0.0.7/logo.png") is None
