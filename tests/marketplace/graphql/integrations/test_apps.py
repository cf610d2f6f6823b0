"""Apps over the API: made, believed by their token, changed and sent away."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from marketplace.apps.models.app import App, AppToken
from marketplace.kernel.actor import Actor, Permission
from tests.factories.apps import AppFactory, app_with, receiving, token_of
from tests.factories.ground import staff_actor
from tests.marketplace.apps.test_installing import manifest_at
from tests.marketplace.graphql.accounts.test_tokens import post
from tests.marketplace.graphql.api import data_of, errors_of, global_id

pytestmark = pytest.mark.django_db
CREATE = """mutation ($i: AppInput!) { appCreate(input: $i) {
  authToken app { id name identifier type isActive permissions { code } tokens { name authToken } }
  errors { field code } appErrors { code } } }"""


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def boss(*more: Permission) -> Actor:
    return staff_actor(Permission.MANAGE_APPS, *more)


def test_an_app_is_made_and_its_token_speaks_for_it(client: Client) -> None:
    made = data_of(
        CREATE,
        {"i": {"name": "CRM", "identifier": "example.crm", "permissions": ["MANAGE_ORDERS"]}},
        actor=boss(Permission.MANAGE_ORDERS),
    )["appCreate"]

    token = made["authToken"]
    assert made["app"] == {
        "id": made["app"]["id"],
        "name": "CRM",
        "identifier": "example.crm",
        "type": "LOCAL",
        "isActive": True,
        "permissions": [{"code": "MANAGE_ORDERS"}],
        "tokens": [{"name": "Default", "authToken": token[-4:]}],
    }
    assert AppToken.objects.filter(token_hash__contains=token[:8]).count() == 0
    asked = "{ app { name } orders(first: 1) { totalCount } me { email } }"
    found = post(client, asked, Authorization=f"Bearer {token}")
    assert found == {
        "data": {"app": {"name": "CRM"}, "orders": {"totalCount": 0}, "me": None},
        "extensions": found["extensions"],
    }
    refused = post(client, "{ staffUsers(first: 1) { totalCount } }", Authorization=f"Bearer {token}")
    assert refused["errors"][0]["extensions"]["exception"]["code"] == "PermissionDenied"


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"name": ""}, "name", "INVALID"),
        ({"name": "New", "identifier": "example.known"}, "identifier", "UNIQUE"),
        ({"name": "New", "permissions": ["MANAGE_USERS"]}, "permissions", "OUT_OF_SCOPE_PERMISSION"),
    ],
)
def test_an_app_that_cannot_be_is_refused(given: Any, field: str, code: str) -> None:
    AppFactory.create(identifier="example.known")

    assert data_of(CREATE, {"i": given}, actor=boss())["appCreate"]["errors"] == [
        {"field": field, "code": code}
    ]
    assert App.objects.count() == 1


def test_an_app_is_changed_switched_off_and_sent_away(client: Client) -> None:
    app = app_with(Permission.MANAGE_ORDERS)
    token, key = token_of(app), {"i": global_id("App", app.pk)}
    actor = boss(Permission.MANAGE_ORDERS)
    verify = "mutation ($t: String!) { appTokenVerify(token: $t) { valid } }"
    change = """mutation ($i: ID!) { appUpdate(id: $i, input: {name: "Other", permissions: []}) {
      app { name permissions { code } } errors { code } } }"""

    assert data_of(verify, {"t": token})["appTokenVerify"]["valid"] is True
    assert data_of(change, key, actor=actor)["appUpdate"]["app"] == {"name": "Other", "permissions": []}
    off = "mutation ($i: ID!) { appDeactivate(id: $i) { app { isActive } } }"
    assert data_of(off, key, actor=actor)["appDeactivate"]["app"] == {"isActive": False}
    assert data_of(verify, {"t": token})["appTokenVerify"]["valid"] is False
    assert post(client, "{ app { name } }", Authorization=f"Bearer {token}")["data"]["app"] is None
    on = "mutation ($i: ID!) { appActivate(id: $i) { app { isActive } } }"
    assert data_of(on, key, actor=actor)["appActivate"]["app"] == {"isActive": True}
    data_of("mutation ($i: ID!) { appDelete(id: $i) { app { id } errors { code } } }", key, actor=actor)
    assert App.objects.count() == 0


def test_who_holds_less_than_an_app_does_not_manage_it() -> None:
    app = app_with(Permission.MANAGE_ORDERS)
    key = {"i": global_id("App", app.pk)}

    found = data_of("mutation ($i: ID!) { appDelete(id: $i) { errors { code } } }", key, actor=boss())
    assert found["appDelete"]["errors"] == [{"code": "OUT_OF_SCOPE_APP"}]
    token = "mutation ($i: ID!) { appTokenCreate(input: {app: $i}) { authToken } }"
    assert errors_of(token, key, actor=boss()) == ["You can't manage this app."]
    assert AppToken.objects.count() == 0


def test_a_token_is_added_and_taken_away() -> None:
    app = AppFactory.create()
    made = data_of(
        """mutation ($i: ID!) { appTokenCreate(input: {app: $i, name: "second"}) {
          authToken appToken { id name authToken } } }""",
        {"i": global_id("App", app.pk)},
        actor=boss(),
    )["appTokenCreate"]

    assert made["appToken"]["authToken"] == made["authToken"][-4:]
    gone = """mutation ($i: ID!) { appTokenDelete(id: $i) { appToken { name } errors { code } } }"""
    found = data_of(gone, {"i": made["appToken"]["id"]}, actor=boss())["appTokenDelete"]
    assert found == {"appToken": {"name": "second"}, "errors": []}
    verify = "mutation ($t: String!) { appTokenVerify(token: $t) { valid } }"
    assert data_of(verify, {"t": made["authToken"]})["appTokenVerify"]["valid"] is False


def test_an_app_sees_itself_and_no_other() -> None:
    app, other = AppFactory.create(), AppFactory.create()
    actor = Actor.of_app(app.pk, frozenset())
    query = "query ($i: ID) { app(id: $i) { name tokens { name } webhooks { name } } }"

    assert data_of(query, actor=actor)["app"]["name"] == app.name
    assert errors_of(query, {"i": global_id("App", other.pk)}, actor=actor) == [
        "To access this path, you need one of the following permissions: MANAGE_APPS"
    ]
    assert errors_of("{ apps(first: 1) { totalCount } }", actor=actor) == [
        "To access this path, you need one of the following permissions: MANAGE_APPS"
    ]


def test_a_list_of_apps_with_tokens_and_webhooks_has_a_fixed_number_of_queries(
    django_assert_num_queries: Any,
) -> None:
    query = "{ apps(first: 20) { edges { node { name tokens { name } webhooks { name app { name } } } } } }"
    actor = boss()
    for count in (1, 5):
        for _turn in range(count):
            token_of(AppFactory.create())
        with django_assert_num_queries(3):
            data_of(query, actor=actor)


def test_apps_are_found_by_name_kind_and_state() -> None:
    AppFactory.create(name="Mail"), AppFactory.create(name="Till", is_active=False)
    query = "query ($f: AppFilterInput) { apps(first: 9, filter: $f) { edges { node { name } } } }"

    def names(**given: Any) -> list[str]:
        edges = data_of(query, {"f": given}, actor=boss())["apps"]["edges"]
        return [edge["node"]["name"] for edge in edges]

    assert names() == ["Mail", "Till"]
    assert names(search="ai") == ["Mail"]
    assert names(isActive=False) == ["Till"]
    assert names(type="THIRDPARTY") == []


def test_a_manifest_can_be_looked_at_before(settings: Any) -> None:
    settings.APPS_ON_LOOPBACK = True
    query = """mutation ($u: String!) { appFetchManifest(manifestUrl: $u) {
      manifest { identifier name permissions { code } webhooks { asyncEvents targetUrl } extensions { label } }
      errors { field code } } }"""
    with receiving(lambda _call: (200, manifest_at("http://127.0.0.1"))) as receiver:
        seen = data_of(query, {"u": receiver.url}, actor=boss())["appFetchManifest"]

    assert seen["manifest"] == {
        "identifier": "example.crm",
        "name": "CRM",
        "permissions": [{"code": "MANAGE_ORDERS"}],
        "webhooks": [{"asyncEvents": ["ORDER_CREATED"], "targetUrl": "http://127.0.0.1/hook"}],
        "extensions": [{"label": "Orders"}],
    }
    away = data_of(query, {"u": "http://127.0.0.1:1/"}, actor=boss())["appFetchManifest"]
    assert away["errors"] == [{"field": "manifestUrl", "code": "MANIFEST_URL_CANT_CONNECT"}]
    settings.APPS_ON_LOOPBACK = False
    inside = data_of(query, {"u": "https://127.0.0.1/"}, actor=boss())["appFetchManifest"]
    assert inside["errors"] == [{"field": "manifestUrl", "code": "INVALID_URL_FORMAT"}]


def test_what_is_kept_with_an_app_is_for_who_looks_after_apps() -> None:
    app = AppFactory.create(metadata={"a": "b"}, private_metadata={"k": "v"})
    query = 'query ($i: ID!) { app(id: $i) { metafield(key: "a") privateMetafield(key: "k") } }'

    assert data_of(query, {"i": global_id("App", app.pk)}, actor=boss())["app"] == {
        "metafield": "b",
        "privateMetafield": "v",
    }
    own = '{ app { privateMetafield(key: "k") } }'
    assert errors_of(own, actor=Actor.of_app(app.pk, frozenset())) == [
        "You do not have permission to perform this action"
    ]
    assert data_of("{ shop { id } }")["shop"]["id"] == global_id("Shop", 1)


def test_pages_of_apps_are_found_by_where_they_show_and_how_they_open() -> None:
    page = {"permissions": [], "url": "https://app.example/", "settings": {}, "identifier": ""}
    AppFactory.create(
        extensions=[
            {**page, "label": "A", "mount": "PRODUCT_DETAILS_WIDGETS", "target": "WIDGET"},
            {**page, "label": "B", "mount": "NAVIGATION_ORDERS", "target": "APP_PAGE"},
        ]
    )
    query = """query ($f: AppExtensionFilterInput) { appExtensions(first: 9, filter: $f) {
      edges { node { label } } } }"""

    def labels(**given: Any) -> list[str]:
        found = data_of(query, {"f": given}, actor=boss())["appExtensions"]["edges"]
        return [edge["node"]["label"] for edge in found]

    assert labels() == ["A", "B"]
    assert labels(mountName=["navigation_orders", "nowhere"]) == ["B"]
    assert labels(targetName="widget") == ["A"]
