"""Hostile and random documents against the whole schema: test that ..."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from graphql import GraphQLScalarType, is_specified_scalar_type
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.graphql import nodes

from marketplace.graphql.kit.engine import Answer
from marketplace.graphql.kit.errors import INTERNAL_ERROR, formatted
from marketplace.graphql.schema import schema
from marketplace.kernel.actor import Actor
from tests.factories.ground import member_actor
from tests.factories.orders import market
from tests.marketplace.graphql.api import VISITOR, asked

SNAPSHOT = Path(__file__).parents[3] / "marketplace" / "graphql" / "schema.graphql"
# What a client may write where one of our scalars stands: right, nearly right, and wrong
_TEXTS = st.sampled_from(["", "2026-11-27", "2026-11-27T10:00:00Z", "7b2e", "\u202e", "0", "-1", "1e400"])
for _name, _type in schema.graphql_schema.type_map.items():
    if isinstance(_type, GraphQLScalarType) and not is_specified_scalar_type(_type):
        schemathesis.graphql.scalar(_name, _TEXTS.map(nodes.String) | st.integers(-5, 2**40).map(nodes.Int))
CASES = schemathesis.graphql.from_path(SNAPSHOT).as_strategy()
BOUNDED = settings(
    max_examples=80,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def survived(answer: Answer) -> None:
    """Nothing unforeseen happened, and no trace is shown."""
    told = [formatted(error, debug=False) for error in answer.errors]
    assert [each for each in told if each["message"] == INTERNAL_ERROR] == []
    assert "Traceback" not in str(told)
    assert answer.status in (200, 400)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["visitor", "member", "staff"])
def test_no_document_that_the_schema_allows_breaks_anything(who: str) -> None:
    shop = market()
    everybody = {
        "visitor": VISITOR,
        "member": member_actor(shop.sellers[0]),
        "staff": Actor(user_id=None, machine="", is_superuser=True),
    }

    @BOUNDED
    @given(case=CASES)
    def ask(case: Any) -> None:
        with transaction.atomic():
            survived(asked(case.body, actor=everybody[who]))
            transaction.set_rollback(True)

    ask()


FLOODS = {
    "too deep": "{ orders(first: 1) { edges { node "
    + "{ user { orders(first: 1) { edges { node " * 8
    + "{ id }"
    + " } } } }" * 8
    + " } } }",
    "a circle of fragments": "{ shop { ...a } } fragment a on Shop { ...b } fragment b on Shop { ...a }",
    "aliases": "{ " + " ".join(f"a{n}: shop {{ name }}" for n in range(101)) + " }",
    "the same field again and again": "{ shop { " + "name " * 20_000 + "} }",
    "directives": "{ shop " + "@include(if: true) " * 8_000 + "{ name } }",
    "tokens": "{ shop { name } } " + "# x\n" * 1 + "query b { shop { name } } " * 4_000,
    "pages of pages": "{ products(first: 100) { edges { node { category { products(first: 100) { edges { node {"
    " category { products(first: 100) { edges { node { id } } } } } } } } } } } }",
    "orders of people of orders": "{ orders(first: 100) { edges { node { user { orders(first: 100) { edges { node {"
    " user { orders(first: 100) { edges { node { id } } } } } } } } } } }",
    "mutations in a row": "mutation { "
    + " ".join(f'm{n}: orderCancel(id: "x") {{ errors {{ code }} }}' for n in range(5))
    + " }",
    "waves of parcels": '{ waves(first: 100, warehouse: "V2FyZWhvdXNlOjE=") { edges { node { orders { parcels {'
    " events { kind } carrier { products(first: 100) { edges { node { id variants { id } } } } } } } } } } }",
}


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_is_refused_before_anything_is_read(flood: str) -> None:
    """No database is at hand: whoever read something would fail."""
    answer = asked(FLOODS[flood])

    assert (answer.status, answer.data) == (400, None)
    assert len(answer.errors) >= 1
    survived(answer)


@pytest.mark.parametrize("flood", ["pages of pages", "waves of parcels"])
def test_what_is_too_dear_is_told_its_cost(flood: str) -> None:
    body = asked(FLOODS[flood]).as_dict()

    cost = body["extensions"]["cost"]
    assert cost["requestedQueryCost"] > cost["maximumAvailable"] == 50_000
    assert "exceeds the maximum cost" in body["errors"][0]["message"]


def test_the_schema_is_described_to_everybody_but_not_together_with_data() -> None:
    alone = asked("{ __schema { queryType { name } } }")
    mixed = asked("{ __schema { queryType { name } } shop { name } }")

    assert (alone.status, mixed.status) == (200, 400)


def test_variables_that_nobody_declared_are_ignored() -> None:
    assert asked("{ __typename }", {"PERMISSION_MANAGE_ORDERS": True, "x": {"y": [1]}}).errors == []
