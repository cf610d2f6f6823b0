"""`manage.py reset_shop`: empty the shop, for suites of API clients that want it so before each case."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from marketplace.demo.reset import NotResettable, shop_reset

PASSWORD = "admin-demo-1"  # noqa: S105  (of a shop that is emptied again and again; production refuses the setting)
CUSTOMERS = ("customer1@example.com", "customer2@example.com", "customer3@example.com")


class Command(BaseCommand):
    """Empty the shop to one superuser and three customers."""

    help = "Empty the shop to one superuser and three customers; refused unless SHOP_RESETTABLE is set."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare who is to be there afterwards."""
        parser.add_argument("--superuser", default="admin@example.com", help="E-mail of the superuser.")
        parser.add_argument("--customers", nargs="*", default=CUSTOMERS, help="E-mails of the customers.")
        parser.add_argument("--password", default=PASSWORD, help="Password of all of them.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Empty it, or say why not."""
        began = time.monotonic()
        try:
            tables = shop_reset(
                superuser=options["superuser"],
                customers=options["customers"],
                password=options["password"],
                now=timezone.now(),
            )
        except NotResettable as refusal:
            raise CommandError(str(refusal)) from refusal
        took = time.monotonic() - began
        self.stdout.write(f"Emptied {tables} tables in {took:.2f} s; superuser {options['superuser']}.")
