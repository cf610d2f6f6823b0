"""Tokens: given out for a password, believed for five minutes, withdrawn with the password."""

from datetime import timedelta
from typing import Any

import jwt
import pytest
import time_machine
from django.test import Client
from django.utils import timezone, translation

from marketplace.accounts.models import SigningKey, User
from marketplace.accounts.services.password_check import TooManyAttempts, WrongCredentials, password_check
from tests.factories.ground import NOON, UserFactory
from tests.marketplace.graphql.api import global_id

pytestmark = pytest.mark.django_db

LOGIN = """mutation ($e: String!, $p: String!) { tokenCreate(email: $e, password: $p) {
  token refreshToken csrfToken user { id email } errors { field message code } } }"""
ME = "{ me { email orders(first: 5) { totalCount } } }"
REFRESH = """mutation ($t: String, $c: String) { tokenRefresh(refreshToken: $t, csrfToken: $c) {
  token user { email } errors { field message code } } }"""
PASSWORD = "secret-demo-1"


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def post(client: Client, query: str, variables: Any = None, **headers: str) -> Any:
    response = client.post(
        "/graphql/",
        {"query": query, "variables": variables},
        content_type="application/json",
        headers=headers,
    )
    return response.json()


def login(client: Client, user: User, password: str = PASSWORD) -> Any:
    found = post(client, LOGIN, {"e": user.email, "p": password})
    return found["data"]["tokenCreate"]


def code_of(found: Any) -> str:
    return str(found["errors"][0]["extensions"]["exception"]["code"])


def test_a_right_password_gives_tokens_in_saleors_shape(client: Client) -> None:
    user = UserFactory.create()

    given = login(client, user)

    access, refresh = (
        jwt.decode(given[name], options={"verify_signature": False}) for name in ("token", "refreshToken")
    )
    assert jwt.get_unverified_header(given["token"]).keys() == {"alg", "kid", "typ"}
    assert access.keys() == {"iat", "exp", "iss", "owner", "token", "email", "type", "user_id", "is_staff"}
    assert (access["iss"], access["owner"], access["type"]) == (
        "http://testserver/graphql/",
        "saleor",
        "access",
    )
    assert (access["exp"] - access["iat"], refresh["exp"] - refresh["iat"]) == (300, 2_592_000)
    assert (refresh["type"], refresh["csrfToken"]) == ("refresh", given["csrfToken"])
    assert given["user"] == {"id": global_id("User", user.pk), "email": user.email}
    assert given["errors"] == []
    cookie = client.cookies["refreshToken"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == (given["refreshToken"], True, "Lax")


def test_the_key_is_made_once_and_anybody_can_verify_with_the_public_half(client: Client) -> None:
    user = UserFactory.create()
    first, second = login(client, user)["token"], login(client, user)["token"]

    keys = client.get("/.well-known/jwks.json").json()["keys"]

    assert SigningKey.objects.count() == 1
    assert [sorted(key) for key in keys] == [["alg", "e", "key_ops", "kid", "kty", "n", "use"]]
    public = jwt.PyJWK(keys[0])
    for token in (first, second):
        assert jwt.decode(token, public.key, algorithms=["RS256"])["email"] == user.email


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "JWT", "jwt"])
def test_a_token_speaks_for_its_person(client: Client, scheme: str) -> None:
    user = UserFactory.create()
    token = login(client, user)["token"]

    assert post(Client(), ME, Authorization=f"{scheme} {token}")["data"]["me"]["email"] == user.email
    assert post(Client(), ME, **{"Authorization-Bearer": token})["data"]["me"]["email"] == user.email


@pytest.mark.parametrize(
    ("_case", "header"),
    [("no token", ""), ("garbage", "Bearer garbage"), ("another scheme", "Token {token}")],
)
def test_what_is_no_token_is_a_visitor(client: Client, _case: str, header: str) -> None:
    token = login(client, UserFactory.create())["token"]

    found = post(Client(), ME, Authorization=header.format(token=token))

    assert found["data"] == {"me": None}
    assert "errors" not in found


def test_a_token_that_was_tampered_with_or_is_for_refreshing_is_an_error_of_personal_fields_only(
    client: Client,
) -> None:
    given = login(client, UserFactory.create())
    tampered = given["token"][:-6] + "AAAAAA"

    forged = post(Client(), ME, Authorization=f"Bearer {tampered}")
    wrong_kind = post(Client(), ME, Authorization=f"Bearer {given['refreshToken']}")

    assert (forged["data"], code_of(forged)) == ({"me": None}, "InvalidSignatureError")
    assert forged["errors"][0]["message"] == "Signature verification failed"
    assert (wrong_kind["data"], code_of(wrong_kind)) == ({"me": None}, "InvalidTokenError")
    assert "errors" not in post(Client(), "{ shop { name } }", Authorization=f"Bearer {tampered}")


def test_a_token_signed_by_another_key_or_by_no_key_is_refused(client: Client) -> None:
    user = UserFactory.create()
    token = login(client, user)["token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    kid = jwt.get_unverified_header(token)["kid"]
    unsigned = jwt.encode(claims, "", algorithm="none", headers={"kid": kid})
    by_secret = jwt.encode(claims, "x" * 32, algorithm="HS256", headers={"kid": kid})
    unknown = jwt.encode(claims, "x" * 32, algorithm="HS256", headers={"kid": "other"})

    for forged in (unsigned, by_secret, unknown):
        found = post(Client(), ME, Authorization=f"Bearer {forged}")
        assert found["data"] == {"me": None}
        assert code_of(found) == "InvalidSignatureError"


def test_an_access_token_is_good_for_five_minutes(client: Client) -> None:
    user = UserFactory.create()
    with time_machine.travel(NOON, tick=False):
        token = login(client, user)["token"]
    with time_machine.travel(NOON + timedelta(seconds=299), tick=False):
        assert post(Client(), ME, Authorization=f"Bearer {token}")["data"]["me"] is not None
    with time_machine.travel(NOON + timedelta(seconds=300), tick=False):
        late = post(Client(), ME, Authorization=f"Bearer {token}")

    assert (late["data"], code_of(late)) == ({"me": None}, "ExpiredSignatureError")
    assert late["errors"][0]["message"] == "Signature has expired"


def test_another_password_withdraws_every_token(client: Client) -> None:
    user = UserFactory.create()
    given = login(client, user)
    bearer = {"Authorization": f"Bearer {given['token']}"}
    change = """mutation ($old: String, $new: String!) { passwordChange(oldPassword: $old, newPassword: $new) {
        user { email } errors { field code } } }"""

    wrong = post(Client(), change, {"old": "no", "new": "another-secret-2"}, **bearer)["data"][
        "passwordChange"
    ]
    weak = post(Client(), change, {"old": PASSWORD, "new": "short"}, **bearer)["data"]["passwordChange"]
    assert wrong["errors"] == [{"field": "oldPassword", "code": "INVALID_CREDENTIALS"}]
    assert weak["errors"] == [{"field": "newPassword", "code": "PASSWORD_TOO_SHORT"}]
    assert post(Client(), ME, **bearer)["data"]["me"] is not None
    done = post(Client(), change, {"old": PASSWORD, "new": "another-secret-2"}, **bearer)["data"][
        "passwordChange"
    ]

    assert done == {"user": {"email": user.email}, "errors": []}
    assert code_of(post(Client(), ME, **bearer)) == "InvalidTokenError"
    refused = post(Client(), REFRESH, {"t": given["refreshToken"]})["data"]["tokenRefresh"]
    assert (refused["token"], refused["errors"][0]["code"]) == (None, "JWT_INVALID_TOKEN")
    assert login(Client(), user, "another-secret-2")["errors"] == []


def test_a_closed_account_has_no_tokens(client: Client) -> None:
    user = UserFactory.create()
    token = login(client, user)["token"]
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert code_of(post(Client(), ME, Authorization=f"Bearer {token}")) == "InvalidTokenError"
    assert login(Client(REMOTE_ADDR="10.0.0.9"), user)["errors"][0]["code"] == "INVALID_CREDENTIALS"


def test_a_refresh_token_gives_another_access_token(client: Client) -> None:
    user = UserFactory.create()
    given = login(client, user)

    found = post(Client(), REFRESH, {"t": given["refreshToken"]})["data"]["tokenRefresh"]

    assert (found["user"], found["errors"]) == ({"email": user.email}, [])
    assert post(Client(), ME, Authorization=f"Bearer {found['token']}")["data"]["me"]["email"] == user.email


def test_the_cookie_refreshes_only_together_with_its_secret(client: Client) -> None:
    given = login(client, UserFactory.create())

    def refreshed(secret: str | None) -> Any:
        return post(client, REFRESH, {"c": secret})["data"]["tokenRefresh"]

    for wrong in (None, "", "guess"):
        assert refreshed(wrong)["token"] is None
        assert refreshed(wrong)["errors"][0]["code"] == "JWT_INVALID_CSRF_TOKEN"
    assert refreshed(given["csrfToken"])["token"] is not None


@pytest.mark.parametrize(
    ("token", "code", "message"),
    [
        (None, "JWT_MISSING_TOKEN", "Missing refreshToken"),
        ("garbage", "JWT_DECODE_ERROR", "Error decoding signature"),
        ("access", "JWT_INVALID_TOKEN", "Incorrect refreshToken"),
    ],
)
def test_what_is_no_refresh_token_gives_nothing(
    client: Client, token: str | None, code: str, message: str
) -> None:
    given = login(client, UserFactory.create())
    shown = given["token"] if token == "access" else token

    found = post(Client(), REFRESH, {"t": shown})["data"]["tokenRefresh"]

    assert found == {
        "token": None,
        "user": None,
        "errors": [{"field": "refreshToken", "message": message, "code": code}],
    }


def test_a_token_is_verified(client: Client) -> None:
    user = UserFactory.create()
    token = login(client, user)["token"]
    verify = """mutation ($t: String!) { tokenVerify(token: $t) {
        isValid payload user { email } errors { field message code } } }"""

    good = post(Client(), verify, {"t": token})["data"]["tokenVerify"]
    bad = post(Client(), verify, {"t": "garbage"})["data"]["tokenVerify"]

    assert (good["isValid"], good["user"], good["payload"]["email"]) == (
        True,
        {"email": user.email},
        user.email,
    )
    assert bad == {
        "isValid": False,
        "payload": None,
        "user": None,
        "errors": [{"field": "token", "message": "Error decoding signature", "code": "JWT_DECODE_ERROR"}],
    }


def test_who_guesses_waits_and_others_do_not(client: Client) -> None:
    user = UserFactory.create()

    wrong = login(client, user, "guess")
    at_once = login(client, user)
    elsewhere = login(Client(REMOTE_ADDR="10.0.0.7"), user)

    assert wrong["errors"] == [
        {"field": "email", "message": "Please, enter valid credentials", "code": "INVALID_CREDENTIALS"}
    ]
    assert (at_once["token"], at_once["errors"][0]["code"]) == (None, "LOGIN_ATTEMPT_DELAYED")
    assert elsewhere["errors"] == []


def test_the_wait_doubles_and_ends_with_success() -> None:
    user, now = UserFactory.create(), timezone.now()

    def check(password: str, seconds: float) -> User:
        return password_check(
            email=user.email or "",
            password=password,
            network_address="::1",
            now=now + timedelta(seconds=seconds),
        )

    for at, again in ((0, 0.9), (1, 2.9), (3, 6.9)):
        with pytest.raises(WrongCredentials):
            check("guess", at)
        with pytest.raises(TooManyAttempts):
            check(PASSWORD, again)
    assert check(PASSWORD, 7) == user
    with pytest.raises(WrongCredentials):
        check("guess", 7)
    assert check(PASSWORD, 8.1) == user


def test_an_unknown_person_is_told_what_a_wrong_password_is_told(client: Client) -> None:
    found = post(client, LOGIN, {"e": "nobody@example.com", "p": "x"})["data"]["tokenCreate"]

    assert found["errors"][0]["code"] == "INVALID_CREDENTIALS"
    assert found["token"] is None
    assert "refreshToken" not in client.cookies
