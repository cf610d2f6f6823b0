"""How apps stand: test that ..."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from marketplace.apps.models.app import App
from marketplace.apps.models.problem import AppProblem
from marketplace.apps.selectors import actor_of_app
from marketplace.apps.services.app_problem_save import MOST_STANDING
from marketplace.kernel.actor import Actor, Permission
from tests.factories.apps import AppFactory, app_with
from tests.factories.ground import NOON, UserFactory, staff_actor
from tests.marketplace.graphql.accounts.test_tokens import post
from tests.marketplace.graphql.api import data_of, errors_of, global_id

pytestmark = pytest.mark.django_db

CREATE = """
mutation ($i: AppProblemCreateInput!) { appProblemCreate(input: $i) {
  appProblem { id key message count isCritical dismissed { by } } errors { field code } } }
"""
DISMISS = "mutation ($i: AppProblemDismissInput!) { appProblemDismiss(input: $i) { errors { field code } } }"
READ = """
query ($id: ID!, $limit: PositiveInt) { app(id: $id) {
  problems(limit: $limit) { key message count isCritical dismissed { by userEmail } } } }
"""


def reported(app: App, key: str = "sync", *, now: datetime = NOON, **more: Any) -> Any:
    given = {"key": key, "message": "The stock is not told.", **more}
    return data_of(CREATE, {"i": given}, actor=actor_of_app(app), now=now)["appProblemCreate"]


def dismissed(actor: Actor, **given: Any) -> Any:
    return data_of(DISMISS, {"i": given}, actor=actor)["appProblemDismiss"]["errors"]


def problems(app: App, actor: Actor, **more: Any) -> Any:
    found = data_of(READ, {"id": global_id("App", app.pk), **more}, actor=actor)
    return found["app"]["problems"]


def test_reports_of_one_kind_count_together_for_a_while() -> None:
    app = AppFactory.create()

    first = reported(app, criticalThreshold=2)["appProblem"]
    again = reported(app, criticalThreshold=2, now=NOON + timedelta(minutes=59))["appProblem"]
    later = reported(app, now=NOON + timedelta(hours=3))["appProblem"]
    apart = reported(app, aggregationPeriod=0, now=NOON + timedelta(hours=3))["appProblem"]

    assert (first["count"], first["isCritical"], first["dismissed"]) == (1, False, None)
    assert (again["id"], again["count"], again["isCritical"]) == (first["id"], 2, True)
    assert len({again["id"], later["id"], apart["id"]}) == 3


@pytest.mark.parametrize(
    ("given", "field"), [({"key": "ab"}, "key"), ({"key": "k" * 129}, "key"), ({"message": " x "}, "message")]
)
def test_a_problem_without_words_is_refused(given: dict[str, Any], field: str) -> None:
    told = reported(AppFactory.create(), **given)

    assert told == {"appProblem": None, "errors": [{"field": field, "code": "INVALID"}]}
    assert not AppProblem.objects.exists()


def test_the_oldest_problem_makes_room_and_a_long_one_is_cut() -> None:
    app = AppFactory.create()
    AppProblem.objects.bulk_create(
        AppProblem(app=app, key=f"old-{n}", message="x", created_at=NOON, updated_at=NOON)
        for n in range(MOST_STANDING)
    )

    told = reported(app, message="m" * 3000, now=NOON + timedelta(minutes=1))["appProblem"]

    assert told["message"] == "m" * 2045 + "..."
    assert app.problems.count() == MOST_STANDING
    assert not app.problems.filter(key="old-0").exists()
    assert len(problems(app, staff_actor(Permission.MANAGE_APPS), limit=2)) == 2


def test_an_app_dismisses_its_own_and_the_staff_any() -> None:
    own, other = AppFactory.create(), AppFactory.create()
    boss = staff_actor(Permission.MANAGE_APPS)
    ids = [reported(own, key)["appProblem"]["id"] for key in ("one", "two", "three")]
    foreign = reported(other)["appProblem"]["id"]

    assert dismissed(actor_of_app(own), byApp={"ids": [foreign]}) == [
        {"field": "ids", "code": "OUT_OF_SCOPE_APP"}
    ]
    assert dismissed(actor_of_app(own), byApp={"keys": ["one"]}) == []
    assert dismissed(boss, byStaffWithIds={"ids": [ids[1]]}) == []
    by_key = {"keys": ["three", "sync"], "app": global_id("App", own.pk)}
    assert dismissed(boss, byStaffWithKeys=by_key) == []

    email = UserFactory._meta.model.objects.get(pk=boss.user_id).email
    by_person = {"by": "USER", "userEmail": email}
    assert {each["key"]: each["dismissed"] for each in problems(own, boss)} == {
        "one": {"by": "APP", "userEmail": None},
        "two": by_person,
        "three": by_person,
    }
    assert problems(other, boss)[0]["dismissed"] is None


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({}, ("input", "INVALID")),
        ({"byApp": {"keys": ["one"]}}, ("byApp", "INVALID")),
        ({"byStaffWithIds": {"ids": [global_id("AppProblem", 0)]}}, ("ids", "NOT_FOUND")),
        ({"byStaffWithIds": {"ids": [global_id("AppProblem", n) for n in range(101)]}}, ("ids", "INVALID")),
        ({"byStaffWithIds": {"ids": [global_id("App", 1)]}}, ("ids", "NOT_FOUND")),
    ],
)
def test_problems_that_are_not_named_well_are_not_dismissed(
    given: dict[str, Any], error: tuple[str, str]
) -> None:
    (told,) = dismissed(staff_actor(Permission.MANAGE_APPS), **given)

    assert (told["field"], told["code"]) == error


def test_an_app_names_its_problems_in_one_way_and_sees_no_others() -> None:
    own, other = AppFactory.create(), app_with(Permission.MANAGE_APPS)
    both: tuple[dict[str, Any], ...] = ({}, {"ids": [], "keys": []})
    for given in both:
        assert dismissed(actor_of_app(own), byApp=given) == [{"field": "byApp", "code": "REQUIRED"}]

    assert problems(own, actor_of_app(own)) == []
    assert problems(own, actor_of_app(other)) == []
    assert errors_of(CREATE, {"i": {"key": "key", "message": "Broken"}}, actor=staff_actor()) == [
        "To access this path, you need one of the following permissions: AUTHENTICATED_APP"
    ]


TOKENS = """
query ($id: ID!) { app(id: $id) { accessToken brand { logo { default } } extensions { accessToken } } }
"""


def test_a_person_inside_an_app_may_what_both_may(client: Client) -> None:
    page = {"permissions": [], "url": "https://a.example/", "settings": {}, "identifier": "", "label": "A"}
    app = app_with(
        Permission.MANAGE_ORDERS,
        Permission.MANAGE_SHIPPING,
        extensions=[{**page, "mount": "X", "target": "APP_PAGE"}],
        logo="app-logos/a.png",
    )
    person = staff_actor(Permission.MANAGE_APPS, Permission.MANAGE_ORDERS)
    told = data_of(TOKENS, {"id": global_id("App", app.pk)}, actor=person, now=timezone.now())["app"]
    headers = {"Authorization": f"Bearer {told['accessToken']}"}

    found = post(client, "{ me { id } orders(first: 1) { totalCount } }", **headers)
    refused = [
        post(client, query, **headers)["errors"][0]["extensions"]["exception"]["code"]
        for query in ("{ shippingZones(first: 1) { totalCount } }", "{ appsInstallations { id } }")
    ]
    App.objects.update(is_active=False)
    off = post(client, "{ me { id } }", **headers)

    assert told["brand"]["logo"]["default"].endswith("/app-logos/a.png")
    assert told["extensions"][0]["accessToken"] is not None
    assert found["data"] == {"me": {"id": global_id("User", person.user_id)}, "orders": {"totalCount": 0}}
    assert refused == ["PermissionDenied", "PermissionDenied"]
    assert off["errors"][0]["extensions"]["exception"]["code"] == "InvalidTokenError"
    assert data_of(TOKENS, {"id": global_id("App", app.pk)}, actor=person)["app"]["accessToken"] is None
