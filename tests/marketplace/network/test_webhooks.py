"""The gateway's door: a token opens it, and what is no message changes nothing."""

import json

import pytest
from django.test import Client
from pytest_django import Settings

from marketplace.network.models import Reply

pytestmark = pytest.mark.django_db
BODY = json.dumps({"id": "m1", "from": "0612345678", "text": "1"})


def send(body: str | bytes, token: str = "secret") -> tuple[int, bytes]:
    answer = Client(enforce_csrf_checks=True).post(
        "/webhooks/sms/", body, content_type="application/json", headers={"Authorization": f"Bearer {token}"}
    )
    return answer.status_code, answer.content


def test_a_reply_comes_in_once(settings: Settings) -> None:
    settings.SMS_GATEWAY_TOKEN = "secret"

    assert [send(BODY), send(BODY)] == [(200, b"ok"), (200, b"ok")]
    assert Reply.objects.get().phone == "+212612345678"


@pytest.mark.parametrize("token", ["", "other", "sécret"])
def test_without_the_token_nothing_comes_in(token: str, settings: Settings) -> None:
    settings.SMS_GATEWAY_TOKEN = "secret"

    assert send(BODY, token)[0] == 401
    assert not Reply.objects.exists()


def test_without_a_gateway_the_door_is_shut(settings: Settings) -> None:
    settings.SMS_GATEWAY_TOKEN = ""

    assert send(BODY, "")[0] == 401


@pytest.mark.parametrize(
    "body",
    [
        b"nope",
        b"[]",
        b"{}",
        b"null",
        b'{"id": "1", "from": "x", "text": "1"}',
        b'{"id": "' + b"x" * 5000 + b'"}',
        b"\xff",
    ],
)
def test_what_is_no_message_is_refused(body: bytes, settings: Settings) -> None:
    settings.SMS_GATEWAY_TOKEN = "secret"

    assert send(body)[0] == 400
    assert not Reply.objects.exists()
