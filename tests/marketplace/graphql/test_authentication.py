"""Whom a session speaks for: our own pages, and no other site's."""

import pytest
from django.test import Client

from marketplace.accounts.models import User

pytestmark = pytest.mark.django_db
BODY = b'{"query":"{ shop { version } }"}'


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("boss@example.com", "secret-demo-1"))
    return client


@pytest.mark.parametrize(
    ("_case", "headers", "content_type", "known"),
    [
        ("our own page", {"origin": "http://testserver"}, "application/json", True),
        ("our own page, no origin told", {"sec-fetch-site": "same-origin"}, "application/json", True),
        ("another site", {"origin": "http://evil.example"}, "application/json", False),
        ("another port", {"origin": "http://testserver:81"}, "application/json", False),
        ("another scheme", {"origin": "https://testserver"}, "application/json", False),
        ("a sandboxed page", {"origin": "null"}, "application/json", False),
        ("a subdomain, no origin told", {"sec-fetch-site": "same-site"}, "application/json", False),
        ("nobody says where from", {}, "application/json", False),
        ("a form of our own", {"origin": "http://testserver"}, "application/x-www-form-urlencoded", False),
    ],
)
def test_a_session_speaks_only_for_our_own_pages(
    staff: Client, _case: str, headers: dict[str, str], content_type: str, known: bool
) -> None:
    body = BODY if content_type == "application/json" else b"query={shop{version}}"

    response = staff.post("/graphql/", body, content_type=content_type, headers=headers)

    assert ("errors" not in response.json()) is known
    assert (response.json()["data"] is not None) is known


def test_reading_by_get_needs_the_same_proof(staff: Client) -> None:
    query = {"query": "{ shop { version } }"}

    assert staff.get("/graphql/", query).json()["data"] is None
    assert staff.get("/graphql/", query, headers={"sec-fetch-site": "cross-site"}).json()["data"] is None
    assert staff.get("/graphql/", query, headers={"sec-fetch-site": "same-origin"}).json()["data"] is not None


def test_somebody_without_staff_rights_is_told_what_would_be_needed(client: Client) -> None:
    client.force_login(User.objects.create_user("someone@example.com"))

    response = client.post(
        "/graphql/", BODY, content_type="application/json", headers={"origin": "http://testserver"}
    )

    assert response.json()["errors"][0]["message"].startswith("To access this path, you need one of")
