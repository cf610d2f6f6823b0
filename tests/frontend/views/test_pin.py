"""Digits instead of a code: test that ..."""

import pytest
from allauth.account.internal.userkit import user_id_to_str
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from frontend.device_cookie import COOKIE
from marketplace.accounts.models import Device, DeviceUse
from tests.factories.ground import OrganisationFactory
from tests.frontend.views.portal.conftest import Member, member_of

pytestmark = pytest.mark.django_db


def by_code(member: Member) -> None:
    """Let allauth know that the person came in by a code."""
    session = member.client.session
    session["account_authentication_methods"] = [{"method": "code", "at": 0.0}]
    session["account_authentication_methods_user"] = user_id_to_str(member.user)
    session.save()


@pytest.fixture
def member(db: None) -> Member:
    row = member_of(OrganisationFactory.create(active=True))
    row.user.phone, row.user.phone_verified_at = "+212612345678", timezone.now()
    row.user.save()
    return row


def known(member: Member) -> Client:
    """Return the person's telephone, signed out, with its secret."""
    by_code(member)
    answer = member.client.post("/ar/portal/pin/", {"pin": "2580"})
    assert answer.status_code == 302
    cookie = member.client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    client = Client()
    client.cookies[COOKIE] = cookie.value
    return client


def test_a_known_telephone_asks_for_digits_and_leads_to_work(member: Member) -> None:
    phone = known(member)

    door = phone.get("/ar/account/sign-in/?next=/ar/portal/orders/")
    page = phone.get(door["Location"])
    wrong = phone.post(door["Location"], {"pin": "9999"})
    right = phone.post(door["Location"], {"pin": "2580", "next": "/ar/portal/orders/"})

    assert door["Location"].startswith(reverse("frontend:pin-enter").replace("/fr/", "/ar/"))
    assert (page.status_code, wrong.status_code) == (200, 422)
    assert page.content.decode().count('class="pad__key"') == 12
    assert right["Location"] == "/ar/portal/orders/"
    assert phone.get("/ar/portal/more/").status_code == 200
    assert phone.get("/ar/account/digits/").status_code == 302


def test_a_locked_or_unknown_telephone_is_sent_to_the_code(member: Member) -> None:
    phone = known(member)
    answers = [phone.post("/fr/account/digits/", {"pin": "9999"}) for _attempt in range(6)]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 302, 302]
    assert "code" in answers[-1]["Location"]
    assert phone.post("/fr/account/digits/", {"pin": "2580"}).status_code == 302
    assert phone.get("/fr/portal/").status_code == 302
    assert Client().get("/fr/account/digits/")["Location"].startswith(reverse("account_request_login_code"))
    elsewhere = known(member).post("/fr/account/digits/", {"pin": "2580", "next": "https://evil.example/"})
    assert elsewhere["Location"].endswith("/account/desks/")


def test_digits_are_chosen_after_a_code_alone_and_can_be_forgotten(member: Member) -> None:
    refused = member.client.post("/fr/portal/pin/", {"pin": "2580"})
    asked = member.client.get("/fr/portal/pin/").content.decode()
    by_code(member)
    easy = member.client.post("/fr/portal/pin/", {"pin": "1234"})

    assert (refused.status_code, easy.status_code) == (403, 422)
    assert reverse("frontend:portal-pin-code") in asked
    assert not Device.objects.exists()
    member.client.post("/fr/portal/pin/", {"pin": "2580"})
    assert member.client.get("/fr/portal/pin/").context["is_known"]
    member.client.post("/fr/portal/pin/", {"forget": "1"})
    assert not member.client.get("/fr/portal/pin/").context["is_known"]
    assert DeviceUse.objects.count() == 2
    out = member.client.post("/fr/portal/pin/code/")
    assert out["Location"].startswith(reverse("account_request_login_code"))
    assert member.client.get("/fr/portal/").status_code == 302
