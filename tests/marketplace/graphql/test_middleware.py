"""The short way to the API: nothing is made ready that nobody asks for, and nothing is left unprotected."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import translation

from marketplace.accounts.models import User
from tests.factories.ground import ChannelFactory, UserFactory

pytestmark = pytest.mark.django_db
SHORT_WAY = "marketplace.graphql.middleware.ApiMiddleware"
LONG_WAY = [each for each in settings.MIDDLEWARE if each != SHORT_WAY]
OWN = {"origin": "http://testserver"}
ME = {"query": "{ me { email } }"}


def post(client: Client, query: dict[str, str], **headers: str) -> Any:
    return client.post("/graphql/", query, content_type="application/json", headers=headers)


def test_the_headers_that_protect_are_those_of_the_long_way(client: Client) -> None:
    short = post(client, {"query": "{ shop { name } }"})
    with override_settings(MIDDLEWARE=LONG_WAY):
        long = post(Client(), {"query": "{ shop { name } }"})

    kept = set(long.headers) - {"Vary", "Content-Language"}
    assert kept <= set(short.headers)
    assert {name: short.headers[name] for name in kept} == {name: long.headers[name] for name in kept}
    assert short.json() == long.json()
    assert short.headers["X-Frame-Options"] == "DENY"


def test_a_session_costs_nothing_as_long_as_no_field_asks_who_acts(
    client: Client, django_assert_num_queries: Any
) -> None:
    user = UserFactory.create()
    client.force_login(user)

    with django_assert_num_queries(0):
        post(client, {"query": "{ __typename }"}, **OWN)
    # the session, its user, the roles, and the user whose fields are asked for
    with django_assert_num_queries(4):
        found = post(client, ME, **OWN)

    assert found.json()["data"] == {"me": {"email": user.email}}


def test_a_session_ends_with_the_password_and_with_the_account(client: Client) -> None:
    user = UserFactory.create()
    client.force_login(user)

    User.objects.filter(pk=user.pk).update(is_active=False)
    assert post(client, ME, **OWN).json()["data"] == {"me": None}
    user.set_password("another-secret-2")
    user.save()
    assert post(client, ME, **OWN).json()["data"] == {"me": None}
    client.force_login(user)
    assert post(client, ME, **OWN).json()["data"] == {"me": {"email": user.email}}


def test_a_made_up_session_is_nobodys(client: Client) -> None:
    client.cookies["sessionid"] = "x" * 32

    assert post(client, ME, **OWN).json()["data"] == {"me": None}


def test_a_forged_host_is_refused(client: Client) -> None:
    response = client.post("/graphql/", ME, content_type="application/json", headers={"host": "evil.example"})

    assert response.status_code == 400


def test_whoever_only_looks_gets_the_playground_by_the_long_way(client: Client) -> None:
    response = client.get("/graphql/")

    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/html")


def test_messages_are_in_the_language_that_the_client_reads_and_leave_no_trace(client: Client) -> None:
    ChannelFactory.create()
    create = {
        "query": 'mutation { checkoutCreate(input: { lines: [], email: "no" }) { errors { message } } }'
    }

    def message(language: str = "") -> str:
        asked = {"accept-language": language} if language else {}
        found = post(client, create, **asked).json()
        return str(found["data"]["checkoutCreate"]["errors"][0]["message"])

    assert message("en") == message() == "Enter a valid email address."
    assert message("es") != message("en")
    assert translation.get_language() == "fr"
