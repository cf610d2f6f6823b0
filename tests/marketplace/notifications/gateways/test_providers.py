import json
import smtplib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail

from marketplace.notifications.gateways.base import ProviderFailed, ProviderRefused, provider_of
from marketplace.notifications.gateways.email import EmailProvider
from marketplace.notifications.gateways.inbox import InboxProvider
from marketplace.notifications.gateways.sms import SmsProvider
from marketplace.notifications.gateways.whatsapp import WhatsappProvider
from marketplace.notifications.rendering import Outgoing, render
from tests.marketplace.notifications.telling import SHIPPED


def outgoing(channel: str = "sms", to: str = "+212612345678", language: str = "fr") -> Outgoing:
    return render(
        key="order:12:shipped",
        channel=channel,
        to=to,
        language=language,
        template="order_shipped",
        context=SHIPPED,
    )


class Gateway:
    """A small HTTP server that answers as a test says and remembers what it was asked."""

    def __init__(self) -> None:
        self.status = 200
        self.answer: Any = {}
        self.asked: list[tuple[str, dict[str, str], Any]] = []
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                gateway.asked.append((self.path, dict(self.headers), body))
                answer = (
                    gateway.answer
                    if isinstance(gateway.answer, bytes)
                    else json.dumps(gateway.answer).encode()
                )
                self.send_response(gateway.status)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_args: object) -> None:
                """Keep quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def gateway(settings: LazySettings) -> Iterator[Gateway]:
    server = Gateway()
    settings.SMS_GATEWAY_URL = f"{server.url}/send"
    settings.SMS_GATEWAY_TOKEN = "secret"
    settings.SMS_SENDER = "COOPS"
    settings.WHATSAPP_API_BASE = server.url
    settings.WHATSAPP_PHONE_NUMBER_ID = "106540352242922"
    settings.WHATSAPP_TOKEN = "secret"
    yield server
    server.close()


def test_a_text_message_goes_to_the_gateway_with_its_key(gateway: Gateway) -> None:
    gateway.answer = {"id": "sms-1"}

    assert SmsProvider().send(outgoing()) == "sms-1"

    path, headers, body = gateway.asked[0]
    assert path == "/send"
    assert headers["Authorization"] == "Bearer secret"
    assert headers["Idempotency-Key"] == "order:12:shipped"
    assert body == {
        "to": "+212612345678",
        "from": "COOPS",
        "text": "Commande CM-2026-0012 en route avec Amana, colis PC-2026-000123 : https://exemple.ma/c/12",
        "reference": "order:12:shipped",
    }


def test_a_whatsapp_message_is_an_approved_template(gateway: Gateway) -> None:
    gateway.answer = {"messages": [{"id": "wamid.1"}]}

    assert WhatsappProvider().send(outgoing("whatsapp", language="ar")) == "wamid.1"

    path, _headers, body = gateway.asked[0]
    assert path == "/106540352242922/messages"
    assert body["to"] == "212612345678"
    assert body["template"]["name"] == "order_shipped"
    assert body["template"]["language"] == {"code": "ar"}
    assert body["template"]["components"][0]["parameters"][0]["text"].startswith("طلبيتك CM-2026-0012")


@pytest.mark.parametrize("provider", [SmsProvider(), WhatsappProvider()])
@pytest.mark.parametrize(
    ("status", "answer", "failure"),
    [
        (400, {"error": "bad number"}, ProviderRefused),
        (401, {}, ProviderRefused),
        (429, {}, ProviderFailed),
        (500, {}, ProviderFailed),
        (503, b"<html>", ProviderFailed),
        (200, b"<html>", ProviderFailed),
        (200, {}, ProviderFailed),
        (200, [], ProviderFailed),
    ],
)
def test_a_gateway_that_does_not_accept_is_told_apart(
    gateway: Gateway, provider: Any, status: int, answer: Any, failure: type[ProviderFailed]
) -> None:
    gateway.status, gateway.answer = status, answer

    with pytest.raises(ProviderFailed) as failed:
        provider.send(outgoing())

    assert type(failed.value) is failure


def test_a_gateway_that_is_away_is_worth_another_try(gateway: Gateway, settings: LazySettings) -> None:
    gateway.close()

    with pytest.raises(ProviderFailed) as failed:
        SmsProvider().send(outgoing())

    assert type(failed.value) is ProviderFailed


def test_an_address_that_is_not_http_is_refused(settings: LazySettings) -> None:
    settings.SMS_GATEWAY_URL = "file:///etc/passwd"
    settings.SMS_GATEWAY_TOKEN = settings.SMS_SENDER = ""

    with pytest.raises(ProviderRefused):
        SmsProvider().send(outgoing())


def test_an_e_mail_has_text_html_and_a_stable_message_id(settings: LazySettings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Boutique <boutique@exemple.ma>"

    first = EmailProvider().send(outgoing("email", "a@exemple.ma"))
    second = EmailProvider().send(outgoing("email", "a@exemple.ma"))

    sent = mail.outbox[0]
    assert first == second == sent.extra_headers["Message-ID"]
    assert first.endswith("@exemple.ma>")
    assert sent.to == ["a@exemple.ma"]
    assert sent.subject == "La commande CM-2026-0012 est en route"
    assert "https://exemple.ma/c/12" in sent.body
    html, kind = sent.alternatives[0]  # type: ignore[attr-defined]
    assert kind == "text/html"
    assert "CM-2026-0012" in html


@pytest.mark.parametrize(
    ("problem", "failure"),
    [
        (smtplib.SMTPRecipientsRefused({"a@exemple.ma": (550, b"no such user")}), ProviderRefused),
        (smtplib.SMTPRecipientsRefused({"a@exemple.ma": (451, b"try later")}), ProviderFailed),
        (smtplib.SMTPServerDisconnected("gone"), ProviderFailed),
        (ConnectionRefusedError("away"), ProviderFailed),
    ],
)
def test_a_mail_server_that_does_not_accept_is_told_apart(
    monkeypatch: pytest.MonkeyPatch, problem: Exception, failure: type[ProviderFailed]
) -> None:
    def refuse(*_args: object, **_options: object) -> int:
        raise problem

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)

    with pytest.raises(ProviderFailed) as failed:
        EmailProvider().send(outgoing("email", "a@exemple.ma"))

    assert type(failed.value) is failure


def test_the_inbox_needs_nobody_outside() -> None:
    assert InboxProvider().send(outgoing("inbox", "user:12")) == "inbox:user:12"


def test_every_channel_has_a_provider_in_the_settings() -> None:
    for channel in ("email", "sms", "whatsapp", "inbox"):
        assert callable(provider_of(channel).send)
