"""Limits, and what is kept of a document."""

from typing import Any

import graphene
import pytest

from marketplace.graphql.kit.connection import connect, connection_field, connection_of
from marketplace.graphql.kit.cost import Limits
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.pages import ListPages
from tests.marketplace.graphql.kit.asking import ask, engine_of


class Leaf(graphene.ObjectType):
    name = graphene.String()
    self_ = graphene.Field(lambda: Leaf, name="self")
    list = graphene.List(lambda: Leaf)

    @staticmethod
    def resolve_self_(root: Any, _info: Info) -> Any:
        return root

    @staticmethod
    def resolve_list(root: Any, _info: Info) -> Any:
        return [root, root]


class Query(graphene.ObjectType):
    leaf = graphene.Field(Leaf)
    leaves = connection_field(connection_of("DocumentLeaf", lambda: Leaf))

    @staticmethod
    def resolve_leaf(_root: object, _info: Info) -> Any:
        return {"name": "l"}

    @staticmethod
    def resolve_leaves(_root: object, info: Info, **_page: Any) -> Any:
        return connect(ListPages([{"name": str(at)} for at in range(5)]), info)


class Mutation(graphene.ObjectType):
    touch = graphene.Int()

    @staticmethod
    def resolve_touch(_root: object, _info: Info) -> int:
        return 1


LIMITS = Limits(depth=8, cost=1000, tokens=4000, size=300, documents=3)
ENGINE = engine_of(Query, Mutation, LIMITS)


def _refusal(text: str, variables: Any = None, **more: Any) -> str:
    answer = ask(ENGINE, text, variables, **more)
    assert answer.status == 400
    assert answer.has_data is False
    assert "data" not in answer.as_dict()
    return answer.errors[0].message


def test_a_document_within_the_limits_is_answered_with_its_cost() -> None:
    answer = ask(ENGINE, "{ leaf { name self { name } } leaves(first: 3) { edges { node { name } } } }")

    assert answer.status == 200
    # leaf 1 + self 1, and three times (the connection 1 + edges 1 + node 1)
    assert answer.as_dict()["extensions"] == {"cost": {"requestedQueryCost": 11, "maximumAvailable": 1000}}


def test_the_size_of_a_page_counts_when_it_comes_in_a_variable() -> None:
    text = "query($n: Int = 4) { leaves(first: $n) { edges { node { name } } } }"

    assert ask(ENGINE, text).cost == 12
    assert ask(ENGINE, text, {"n": 10}).cost == 30
    assert ask(ENGINE, text, {"n": None}).cost == 300
    assert _refusal(text, {"n": 334}) == "The query exceeds the maximum cost of 1000. Actual cost is 1002"


def test_lists_without_pages_multiply() -> None:
    assert ask(ENGINE, "{ leaf { list { list { name } } } }").cost == 1 + 3 * (1 + 3 * 1)


def test_the_number_of_rows_alone_is_cheap() -> None:
    assert ask(ENGINE, "{ leaves { totalCount } }").cost == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{" + " ".join(f"a{i}: __typename" for i in range(101)) + "}", "Number of aliases exceed the limit of 100"),
        ("mutation {" + " ".join(f"a{i}: touch" for i in range(5)) + "}", "Number of mutations exceed the limit of 4"),
        ("mutation { ...M } fragment M on Mutation { a: touch b: touch c: touch d: touch touch }",
         "Number of mutations exceed the limit of 4"),
        ("{ leaf {" + "name " * 501 + "} }", "The query repeats the same fields too often."),
        ("{ leaf " + "{ self " * 8 + "{ name }" + " }" * 8 + "}", "The query is nested more than 8 levels deep."),
        ("{ __schema { queryType { name } } leaf { name } }",
         "Queries and introspection cannot be mixed in the same request."),
        ("{ ...I leaf { name } } fragment I on Query { __type(name: \"Leaf\") { name } }",
         "Queries and introspection cannot be mixed in the same request."),
        ("query A { __typename } query B { __typename }",
         "Must provide operation name if query contains multiple operations."),
        ("fragment F on Query { __typename }", "Must provide an operation."),
        ("{ __typename } " + " ".join(f"fragment F{i} on Leaf {{ name }}" for i in range(251)),
         "Number of fragments exceed the limit of 250"),
        ("{ nope }", 'Cannot query field "nope" on type "Query".'),
        ("{ leaf { name }", "Syntax Error: Expected Name, found <EOF>."),
        ("{ leaf(", "Syntax Error: Expected Name, found <EOF>."),
        ("{" + "name " * 4000 + "}", "Syntax Error: Document contains more than 4000 tokens. Parsing aborted."),
        ("query($n: Int!) { leaves(first: $n) { totalCount } }",
         'Variable "$n" of required type "Int!" was not provided.'),
    ],
)  # fmt: skip
def test_a_document_is_refused_with_its_reason(text: str, message: str) -> None:
    assert _refusal(text) == message


def test_a_document_that_doubles_itself_is_refused_at_once() -> None:
    fragments = " ".join(
        f"fragment F{i} on Leaf {{ self {{ ...F{i + 1} }} list {{ ...F{i + 1} }} }}" for i in range(60)
    )
    text = f"{{ leaf {{ ...F0 }} }} {fragments} fragment F60 on Leaf {{ name }}"
    generous = engine_of(Query, Mutation, Limits(depth=99))

    answer = ask(generous, text)

    assert answer.status == 400
    assert answer.errors[0].message == "The query unfolds to more than 30000 fields."


def test_variables_that_no_document_declares_are_ignored() -> None:
    answer = ask(ENGINE, "{ leaf { name } }", {"PERMISSION_MANAGE_ORDERS": True, "n": [1]})

    assert answer.as_dict()["data"] == {"leaf": {"name": "l"}}


def test_an_operation_is_chosen_by_its_name() -> None:
    text = "query A { a: __typename } query B { b: __typename }"

    assert ask(ENGINE, text, operation_name="B").data == {"b": "Query"}
    assert ask(ENGINE, text, operation_name="A").data == {"a": "Query"}
    assert _refusal(text, operation_name="C") == 'Unknown operation named "C".'


def test_a_known_document_is_not_compiled_again_and_the_oldest_is_forgotten() -> None:
    engine = engine_of(Query, Mutation, LIMITS)
    first = engine.documents.get("{ leaf { name } }", None)

    assert engine.documents.get("{ leaf { name } }", None) is first
    for at in range(3):
        ask(engine, f"{{ leaf {{ a{at}: name }} }}")
    assert len(engine.documents) == 3
    assert engine.documents.get("{ leaf { name } }", None) is not first


def test_a_mutation_is_refused_where_only_reading_is_allowed() -> None:
    assert _refusal("mutation { touch }", read_only=True).startswith("Can only perform a mutation")
    assert ask(ENGINE, "{ __typename }", read_only=True).data == {"__typename": "Query"}


def test_a_subscription_is_told_that_it_is_not_served_here() -> None:
    answer = ask(ENGINE, "subscription { event { issuedAt } }")

    assert answer.status == 200
    assert answer.as_dict()["data"] is None
    assert answer.as_dict()["errors"][0]["extensions"] == {"exception": {"code": "Exception"}}


def test_introspection_is_answered_and_kept_when_it_has_no_variables() -> None:
    first = ask(ENGINE, '{ __type(name: "Leaf") { kind fields { name } } }')
    again = ask(ENGINE, '{ __type(name: "Leaf") { kind fields { name } } }')
    named = ask(ENGINE, "query($n: String!) { __type(name: $n) { kind } }", {"n": "Leaf"})

    assert b'"kind":"OBJECT"' in first.as_json()
    assert again.kept == first.as_json()
    assert named.data == {"__type": {"kind": "OBJECT"}}
    assert named.kept is None


def test_a_condition_that_is_null_is_an_error_and_not_a_crash() -> None:
    answer = ask(ENGINE, "query($on: Boolean = true) { leaf @include(if: $on) { name } }", {"on": None})

    assert answer.status == 200
    assert answer.data is None
    assert "must not be null" in answer.errors[0].message
