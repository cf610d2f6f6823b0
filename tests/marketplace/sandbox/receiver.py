"""A real HTTP server that receives webhooks and verifies them with the Stripe library."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import stripe

from tests.marketplace.sandbox.server import WEBHOOK_SECRET


class Receiver:
    """What has arrived, in order; `answers` are the next statuses to give (200 when empty)."""

    def __init__(self) -> None:
        self.url = ""
        self.events: list[stripe.Event] = []
        self.raw: list[tuple[bytes, str]] = []
        self.answers: list[int] = []
        self.forged = 0
        self._lock = threading.Lock()

    def receive(self, payload: bytes, signature: str) -> int:
        """Verify and note one delivery; return the status to answer with."""
        with self._lock:
            try:
                event = stripe.Webhook.construct_event(payload, signature, WEBHOOK_SECRET)
            except (ValueError, stripe.SignatureVerificationError):
                self.forged += 1
                return 400
            self.raw.append((payload, signature))
            self.events.append(event)
            return self.answers.pop(0) if self.answers else 200

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self.events.clear()
            self.raw.clear()
            self.answers.clear()
            self.forged = 0

    def types(self) -> list[str]:
        """Return the types of the events in the order of their arrival."""
        return [event.type for event in self.events]


@contextmanager
def listening() -> Iterator[Receiver]:
    """Run a receiver on a free port of 127.0.0.1."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            payload = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(receiver.receive(payload, self.headers["Stripe-Signature"]))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/webhooks/stripe/"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
