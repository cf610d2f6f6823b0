"""The sender of webhooks: signed, one after another, retried with growing pauses until acknowledged.

Signature scheme: https://docs.stripe.com/webhooks#verify-manually. The timestamp in the signature is
wall-clock time even after a clock jump, because the receiver compares it with its own clock.
"""

import hashlib
import hmac
import http.client
import json
import threading
import time
from typing import Any
from urllib.parse import urlsplit

from marketplace.sandbox import clockwork
from marketplace.sandbox.api import Api
from marketplace.sandbox.context import Context
from marketplace.sandbox.errors import Json
from marketplace.sandbox.journal import event_view

TIMEOUT_SECONDS = 10.0
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 3600.0
MOST_ATTEMPTS = 16
_IDLE_SECONDS = 0.25


def signature(payload: str, secret: str, timestamp: int) -> str:
    """Return the Stripe-Signature header of a payload at a Unix time."""
    digest = hmac.new(secret.encode(), f"{timestamp}.{payload}".encode(), hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


def post(url: str, payload: str, secret: str) -> int:
    """Send one signed payload and return the receiver's status; raises OSError or HTTPException."""
    parts = urlsplit(url)
    factory = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = factory(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            "Stripe-Signature": signature(payload, secret, int(time.time())),
        }
        connection.request("POST", target or "/", body=payload.encode(), headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


class Sender(threading.Thread):
    """The thread that sends what is due and lets time pass."""

    def __init__(self, api: Api) -> None:
        super().__init__(name="webhook-sender", daemon=True)
        self._api = api
        self._wake = threading.Event()
        self._stopping = threading.Event()

    def wake(self) -> None:
        """Look at once for something to send."""
        self._wake.set()

    def stop(self) -> None:
        """End after the delivery in progress."""
        self._stopping.set()
        self._wake.set()

    def run(self) -> None:
        """Send and tick until stopped."""
        while not self._stopping.is_set():
            self._wake.clear()
            clockwork.tick(self._api.store, self._api.config, self._api.clock)
            while not self._stopping.is_set() and self._send_next():
                pass
            self._wake.wait(_IDLE_SECONDS)

    def _send_next(self) -> bool:
        task = self._next()
        if task is None:
            return False
        try:
            status, error = post(task["url"], task["payload"], task["secret"]), None
        except (OSError, http.client.HTTPException) as problem:
            status, error = None, repr(problem)
        self._note(task, status, error)
        return True

    def _next(self) -> dict[str, Any] | None:
        store = self._api.store
        with store.transaction():
            row = store.db.execute(
                "SELECT id, event, endpoint, attempts FROM deliveries WHERE state = 'due' AND due_at <= ? "
                "ORDER BY due_at, id LIMIT 1",
                (self._api.clock.now(),),
            ).fetchone()
            if row is None:
                return None
            hook, event = store.find(row[2]), store.find(row[1])
            if hook is None or event is None:
                store.db.execute("DELETE FROM deliveries WHERE id = ?", (row[0],))
                return {"id": row[0], "url": "", "payload": "", "secret": "", "attempts": MOST_ATTEMPTS}
            ctx = Context(store, self._api.config, int(self._api.clock.now()))
            payload = json.dumps(event_view(ctx, event), indent=2)
        return {
            "id": row[0],
            "url": hook["url"],
            "secret": hook["sandbox_secret"],
            "payload": payload,
            "attempts": row[3],
        }

    def _note(self, task: dict[str, Any], status: int | None, error: str | None) -> None:
        store = self._api.store
        attempts = task["attempts"] + 1
        pause = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (attempts - 1))
        if status is not None and 200 <= status < 300:
            state = "delivered"
        else:
            state = "due" if attempts < MOST_ATTEMPTS else "failed"
        with store.transaction():
            store.db.execute(
                "UPDATE deliveries SET state = ?, attempts = ?, due_at = ?, last_status = ?, last_error = ? "
                "WHERE id = ?",
                (state, attempts, self._api.clock.now() + pause, status, error, task["id"]),
            )


def register_endpoint(ctx: Context) -> None:
    """Make the endpoint of the command line the only one of its name; it hears of every account."""
    ctx.store.delete("we_sandbox")
    if ctx.config.webhook_url is None:
        return
    hook: Json = {
        "id": "we_sandbox",
        "object": "webhook_endpoint",
        "api_version": None,
        "application": None,
        "created": ctx.now,
        "description": "Given on the command line",
        "enabled_events": ["*"],
        "livemode": False,
        "metadata": {},
        "status": "enabled",
        "url": ctx.config.webhook_url,
        "sandbox_secret": ctx.config.webhook_secret,
        "sandbox_scope": "all",
    }
    ctx.add(hook)
