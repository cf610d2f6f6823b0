"""Run the same moment in many threads, each with its own connection to the real database."""

import threading
from collections.abc import Callable, Sequence

from django.db import connections


def race(*acts: Callable[[], object]) -> list[object]:
    """
    Start all acts at once; return for each its result, or the exception it raised.

    An act that hangs (a deadlock would be broken by the database, a lost wake-up would not) fails the test.
    """
    gate = threading.Barrier(len(acts))
    results: list[object] = [TimeoutError("never came back")] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=20)
            results[place] = act()
        except Exception as error:  # noqa: BLE001 -- what went wrong is the result of the act
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, act), daemon=True) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def errors(results: Sequence[object]) -> list[Exception]:
    """Pick what went wrong."""
    return [result for result in results if isinstance(result, Exception)]
