"""The data folder: where everything lives that a start leaves behind."""

import fcntl
import json
import os
import secrets
import socket
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from marketplace.supervisor.errors import CannotStart


class DataFolder:
    """One start's files: lock, secrets, ports, logs and the servers' data. Holds the lock while entered."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.logs = self.path / "log"
        self.run = self.path / "run"
        self._lock: int | None = None

    def __enter__(self) -> Self:
        """
        Make the folder and take its lock.

        :raises CannotStart: if another start holds it, or the folder cannot be written
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            # The database's own user must be able to pass through; what is secret has its own narrow mode.
            self.path.chmod(0o755)
            for part in (self.logs, self.run):
                part.mkdir(mode=0o700, exist_ok=True)
            self._lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise CannotStart(
                f"The data folder {self.path} cannot be written ({error.strerror}). "
                "Was it made by another user? Choose another one with DATA_DIR=..."
            ) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._lock, 400, 0).decode().strip() or "an unknown process"
            os.close(self._lock)
            self._lock = None
            raise CannotStart(
                f"Already running in {self.path}: {holder}.\n"
                "Stop it first with Ctrl-C, or choose another data folder with DATA_DIR=..."
            ) from None
        self.announce("still starting")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the lock back; the kernel does it for a killed process."""
        if self._lock is not None:
            with suppress(OSError):
                os.ftruncate(self._lock, 0)
            os.close(self._lock)
            self._lock = None

    def announce(self, state: str) -> None:
        """Write into the lock who holds it and where it answers, for whoever is refused."""
        if self._lock is not None:
            os.ftruncate(self._lock, 0)
            os.pwrite(self._lock, f"process {os.getpid()}, {state}".encode(), 0)

    def secret(self, name: str, *, prefix: str = "") -> str:
        """Read a secret of this folder; make it up, once, when it is first asked for."""
        known = self._read("secrets.json")
        if name not in known:
            known[name] = prefix + secrets.token_urlsafe(48)
            self._write("secrets.json", known)
        return known[name]

    def port(self, name: str, *, wanted: int = 0, host: str = "127.0.0.1") -> int:
        """Choose a free port: the one used last time, else the wanted one, else any."""
        known = self._read("ports.json")
        taken = {int(port) for other, port in known.items() if other != name}
        for candidate in (int(known.get(name, "0")), wanted):
            if candidate and candidate not in taken and port_is_free(host, candidate):
                break
        else:
            candidate = any_free_port(host, taken)
        known[name] = str(candidate)
        self._write("ports.json", known)
        return candidate

    def _read(self, name: str) -> dict[str, str]:
        try:
            read: dict[str, str] = json.loads((self.path / name).read_text())
        except FileNotFoundError:
            return {}
        except ValueError as error:
            raise CannotStart(f"{self.path / name} is damaged; remove it and start again.") from error
        return read

    def _write(self, name: str, values: dict[str, str]) -> None:
        """Replace the file whole, so that a crash in between leaves the old one."""
        fresh = self.path / f"{name}.new"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(values, file, indent=2, sort_keys=True)
        fresh.replace(self.path / name)


def port_is_free(host: str, port: int) -> bool:
    """Say whether a server could listen there now; a connection that just closed does not count."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def any_free_port(host: str, taken: set[int]) -> int:
    """Let the kernel choose, until it chooses one that no sibling has been promised."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind((host, 0))
            port = int(probe.getsockname()[1])
        if port not in taken:
            return port
