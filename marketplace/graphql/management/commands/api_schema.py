"""Write the schema of the API, so that each change of the contract is seen in review."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.graphql.kit.sdl import printed
from marketplace.graphql.schema import schema

SNAPSHOT = Path(__file__).resolve().parents[2] / "schema.graphql"


class Command(BaseCommand):
    """Write marketplace/graphql/schema.graphql, or check that it is current."""

    help = "Write the snapshot of the GraphQL schema (--check: fail if it is not current)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare --check."""
        parser.add_argument("--check", action="store_true", help="write nothing, fail on a difference")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write or compare."""
        text = printed(schema)
        if options["check"]:
            if not SNAPSHOT.exists() or SNAPSHOT.read_text() != text:
                raise CommandError("schema.graphql is not current: run manage.py api_schema")
            return
        SNAPSHOT.write_text(text)
        self.stdout.write(f"{SNAPSHOT.name}: {len(text.splitlines())} lines")
