"""A supervisor in a process of its own, over a small stand-in for the product."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from marketplace.config.environment import PROJECT_DIR
from marketplace.supervisor.leash import MARK


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a start that embeds its own servers, whatever the tests themselves use."""
    given = {
        key: value
        for key, value in os.environ.items()
        if key not in {"DATABASE_URL", "REDIS_URL", "SECRET_KEY"}
    }
    return {**given, "DATA_DIR": str(folder), "DEMO": "false", **more}


def ours(folder: Path) -> list[psutil.Process]:
    """Every living process that was started in this data folder (PostgreSQL and Redis hide their environment)."""
    records = str(folder.resolve() / "run")
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            marked = process.environ().get(MARK) == records
            if marked or any(str(folder.resolve()) in word for word in process.cmdline()):
                found.append(process)
    return [process for process in found if process.pid != os.getpid()]


def wait_for(what: Callable[[], object], *, seconds: float = 20) -> None:
    """Wait until it is true; fail the test otherwise."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


class Started:
    """`python -m marketplace.supervisor ...` with its words in a file."""

    def __init__(self, folder: Path, *arguments: str, **more: str) -> None:
        self.folder = folder
        self.words = folder.parent / f"{folder.name}.words"
        with self.words.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "marketplace.supervisor", *arguments],
                cwd=PROJECT_DIR,
                env=environment(folder, **more),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        """What it has printed so far."""
        return self.words.read_text()

    def wait_until_said(self, pattern: str, *, seconds: float = 40) -> str:
        """Wait for words that match."""

        def spoken_or_gone() -> bool:
            return bool(re.search(pattern, self.said())) or self.process.poll() is not None

        wait_for(spoken_or_gone, seconds=seconds)
        found = re.search(pattern, self.said())
        assert found, self.said()
        return found.group()

    def interrupt(self, *, seconds: float = 30) -> int:
        """Press Ctrl-C and wait for the end."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(seconds)

    def kill(self) -> None:
        """End it as the kernel would when memory runs out."""
        self.process.kill()
        self.process.wait()
