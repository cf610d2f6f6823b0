"""Say how much of what each of Saleor's clients needs this API has."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from graphql import build_schema

from marketplace.graphql.compatibility import Comparison, compared
from marketplace.graphql.kit.sdl import printed
from marketplace.graphql.schema import schema

DOCUMENT = settings.BASE_DIR / "docs" / "saleor-compatibility.md"
BEGIN, END = "<!-- generated: begin -->", "<!-- generated: end -->"


class Command(BaseCommand):
    """Compare our schema with what clients need (pruned schemas, `required-<client>.graphql`)."""

    help = "Compare the API with the contract files in a folder, and write the table into docs/saleor-compatibility.md."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the folder, --check and --missing."""
        parser.add_argument("folder", type=Path, help="where required-<client>.graphql lie")
        parser.add_argument("--check", action="store_true", help="write nothing, fail on a difference")
        parser.add_argument("--missing", help="list what is missing for this client")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Compare, and write or check the table."""
        files = sorted(options["folder"].glob("required-*.graphql"))
        if not files:
            raise CommandError("There are no contract files in this folder.")
        # Printed and read again, so that both are plain schemas of the same library.
        own = build_schema(printed(schema))
        found = {
            path.stem.removeprefix("required-"): compared(
                own, build_schema(path.read_text(), assume_valid=True)
            )
            for path in files
        }
        if options["missing"]:
            self.stdout.write("\n".join(found[options["missing"]].problems))
            return
        written = DOCUMENT.read_text()
        head, _begin, rest = written.partition(BEGIN)
        text = f"{head}{BEGIN}\n{table(found)}\n{END}{rest.partition(END)[2]}"
        if options["check"]:
            if text != written:
                raise CommandError(
                    "docs/saleor-compatibility.md is not current: run manage.py api_compatibility"
                )
            return
        DOCUMENT.write_text(text)
        self.stdout.write(table(found))


def table(found: dict[str, Comparison]) -> str:
    """Return the comparisons as a table."""
    lines = [
        "| client | elements needed | in place | missing | different |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {client} | {each.needed} | {each.in_place} | {len(each.missing)} | {len(each.different)} |"
        for client, each in found.items()
    ]
    return "\n".join(lines)
