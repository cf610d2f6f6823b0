"""Watch the children: start again what died, with growing pauses, until somebody says stop."""

import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

from marketplace.supervisor.leash import Child
from marketplace.supervisor.report import Report

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
# One that lived this long had started well; its next death begins at the first pause again.
SETTLED = 60.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAsked(BaseException):
    """Somebody pressed Ctrl-C or asked for the end; not an Exception, so that no handler swallows it."""


class StopSignals:
    """Turn the first signal into StopAsked, and let `urgent` know of the second."""

    def __init__(self) -> None:
        self.asked = 0
        self._before: dict[signal.Signals, object] = {}

    def listen(self) -> None:
        """Take the signals over."""
        for number in STOP_SIGNALS:
            signal.signal(number, self._on_signal)

    @property
    def urgent(self) -> bool:
        """Say whether the person has asked more than once."""
        return self.asked > 1

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.asked += 1
        if self.asked == 1:
            raise StopAsked


class Watched:
    """One child with its record of deaths."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self._born = time.monotonic()
        self._pause = FIRST_PAUSE
        self._again_at: float | None = None

    def look(self, report: Report, *, records: Path) -> None:
        """Notice a death, and start again when the pause is over."""
        now = time.monotonic()
        if self._again_at is not None:
            if now >= self._again_at:
                self._again_at = None
                self._start(records)
            return
        if self.child.running():
            return
        if now - self._born > SETTLED:
            self._pause = FIRST_PAUSE
        name = self.child.program.name
        report.warn(f"{name} died; starting it again in {self._pause:g} s.\n{self.child.last_words(5)}")
        self.child.stop()
        self._again_at = now + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def _start(self, records: Path) -> None:
        self.child = Child(self.child.program, records=records, log=self.child.log)
        self._born = time.monotonic()


def watch(watched: list[Watched], report: Report, *, records: Path, go_on: Callable[[], bool]) -> None:
    """Watch until `go_on` says no, or a signal interrupts."""
    while go_on():
        for one in watched:
            one.look(report, records=records)
        time.sleep(0.25)


def stop_in_order(watched: list[Watched], report: Report, signals: StopSignals) -> None:
    """Stop them from the last started to the first, so that nobody loses the servers it stands on."""
    for one in reversed(watched):
        with suppress(StopAsked):
            began = time.monotonic()
            obeyed = one.child.stop(at_once=signals.urgent)
            name, took = one.child.program.name, time.monotonic() - began
            report.say(f"  {name} {'stopped' if obeyed else 'was killed'} ({took:.1f} s)")
