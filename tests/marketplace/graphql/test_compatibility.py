"""How a schema is compared with what a client needs, and that the document tells the truth."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from graphql import build_schema

from marketplace.config.environment import PROJECT_DIR
from marketplace.graphql.compatibility import compared
from marketplace.graphql.left_out import UNWRITTEN, by_reason
from marketplace.graphql.management.commands.api_compatibility import (
    DOCUMENT,
    FAMILIES_BEGIN,
    FAMILIES_END,
    LEFT_OUT_BEGIN,
    LEFT_OUT_END,
)

NEEDED = """
type Query { shop(id: ID!, also: Int): Shop! other: Int }
type Shop implements Named { name: String! }
interface Named { name: String! }
union Thing = Shop
enum Kind { A B }
input Wanted { kind: Kind! }
scalar Metadata
"""
CONTRACT = PROJECT_DIR.parent / "shared" / "saleor"


def test_a_schema_has_all_that_it_has_itself() -> None:
    found = compared(build_schema(NEEDED), build_schema(NEEDED))

    assert (found.needed, found.in_place, found.problems) == (18, 18, [])


def test_what_is_missing_or_different_is_told() -> None:
    own = NEEDED.replace(", also: Int", "").replace("A B", "A").replace("kind: Kind!", "kind: Kind")
    own = (
        own.replace("other: Int", "other: Int!")
        .replace(" implements Named", "")
        .replace("scalar Metadata", "")
    )

    found = compared(build_schema(own), build_schema(NEEDED))

    assert found.needed == 18
    assert found.missing == [
        "Kind.B",
        "Metadata: GraphQLScalarType",
        "Query.shop(also): Int",
        "Shop implements Named",
    ]
    assert found.different == ["Query.other: Int (here Int!)", "Wanted.kind: Kind! (here Kind)"]
    assert found.in_place == 12


@pytest.mark.skipif(not Path(CONTRACT).exists(), reason="the contract files are not here")
def test_the_table_in_the_document_is_current() -> None:
    call_command("api_compatibility", CONTRACT, check=True)


def listed_as_left_out() -> list[str]:
    """Return the elements that the document lists, as "Type" or "Type.field" or "Type.field(argument)"."""
    text = DOCUMENT.read_text(encoding="utf-8")
    part = text.partition(LEFT_OUT_BEGIN)[2].partition(LEFT_OUT_END)[0]
    found = []
    for line in filter(None, part.splitlines()):
        owner, _colon, rest = line.removeprefix("- `").partition("`")
        elements = re.findall("`([^`]+)`", rest)
        found += [f"{owner}.{each}" for each in elements] or [owner]
    return found


def test_what_the_document_lists_as_left_out_is_not_in_the_snapshot() -> None:
    snapshot = build_schema((PROJECT_DIR / "marketplace/graphql/schema.graphql").read_text(encoding="utf-8"))
    there = compared(build_schema("type Query { none: Int }"), snapshot).missing
    names = {each.partition(":")[0] for each in there}
    # "User implements Node" is listed below User.
    names |= {f"{each.partition(' ')[0]}.{each}" for each in there if " implements " in each}
    names |= {name for name in snapshot.type_map if not name.startswith("__")}

    assert LEFT_OUT_BEGIN in DOCUMENT.read_text(encoding="utf-8")
    assert [each for each in listed_as_left_out() if each in names] == []


def test_what_is_left_out_is_told_by_its_reason() -> None:
    found = by_reason(["Sale.name", "Plugin", "Query.plugins", "Nobody.knows", "Mutation.saleCreate"])

    assert [sorted(each) for each in found.values()] == [
        ["Mutation.saleCreate", "Sale.name"],
        ["Plugin", "Query.plugins"],
        ["Nobody.knows"],
    ]
    assert list(found)[-1] == UNWRITTEN


def test_the_families_that_the_document_lists_are_not_in_the_snapshot() -> None:
    snapshot = build_schema((PROJECT_DIR / "marketplace/graphql/schema.graphql").read_text(encoding="utf-8"))
    part = DOCUMENT.read_text(encoding="utf-8").partition(FAMILIES_BEGIN)[2].partition(FAMILIES_END)[0]
    # What is merely not there yet comes by and by; what has a reason does not
    reasoned = part.partition(UNWRITTEN)[0]
    types = [each for each in re.findall("`([A-Za-z]+)`", reasoned) if each[0].isupper()]

    assert "Plugin" in types
    assert [each for each in types if each in snapshot.type_map and each not in ("Lot",)] == []
