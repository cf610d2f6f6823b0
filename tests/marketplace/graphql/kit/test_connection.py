"""Connections over lists, query sets and raw SQL: every page, both directions, in a fixed number of statements."""

import json
from base64 import b64decode
from dataclasses import dataclass
from typing import Any

import graphene
import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from marketplace.accounts.models import Address, User
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import connect, connect_each, connection_field, connection_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.keyset import Column, columns
from marketplace.graphql.kit.pages import (
    ListPages,
    NestedQuerySet,
    NestedSource,
    NestedSql,
    PageSource,
    QuerySetPages,
    Sql,
    SqlPages,
)
from tests.marketplace.graphql.kit.asking import ask, engine_of

pytestmark = pytest.mark.django_db


@dataclass(slots=True)
class UserRow:
    id: int
    full_name: str
    phone: str | None


@dataclass(slots=True)
class AddressRow:
    id: int
    user_id: int
    city: str


SOURCES: dict[str, PageSource] = {}
NESTED: dict[str, NestedSource] = {}


class TestAddress(graphene.ObjectType):
    __test__ = False
    city = graphene.String()


class TestUser(graphene.ObjectType):
    __test__ = False
    id = graphene.Int()
    full_name = graphene.String()
    addresses = connection_field(connection_of("TestAddress", lambda: TestAddress), of=graphene.String())

    @staticmethod
    @batched
    def resolve_addresses(parents: list[Any], info: Info, of: str = "orm", **_page: Any) -> list[Any]:
        return connect_each(NESTED[of], info, [parent.id for parent in parents])


class Query(graphene.ObjectType):
    users = connection_field(connection_of("TestUser", lambda: TestUser), of=graphene.String())

    @staticmethod
    def resolve_users(_root: object, info: Info, of: str = "orm", **_page: Any) -> Any:
        return connect(SOURCES[of], info)


ENGINE = engine_of(Query)
PAGE = """query($first: Int, $last: Int, $after: String, $before: String, $of: String) {
  users(first: $first, last: $last, after: $after, before: $before, of: $of) {
    edges { cursor node { id fullName } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""
NAMES = ["b", "a", "b", "c", "a", "b", "d"]
PHONES = [None, "+212600000003", "+212600000001", None, "+212600000002", None, "+212600000009"]


@pytest.fixture
def people() -> list[User]:
    made = [
        User.objects.create(email=f"p{at}@example.com", full_name=name, phone=phone)
        for at, (name, phone) in enumerate(zip(NAMES, PHONES, strict=True))
    ]
    for at, user in enumerate(made):
        for nth in range(at):
            Address.objects.create(
                user=user,
                recipient="r",
                phone="+212600000001",
                street="s",
                city=f"c{nth % 3}",
                province="MA-MAR",
            )
    return made


ORDERS = {
    "name": columns("full_name", "id"),
    "name descending": columns("-full_name", "-id"),
    "mixed": columns("-full_name", "id"),
    "nullable": (Column("phone", nullable=True), Column("id")),
    "nullable descending": (Column("phone", descending=True, nullable=True), Column("id", descending=True)),
}
SELECT = Sql(
    select="id, full_name, phone", source="accounts_user", where="is_active = %s", where_params=[True]
)


def _sources(order: tuple[Column, ...]) -> dict[str, PageSource]:
    users = User.objects.filter(is_active=True)
    return {
        "orm": QuerySetPages(users, order),
        "values": QuerySetPages(users.values("id", "full_name", "phone"), order),
        "sql": SqlPages(SELECT, order, UserRow),
    }


def _users(**variables: Any) -> Any:
    answer = ask(ENGINE, PAGE, variables)
    assert answer.errors == []
    assert answer.data is not None
    return answer.data["users"]


@pytest.mark.parametrize("of", ["orm", "values", "sql"])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 3, 7])
def test_walking_page_by_page_meets_each_row_once_in_order_both_ways(
    people: list[User], of: str, order: str, size: int
) -> None:
    SOURCES.update(_sources(ORDERS[order]))
    expected = [node["node"]["id"] for node in _users(first=100, of=of)["edges"]]
    assert sorted(expected) == sorted(user.pk for user in people)

    forward: list[int] = []
    page = _users(first=size, of=of)
    while True:
        forward += [edge["node"]["id"] for edge in page["edges"]]
        assert page["pageInfo"]["hasNextPage"] is (len(forward) < 7)
        if len(forward) >= 7:
            break
        page = _users(first=size, after=page["pageInfo"]["endCursor"], of=of)
        assert page["pageInfo"]["hasPreviousPage"] is True
    backward: list[int] = []
    page = _users(last=size, of=of)
    while True:
        backward = [edge["node"]["id"] for edge in page["edges"]] + backward
        assert page["pageInfo"]["hasPreviousPage"] is (len(backward) < 7)
        if len(backward) >= 7:
            break
        page = _users(last=size, before=page["pageInfo"]["startCursor"], of=of)
        assert page["pageInfo"]["hasNextPage"] is True

    assert forward == expected
    assert backward == expected


@pytest.mark.parametrize("order", ORDERS)
def test_a_query_set_and_raw_sql_agree_on_the_order(people: list[User], order: str) -> None:
    SOURCES.update(_sources(ORDERS[order]))

    assert _users(first=100, of="orm") == _users(first=100, of="sql")


def test_a_cursor_is_base64_of_a_json_list(people: list[User]) -> None:
    SOURCES.update(_sources(ORDERS["name"]))

    page = _users(first=2)

    assert json.loads(b64decode(page["edges"][0]["cursor"])) == ["a", people[1].pk]
    assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
    assert page["pageInfo"]["endCursor"] == page["edges"][1]["cursor"]


@pytest.mark.parametrize("of", ["orm", "sql"])
def test_rows_are_counted_only_when_their_number_is_asked_for(
    people: list[User], of: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    SOURCES.update(_sources(ORDERS["name"]))

    with django_assert_num_queries(1):
        alone = ask(ENGINE, "query($of: String) { users(of: $of) { totalCount } }", {"of": of})
    with django_assert_num_queries(1):
        _users(first=2, of=of)
    with django_assert_num_queries(2):
        both = ask(
            ENGINE,
            "query($of: String) { users(first: 1, of: $of) { totalCount edges { node { id } } } }",
            {"of": of},
        )

    assert alone.data == {"users": {"totalCount": 7}}
    assert both.data is not None
    assert both.data["users"]["totalCount"] == 7


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("", "You must provide a `first` or `last` value to properly paginate the `users` connection."),
        ("(first: 0)", "You must provide a `first` or `last` value to properly paginate the `users` connection."),
        ("(first: 101)",
         "Requesting 101 records on the `users` connection exceeds the `first` limit of 100 records."),
        ("(last: 101)", "Requesting 101 records on the `users` connection exceeds the `last` limit of 100 records."),
        ("(first: 1, last: 1)", "Argument `last` cannot be combined with `first`."),
        ("(first: 1, before: \"x\")", "Argument `first` cannot be combined with `before`."),
        ("(last: 1, after: \"x\")", "Argument `last` cannot be combined with `after`."),
        ("(first: -1)", "Argument `first` must be a non-negative integer."),
        ("(first: 1, after: \"zzz\")", "Received cursor is invalid."),
        ("(first: 1, after: \"W10=\")", "Received cursor is invalid."),
        ("(first: 1, after: \"WyJhIiwgIngiXQ==\")", "Received cursor is invalid."),
        ("(first: 1, after: \"WyJhIiwgbnVsbF0=\")", "Received cursor is invalid."),
        ("(first: 1, after: \"WyJhIiwgWzFdXQ==\")", "Received cursor is invalid."),
        ("(first: 1, after: \"WyJhXHUwMDAwIiwgMV0=\")", "Received cursor is invalid."),
    ],
)  # fmt: skip
def test_a_page_that_makes_no_sense_is_refused(arguments: str, message: str) -> None:
    SOURCES.update(_sources(ORDERS["name"]))

    answer = ask(ENGINE, f"{{ users{arguments} {{ edges {{ node {{ id }} }} }} }}")

    assert answer.data == {"users": None}
    assert [error.message for error in answer.errors] == [message]


def test_a_cursor_that_raw_sql_cannot_compare_is_refused(people: list[User]) -> None:
    SOURCES.update(_sources(ORDERS["name"]))

    with transaction.atomic():
        answer = ask(
            ENGINE, '{ users(of: "sql", first: 1, after: "WyJhIiwgIngiXQ==") { edges { node { id } } } }'
        )
        transaction.set_rollback(True)

    assert [error.message for error in answer.errors] == ["Received cursor is invalid."]


NESTED_PAGE = """query($first: Int, $last: Int, $after: String, $of: String) {
  users(first: 10) { edges { node { id addresses(first: $first, last: $last, after: $after, of: $of) {
    totalCount edges { cursor node { city } } pageInfo { hasNextPage hasPreviousPage }
  } } } }
}"""


@pytest.mark.parametrize("of", ["orm", "sql"])
def test_a_page_for_each_parent_takes_as_many_statements_as_one_page(
    people: list[User], of: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _nested()

    with django_assert_num_queries(3):  # the users, their addresses, the numbers of their addresses
        answer = ask(ENGINE, NESTED_PAGE, {"first": 2, "of": of})

    assert answer.errors == []
    assert answer.data is not None
    found = [edge["node"]["addresses"] for edge in answer.data["users"]["edges"]]
    assert [page["totalCount"] for page in found] == list(range(7))
    assert [[edge["node"]["city"] for edge in page["edges"]] for page in found] == [
        [], ["c0"], ["c0", "c1"], ["c0", "c1"], ["c0", "c0"], ["c0", "c0"], ["c0", "c0"],
    ]  # fmt: skip
    assert [page["pageInfo"]["hasNextPage"] for page in found] == [False] * 3 + [True] * 4


@pytest.mark.parametrize("of", ["orm", "sql"])
def test_the_last_rows_and_the_rows_after_a_cursor_are_found_for_each_parent(
    people: list[User], of: str
) -> None:
    _nested()

    last = ask(ENGINE, NESTED_PAGE, {"last": 2, "of": of}).data
    first = ask(ENGINE, NESTED_PAGE, {"first": 2, "of": of}).data
    assert last is not None
    assert first is not None
    cursor = first["users"]["edges"][6]["node"]["addresses"]["edges"][1]["cursor"]
    after = ask(ENGINE, NESTED_PAGE, {"first": 3, "after": cursor, "of": of}).data

    assert [e["node"]["city"] for e in last["users"]["edges"][6]["node"]["addresses"]["edges"]] == [
        "c2",
        "c2",
    ]
    assert after is not None
    page = after["users"]["edges"][6]["node"]["addresses"]
    assert [edge["node"]["city"] for edge in page["edges"]] == ["c1", "c1", "c2"]
    assert page["pageInfo"] == {"hasNextPage": True, "hasPreviousPage": True}


def _nested() -> None:
    SOURCES["orm"] = QuerySetPages(User.objects.all(), columns("id"))
    order = columns("city", "id")
    NESTED["orm"] = NestedQuerySet(Address.objects.all(), "user_id", order)
    sql = Sql(select="id, user_id, city", source="accounts_address")
    NESTED["sql"] = NestedSql(sql, "user_id", order, AddressRow)


def test_rows_in_memory_are_paged_alike() -> None:
    rows = [UserRow(at, f"n{at}", None) for at in range(5)]
    SOURCES["list"] = ListPages(rows)

    first = _users(first=2, of="list")
    second = _users(first=2, after=first["pageInfo"]["endCursor"], of="list")
    last = _users(last=2, of="list")
    before = _users(last=2, before=last["pageInfo"]["startCursor"], of="list")

    assert [edge["node"]["id"] for edge in second["edges"]] == [2, 3]
    assert [edge["node"]["id"] for edge in last["edges"]] == [3, 4]
    assert [edge["node"]["id"] for edge in before["edges"]] == [1, 2]
    assert before["pageInfo"]["hasNextPage"] is True


def test_the_types_have_the_names_and_nullability_of_the_contract() -> None:
    types = ENGINE.schema.type_map

    fields = {name: str(field.type) for name, field in types["TestUserCountableConnection"].fields.items()}  # type: ignore[attr-defined]
    edge = {name: str(field.type) for name, field in types["TestUserCountableEdge"].fields.items()}  # type: ignore[attr-defined]

    assert fields == {"pageInfo": "PageInfo!", "edges": "[TestUserCountableEdge!]!", "totalCount": "Int"}
    assert edge == {"node": "TestUser!", "cursor": "String!"}


def test_a_keyset_statement_walks_the_index(people: list[User], django_assert_max_num_queries: Any) -> None:
    SOURCES["sql"] = SqlPages(SELECT, columns("id"), UserRow)
    cursor = _users(first=3, of="sql")["pageInfo"]["endCursor"]

    with django_assert_max_num_queries(1) as statements:
        _users(first=3, after=cursor, of="sql")

    assert isinstance(statements, CaptureQueriesContext)
    assert f"(id) > ({people[2].pk})" in statements.captured_queries[0]["sql"]
