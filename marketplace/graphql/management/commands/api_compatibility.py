"""Say how much of what each of Saleor's clients needs this API has."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from graphql import build_schema

from marketplace.graphql.compatibility import Comparison, compared
from marketplace.graphql.kit.sdl import printed
from marketplace.graphql.left_out import by_reason
from marketplace.graphql.schema import schema

DOCUMENT = settings.BASE_DIR / "docs" / "saleor-compatibility.md"
BEGIN, END = "<!-- generated: begin -->", "<!-- generated: end -->"
FAMILIES_BEGIN, FAMILIES_END = "<!-- families: begin -->", "<!-- families: end -->"
LEFT_OUT_BEGIN, LEFT_OUT_END = "<!-- left out: begin -->", "<!-- left out: end -->"
# The clients of which each element that is missing is listed; those of the others are told by family.
LISTED = ("storefront", "auth-sdk", "stripe-app")


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
        text = _between(written, BEGIN, END, table(found))
        text = _between(text, LEFT_OUT_BEGIN, LEFT_OUT_END, left_out(found))
        text = _between(text, FAMILIES_BEGIN, FAMILIES_END, families_left_out(found))
        if options["check"]:
            if text != written:
                raise CommandError(
                    "docs/saleor-compatibility.md is not current: run manage.py api_compatibility"
                )
            return
        DOCUMENT.write_text(text)
        self.stdout.write(table(found))


def left_out(found: dict[str, Comparison]) -> str:
    """Return what is missing for the listed clients, as a list by type."""
    of_type: dict[str, list[str]] = {}
    for element in sorted({each for client in LISTED if client in found for each in found[client].missing}):
        name = element.partition(":")[0]
        owner, dot, rest = name.partition(".")
        of_type.setdefault(owner.partition(" ")[0], []).append(rest if dot else name)
    return "\n".join(
        f"- `{owner}`"
        + (f": {', '.join(f'`{each}`' for each in parts if each != owner)}" if parts != [owner] else "")
        for owner, parts in of_type.items()
    )


def families_left_out(found: dict[str, Comparison]) -> str:
    """Return what is missing for the other clients by its reason: types that are not there, and parts of others."""
    missing = [
        each.partition(":")[0]
        for client, comparison in found.items()
        if client not in LISTED
        for each in comparison.missing
    ]
    whole = {each for each in missing if "." not in each and " " not in each}
    parts = [
        each for each in missing if each in whole or each.partition(".")[0].partition(" ")[0] not in whole
    ]
    lines = []
    for why, elements in by_reason(parts).items():
        # An argument goes with its field
        shown = [each for each in elements if each.partition("(")[0] not in elements or "(" not in each]
        lines.append(f"- {why} {', '.join(f'`{each}`' for each in shown)}.")
    return "\n".join(lines)


def _between(text: str, begin: str, end: str, made: str) -> str:
    """Put what was made between two marks."""
    head, _begin, rest = text.partition(begin)
    return f"{head}{begin}\n{made}\n{end}{rest.partition(end)[2]}"


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
