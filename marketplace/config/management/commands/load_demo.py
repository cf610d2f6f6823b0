"""`manage.py load_demo`: fill an empty database with the demonstration."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from marketplace.demo.load import PRODUCTS, demo_draw, demo_forget, demo_load, is_empty, was_interrupted


class Command(BaseCommand):
    """Load invented cooperatives, products, orders and books."""

    help = "Fill an empty database with the demonstration (invented data, real geography)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--if-empty", action="store_true", help="Do nothing if there are data already.")
        parser.add_argument("--seed", type=int, default=2026, help="The same seed makes the same country.")
        parser.add_argument(
            "--pictures", action="store_true", help="Only draw the pictures of what is there."
        )
        parser.add_argument("--scale", type=int, default=PRODUCTS, help="How many products, for benchmarks.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, or say why not."""
        if options["pictures"]:
            demo_draw(now=timezone.now())
            return
        if was_interrupted():
            self._say("  The last load was interrupted; beginning anew.")
            demo_forget()
        if not is_empty():
            if options["if_empty"]:
                return
            raise CommandError("The database is not empty; `make reset-demo` forgets the demonstration.")
        if options["scale"] < 1:
            raise CommandError("--scale must be at least 1.")
        demo_load(
            seed=options["seed"], now=timezone.now(), products=options["scale"], say=self._say, draw=_draw
        )

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _draw() -> Callable[[], None]:
    """Draw in a process of its own: drawing is half of the work, and machines have two cores."""
    process = subprocess.Popen([sys.executable, sys.argv[0], "load_demo", "--pictures"])

    def wait() -> None:
        if process.wait() != 0:
            raise CommandError("The pictures could not be drawn; see above.")

    return wait
