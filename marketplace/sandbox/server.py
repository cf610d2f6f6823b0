"""The HTTP server: keep-alive, one thread per connection, four rooms (API, control, hosted pages, a carrier)."""

import json
import socket
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from marketplace.sandbox import carrier, control, past, webhooks
from marketplace.sandbox.api import Answer, Api, Request
from marketplace.sandbox.context import Clock, Config, Context
from marketplace.sandbox.errors import ApiError
from marketplace.sandbox.faults import Faults
from marketplace.sandbox.hosted import acquirer, pages
from marketplace.sandbox.store import Store

LARGEST_BODY = 1_000_000


class Sandbox:
    """A sandbox without its sockets: the four rooms over one store."""

    def __init__(self, config: Config, state_dir: Path) -> None:
        self.store = Store(state_dir / "sandbox.sqlite3")
        self.clock = Clock(self.store.setting("clock_offset", 0))
        self.api = Api(self.store, config, self.clock, Faults())
        self.control = control.Control(self.api)
        self.pages = pages.HostedPages(self.api)
        self.acquirer = acquirer.Acquirer(config.store_key)
        self.carrier = carrier.CarrierTwin(
            self.store,
            token=config.carrier_token,
            webhook_url=config.carrier_webhook_url,
            secret=config.carrier_secret,
        )
        self.sender = webhooks.Sender(self.api)
        with self.store.transaction():
            ctx = Context(self.store, config, int(self.clock.now()))
            webhooks.register_endpoint(ctx)
            past.adopt(ctx, state_dir)

    def handle(self, request: Request) -> Answer:
        """Answer a request and have the sender look for what it caused."""
        if request.path.startswith(control.PREFIX):
            answer = self.control.handle(request)
        elif request.path.startswith(carrier.PREFIX):
            return self.carrier.handle(request)
        elif request.path.startswith(acquirer.PREFIX):
            answer = self.acquirer.handle(request)
        elif request.path.startswith(pages.PREFIXES):
            answer = self.pages.handle(request)
        else:
            answer = self.api.handle(request)
        self.sender.wake()
        return answer


class Handler(BaseHTTPRequestHandler):
    """Reads a request, writes an answer."""

    protocol_version = "HTTP/1.1"
    server_version = "StripeSandbox"
    disable_nagle_algorithm = True
    wbufsize = 65536
    timeout = 120
    server: "SandboxServer"

    def do_GET(self) -> None:
        """Answer a GET."""
        self._serve()

    def do_POST(self) -> None:
        """Answer a POST."""
        self._serve()

    def do_DELETE(self) -> None:
        """Answer a DELETE."""
        self._serve()

    def _serve(self) -> None:
        declared = self.headers.get("Content-Length") or "0"
        length = int(declared) if declared.isdecimal() else LARGEST_BODY + 1
        if length > LARGEST_BODY:
            self.close_connection = True
            # A client that is still sending would not read the answer.
            self.rfile.read(min(length, 8 * LARGEST_BODY) if declared.isdecimal() else 0)
            error = ApiError(413, "invalid_request_error", "The request body is too large.")
            self._write(Answer(413, json.dumps(error.body()).encode(), {"Content-Type": "application/json"}))
            return
        path, _, query = self.path.partition("?")
        request = Request(
            self.command,
            path,
            query,
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(length),
        )
        answer = self.server.sandbox.handle(request)
        if answer.drop:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._write(answer)

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        """Stay silent: the journal at /_sandbox/requests tells what came in."""


class SandboxServer(ThreadingHTTPServer):
    """The listening socket of a sandbox."""

    daemon_threads = True
    request_queue_size = 256

    sandbox: Sandbox

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(address, Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over a peer that went away; report anything else."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)
