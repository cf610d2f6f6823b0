"""Apps, and a real HTTP server that stands for one."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from factory.declarations import Sequence
from factory.django import DjangoModelFactory

from marketplace.apps.models.app import App
from marketplace.apps.models.webhook import Webhook
from marketplace.apps.services.app_token_save import token_make
from marketplace.kernel.actor import Permission
from tests.factories.ground import NOON


class AppFactory(DjangoModelFactory[App]):
    """An app that may nothing."""

    class Meta:
        model = App

    name = Sequence(lambda n: f"App {n}")
    identifier = Sequence(lambda n: f"example.app.{n}")
    created_at = NOON


def app_with(*permissions: Permission, **more: Any) -> App:
    """Return an app that holds these permissions."""
    return AppFactory.create(permissions=sorted(each.value for each in permissions), **more)


def token_of(app: App) -> str:
    """Return a token of an app."""
    return token_make(app, name="test", now=NOON)[1]


def webhook_of(app: App, url: str, query: str, *events: str, **more: Any) -> Webhook:
    """Return a webhook of an app."""
    return Webhook.objects.create(
        app=app, target_url=url, subscription_query=query, events=sorted(events), **more
    )


@dataclass
class Call:
    """A call that the server received."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


Answer = Callable[[Call], tuple[int, Any]]


@dataclass
class Receiver:
    """An HTTP server of somebody else's: what it received, and what it answers."""

    url: str
    calls: list[Call] = field(default_factory=list)
    answer: Answer = lambda _call: (200, {})
    headers: dict[str, str] = field(default_factory=dict)

    def of(self, event: str) -> list[Call]:
        """Return the calls that told an event."""
        return [call for call in self.calls if call.headers.get("Saleor-Event") == event]


@contextmanager
def receiving(answer: Answer | None = None) -> Iterator[Receiver]:
    """Run a server on this machine."""
    receiver = Receiver(url="")
    if answer is not None:
        receiver.answer = answer

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self._serve()

        def do_GET(self) -> None:
            self._serve()

        def _serve(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            call = Call(self.command, self.path, dict(self.headers), self.rfile.read(size))
            receiver.calls.append(call)
            status, said = receiver.answer(call)
            body = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
