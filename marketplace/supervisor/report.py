"""What the supervisor tells the person at the terminal."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Report:
    """Lines for a person; also fit for a log file."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet

    def say(self, text: str = "") -> None:
        """Print a line at once."""
        if not self._quiet:
            print(text, flush=True)

    def warn(self, text: str) -> None:
        """Print a line that must be seen, also when quiet."""
        print(text, file=sys.stderr, flush=True)

    @contextmanager
    def step(self, what: str) -> Iterator[list[str]]:
        """Print a step with the time it took; words appended to the list are its result."""
        began = time.monotonic()
        result: list[str] = []
        yield result
        took = time.monotonic() - began
        self.say(f"  {what} {'.' * max(2, 30 - len(what))} {' '.join(result) or 'ready'} ({took:.1f} s)")
