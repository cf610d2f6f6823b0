"""Prove that nothing was lost: money, stock, work that is due, and what every sub-order's money became."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from logistics.checks import stock_findings
from marketplace.kernel.findings import Finding
from marketplace.ledger.checks import books_findings, passage_findings
from marketplace.outbox.delivery import backlog
from marketplace.payouts.checks import payouts_explained, payouts_findings
from marketplace.promotions.checks import promotions_findings
from orders.checks import explained_passages, order_findings


def outbox_findings() -> list[Finding]:
    """List facts that some listener could not handle."""
    dead = backlog()["dead"]
    message = f"{dead} facts could not be handled; see the outbox in the admin."
    return [Finding(code="dead_letters", message=message, subject="outbox")] if dead else []


def all_findings() -> dict[str, list[Finding]]:
    """Return what does not add up, by the part of the house that looked."""
    explained = set(explained_passages()) | payouts_explained()
    return {
        "ledger": [*books_findings(), *passage_findings(explained)],
        "orders": order_findings(),
        "stock": stock_findings(),
        "payouts": payouts_findings(),
        "promotions": promotions_findings(),
        "outbox": outbox_findings(),
    }


class Command(BaseCommand):
    """`manage.py check_books`: exit code 0 if all adds up, 1 if not."""

    help = "Check that money, stock and due work add up."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--quiet", action="store_true", help="Only print what is wrong.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a report; exit with 1 if anything does not add up."""
        findings = all_findings()
        for part, rows in findings.items():
            if not rows and not options["quiet"]:
                self.stdout.write(self.style.SUCCESS(f"{part}: all adds up"))
            for row in rows:
                self.stdout.write(self.style.ERROR(f"{part}: {row.code}: {row.subject}: {row.message}"))
        if not options["quiet"]:
            pending = backlog()["pending"]
            self.stdout.write(f"outbox: {pending} facts are waiting to be handled")
        if any(findings.values()):
            raise SystemExit(1)
