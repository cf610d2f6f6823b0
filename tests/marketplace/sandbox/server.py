"""A running payment sandbox for tests: `with running_sandbox(webhook_url=...) as sandbox: ...`."""

import json
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import stripe

SECRET_KEY = "sk_test_sandbox"
WEBHOOK_SECRET = "whsec_sandbox_tests"


class ControlRefused(Exception):
    """A control request was answered with an error status."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body


@dataclass
class RunningSandbox:
    """A sandbox process: its address and keys, and helpers for its control API."""

    base_url: str
    secret_key: str
    webhook_secret: str
    webhook_url: str | None
    state_dir: Path
    process: subprocess.Popen[str]

    def client(self, **options: Any) -> stripe.StripeClient:
        """Return an unmodified Stripe client that talks to this sandbox; no retries unless asked."""
        options.setdefault("max_network_retries", 0)
        return stripe.StripeClient(self.secret_key, base_addresses={"api": self.base_url}, **options)

    def control(self, path: str, body: dict[str, Any] | None = None, *, method: str | None = None) -> Any:
        """Call /_sandbox/<path>: POST with a body, GET without; raises ControlRefused."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.base_url}/_sandbox/{path}",
            data=data,
            headers={"Content-Type": "application/json"},
            method=method or ("GET" if data is None else "POST"),
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise ControlRefused(error.code, json.load(error)) from error

    def fault(self, kind: str, **options: Any) -> None:
        """Put a fault rule in force, e.g. `fault("drop_response", times=1, path="/v1/refunds")`."""
        self.control("faults", {"kind": kind, **options})

    def webhooks(self, **switches: Any) -> None:
        """Set how webhooks are sent: mode, types, duplicates, delay_seconds, shuffle_seconds."""
        self.control("webhooks", switches)

    def advance(self, seconds: int) -> None:
        """Move the sandbox's clock forward."""
        self.control("clock", {"advance_seconds": seconds})

    def deliveries(self) -> list[dict[str, Any]]:
        """Return every webhook delivery, with its state and number of attempts."""
        found: list[dict[str, Any]] = self.control("deliveries")["data"]
        return found

    def wait_for(self, condition: Callable[[], bool], *, seconds: float = 5.0) -> None:
        """Wait until the condition holds; raises TimeoutError."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError(f"not within {seconds} s; deliveries: {self.deliveries()}")
            time.sleep(0.02)

    def wait_until_delivered(self, *, seconds: float = 5.0) -> None:
        """Wait until no webhook is due; raises TimeoutError."""
        self.wait_for(
            lambda: all(delivery["state"] != "due" for delivery in self.deliveries()), seconds=seconds
        )

    def reset(self) -> None:
        """Forget every object, fault, clock jump and switch."""
        self.control("wipe", {})

    def kill(self) -> None:
        """End the process as `kill -9` does."""
        self.process.kill()
        self.end()

    def end(self) -> None:
        """Wait for the end of the process and close its output."""
        self.process.wait(timeout=20)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def restart(self) -> None:
        """Start again on the same port and state."""
        self.process, _ = _start(self.state_dir, self.webhook_url, port=int(self.base_url.rsplit(":", 1)[1]))


def _start(
    state_dir: Path, webhook_url: str | None, *, port: int = 0, arguments: tuple[str, ...] = ()
) -> tuple[subprocess.Popen[str], str]:
    command = [
        sys.executable,
        "-m",
        "marketplace.sandbox",
        "--port",
        str(port),
        "--state-dir",
        str(state_dir),
    ]
    command += ["--webhook-secret", WEBHOOK_SECRET, *arguments]
    if webhook_url is not None:
        command += ["--webhook-url", webhook_url]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3])
    if process.stdout is None:
        raise RuntimeError("the sandbox has no standard output")
    line = process.stdout.readline()
    if not line.startswith("payment sandbox: "):
        process.kill()
        raise RuntimeError(f"the sandbox did not start: {line!r}")
    return process, line.removeprefix("payment sandbox: ").strip()


@contextmanager
def running_sandbox(
    *, webhook_url: str | None = None, state_dir: Path | None = None, arguments: tuple[str, ...] = ()
) -> Iterator[RunningSandbox]:
    """Start a sandbox on a free port and end it (SIGTERM) afterwards.

    `arguments` are further options of `python -m marketplace.sandbox`. Without `state_dir` the state
    lives in a temporary folder.
    """
    with ExitStack() as stack:
        folder = state_dir or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        process, base_url = _start(folder, webhook_url, arguments=arguments)
        sandbox = RunningSandbox(base_url, SECRET_KEY, WEBHOOK_SECRET, webhook_url, folder, process)
        try:
            yield sandbox
        finally:
            sandbox.process.terminate()
            sandbox.end()
