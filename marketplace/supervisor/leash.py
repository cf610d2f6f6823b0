"""Child processes that cannot outlive their supervisor, and the memory of them for the next start."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from marketplace.supervisor.errors import CannotStart

# Set in every child's environment to the data folder it serves: how the next start tells ours from strangers.
MARK = "MARKETPLACE_SUPERVISED_IN"
_PR_SET_PDEATHSIG = 1  # prctl(2)


@dataclass(frozen=True, kw_only=True)
class Program:
    """How to start one child, how to recognise it, and how to ask it to stop."""

    name: str
    command: Sequence[str]
    # A word of its command line, looked for before anything is killed in its name.
    word: str
    environment: Mapping[str, str]
    folder: Path
    stop_signal: signal.Signals = signal.SIGTERM
    # What it gets when the supervisor itself is killed: the quickest stop that loses nothing.
    orphan_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 8.0
    # How long one is waited for that its supervisor left behind: what it stood on is gone already.
    leftover_seconds: float = 1.0
    user: str | None = None


def _tether(orphan_signal: int) -> Callable[[], None] | None:
    """Make what a new child runs before its program: die with the parent (Linux only)."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def in_the_child() -> None:
        prctl(_PR_SET_PDEATHSIG, orphan_signal, 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)

    return in_the_child


class Child:
    """A running program in a session of its own, so that Ctrl-C reaches only the supervisor."""

    def __init__(self, program: Program, *, records: Path, log: Path) -> None:
        self.program = program
        self.log = log
        self._record = records / f"{program.name}.json"
        environment = {**program.environment, MARK: str(records)}
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                list(program.command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=program.folder,
                env=environment,
                start_new_session=True,
                user=program.user,
                group=program.user,
                extra_groups=[] if program.user else None,
                preexec_fn=_tether(program.orphan_signal),
            )
        self._remember()

    def _remember(self) -> None:
        with suppress(psutil.NoSuchProcess):
            born = psutil.Process(self.process.pid).create_time()
            record = {
                "pid": self.process.pid,
                "born": born,
                "word": self.program.word,
                "signal": int(self.program.stop_signal),
                "seconds": self.program.leftover_seconds,
            }
            self._record.write_text(json.dumps(record))

    def running(self) -> bool:
        """Say whether it still runs. An ended one is left unreaped, so that nobody else gets its number."""
        if self.process.returncode is not None:
            return False
        if hasattr(os, "waitid"):
            return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
        return self.process.poll() is None

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> None:
        """
        Wait until `ready` answers true.

        :raises CannotStart: if the program ends before, or the time runs out; with the end of its log
        """
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.running():
                raise CannotStart(f"{self.program.name} stopped at once.\n{self.last_words()}")
            if time.monotonic() > deadline:
                raise CannotStart(f"{self.program.name} was not ready in {seconds:g} s.\n{self.last_words()}")
            time.sleep(0.05)

    def last_words(self, lines: int = 15) -> str:
        """Return the end of its log."""
        with suppress(OSError):
            end = self.log.read_text(errors="replace").splitlines()[-lines:]
            return "\n".join([f"The end of {self.log}:", *(f"    {line}" for line in end)])
        return ""

    def stop(self, *, at_once: bool = False) -> bool:
        """Ask it to stop, wait, and end what is left of its group. Say whether it stopped when asked."""
        if self.running():
            self.process.send_signal(signal.SIGKILL if at_once else self.program.stop_signal)
        deadline = time.monotonic() + self.program.stop_seconds
        while self.running() and time.monotonic() < deadline:
            time.sleep(0.02)
        obeyed = not at_once and not self.running()
        if self.process.returncode is None:
            # Not reaped yet, so the group's number is still ours.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._record.unlink(missing_ok=True)
        return obeyed


def _session_of(pid: int) -> int:
    try:
        return os.getsid(pid)
    except OSError:
        return -1


def _carries_mark(process: psutil.Process, records: Path) -> bool:
    try:
        return process.environ().get(MARK) == str(records)
    except (psutil.Error, OSError):
        return False


def _is_recorded(process: psutil.Process, record: dict[str, float | str]) -> bool:
    """Say whether this is the very process that was recorded: same birth, and its word in the command line."""
    try:
        same_birth = abs(process.create_time() - float(record["born"])) < 1.0
        return same_birth and str(record["word"]) in " ".join([process.name(), *process.cmdline()])
    except psutil.Error:
        return False


def end_leftovers(records: Path) -> list[str]:
    """
    End what a killed supervisor left running in this folder, and nothing else; return the programs' names.

    A recorded process is recognised by its number, its birth and its command line; the rest of its
    session (workers that lost their master) by the mark in their environment.
    """
    found: dict[str, tuple[list[psutil.Process], int, float]] = {}
    for path in sorted(records.glob("*.json")):
        try:
            record = json.loads(path.read_text())
            processes = _processes_of(record, records)
            if processes:
                found[path.stem] = (processes, int(record["signal"]), float(record["seconds"]))
        except (ValueError, KeyError, TypeError):
            pass  # half written when the machine went down: it names nobody
        path.unlink()
    _end(list(found.values()))
    return list(found)


def _processes_of(record: dict[str, float | str], records: Path) -> list[psutil.Process]:
    pid = int(record["pid"])
    return [
        process
        for process in psutil.process_iter()
        if (process.pid == pid and _is_recorded(process, record))
        or (process.pid != pid and _session_of(process.pid) == pid and _carries_mark(process, records))
    ]


def _end(groups: list[tuple[list[psutil.Process], int, float]]) -> None:
    """Ask all at once, then wait for each group as long as it may take; the databases take longest."""
    for processes, ask, _ in groups:
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(ask)
    for processes, _, seconds in sorted(groups, key=lambda group: group[2]):
        _, alive = psutil.wait_procs(processes, timeout=seconds)
        for process in alive:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(alive, timeout=5)
