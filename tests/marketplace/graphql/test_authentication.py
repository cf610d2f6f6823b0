"""Whom a session speaks for: our own pages, and no other site's."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.cooperatives.services.assistance_grant import assistance_grant
from marketplace.cooperatives.states import Role
from tests.factories.ground import OrganisationFactory, UserFactory, member_actor
from tests.marketplace.graphql.api import global_id

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


def test_who_helps_a_cooperative_in_the_portal_brings_none_of_its_roles_to_the_api(client: Client) -> None:
    own, now = OrganisationFactory.create(active=True), timezone.now()
    helper = UserFactory.create(phone="+212600000077", phone_verified_at=now)
    lent = assistance_grant(
        actor=member_actor(own), organisation_id=own.pk, phone="+212600000077", roles=[Role.SALES.value],
        consent="spoken", ends_date=(now + timedelta(days=30)).date(), now=now,
    )  # fmt: skip
    client.force_login(helper)
    client.post("/fr/portal/helping/", {"assistance": str(lent.pk), "reason": "Elle est au souk"})
    assert client.get("/fr/portal/orders/").status_code == 200
    asked = f'{{ subOrders(cooperative: "{global_id("Cooperative", own.pk)}", first: 1) {{ totalCount }} }}'

    answer = client.post(
        "/graphql/",
        json.dumps({"query": asked}),
        content_type="application/json",
        headers={"origin": "http://testserver"},
    ).json()

    assert answer["errors"][0]["extensions"]["exception"]["code"] == "PermissionDenied"
