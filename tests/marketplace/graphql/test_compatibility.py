"""How a schema is compared with what a client needs, and that the document tells the truth."""

from pathlib import Path

import pytest
from django.core.management import call_command
from graphql import build_schema

from marketplace.config.environment import PROJECT_DIR
from marketplace.graphql.compatibility import compared

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
