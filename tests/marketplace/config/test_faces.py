"""Health, headers, uploaded files and log lines."""

import json
import logging
import sys
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.utils import timezone

from marketplace.config.content_security import content_security_policy
from marketplace.config.logs import JsonFormatter
from marketplace.outbox.models import Message, Receipt, ReceiptState


def test_alive_needs_no_database(client):
    answer = client.get("/health/live")

    assert (answer.status_code, answer.json()) == (200, {"alive": True})


@pytest.mark.django_db
def test_ready_tells_of_messages_that_wait_too_long_and_stays_in_service(client):
    message = Message.objects.create(topic="t", body={}, created_at=timezone.now())
    for handler, age, state in [
        ("a", 10, "pending"),
        ("b", 1, "pending"),
        ("c", 10, "dead"),
        ("d", 10, "done"),
    ]:
        Receipt.objects.create(
            message=message,
            handler=handler,
            due_at=timezone.now() - timedelta(minutes=age),
            state=ReceiptState(state),
        )

    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json() == {"database": True, "cache": True, "outbox": {"late": 1, "dead": 1}}


def test_ready_says_no_when_the_database_is_away(client, monkeypatch):
    def away(*_):
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", away)

    answer = client.get("/health/ready")

    assert (answer.status_code, answer.json()) == (503, {"database": False, "cache": True})


def test_answers_carry_the_policies(client, settings):
    answer = client.get("/health/live")

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "https://checkout.stripe.com" in policy
    assert answer.headers["Permissions-Policy"].startswith("camera=(self)")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_pictures_may_come_from_the_store_when_it_has_an_address(settings):
    settings.CONTENT_SECURITY_STORE = "https://pictures.example/market"

    assert "img-src 'self' data: blob: https://pictures.example;" in content_security_policy()


def test_an_uploaded_page_cannot_run(client):
    name = default_storage.save("uploads/page.html", ContentFile(b"<script>alert(1)</script>"))

    answer = client.get(f"/media/{name}")

    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["nothing.png", "../manage.py", "%2e%2e/manage.py", "/etc/passwd"])
def test_what_is_not_in_the_store_is_not_sent(client, path):
    assert client.get(f"/media/{path}").status_code in {400, 404}


@time_machine.travel("2026-11-16T12:00:00.250Z", tick=False)
def test_a_log_line_is_one_object_whatever_the_message():
    try:
        raise ValueError("خطأ")
    except ValueError:
        record = logging.LogRecord(
            "orders", logging.ERROR, "x.py", 1, "two\nlines %s", ("é",), sys.exc_info()
        )

    line = JsonFormatter().format(record)

    read = json.loads(line)
    assert "\n" not in line
    assert read["at"] == "2026-11-16T12:00:00.250+00:00"
    assert (read["level"], read["logger"], read["message"]) == ("error", "orders", "two\nlines é")
    assert "ValueError: خطأ" in read["exception"]
