"""Prove that no entry of the books was altered since it was sealed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from marketplace.ledger.models import DailyRoot
from marketplace.ledger.verification import journal_verified


class Command(BaseCommand):
    """`manage.py verify_journal`: exit code 0 if the chain is whole, 1 if not."""

    help = "Recompute the hash chain of the journal and say where it was altered."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--root", metavar="DAY=HASH", help="A daily root that was kept elsewhere, to compare with."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was found."""
        found = journal_verified(now=timezone.now())
        for finding in found.findings:
            self.stdout.write(self.style.ERROR(f"{finding.code}: {finding.subject}: {finding.message}"))
        is_whole = found.is_whole and self._is_root(options["root"])
        if not is_whole:
            raise SystemExit(1)
        self.stdout.write(self.style.SUCCESS(f"{found.count} entries are what was sealed; head {found.head}"))

    def _is_root(self, wanted: str | None) -> bool:
        if not wanted:
            return True
        day, _equals, root = wanted.partition("=")
        if DailyRoot.objects.filter(day=day, hash=root).exists():
            return True
        self.stdout.write(self.style.ERROR(f"ROOT_DIFFERS: {day}: the root kept here is not {root}."))
        return False
