"""Global ids, both ways."""

from typing import Any
from uuid import UUID

import graphene
import pytest

from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.ids import global_id, id_field, key_of, keys_of
from marketplace.graphql.kit.info import Info
from tests.marketplace.graphql.kit.asking import ask, engine_of

UUID_KEY = UUID("0b7d3f6a-6d1e-4a53-9c5e-0d5a5b1f2c3d")


def test_an_id_is_base64_of_the_type_and_the_key() -> None:
    assert global_id("Product", 1) == "UHJvZHVjdDox"
    assert key_of("UHJvZHVjdDox", "Product") == 1
    assert key_of(global_id("Checkout", UUID_KEY), "Checkout", UUID) == UUID_KEY
    assert key_of(global_id("App", "a:b"), "App", str) == "a:b"


@pytest.mark.parametrize("given", ["zzz", "", "UHJvZHVjdA==", "é", "Og==", "UHJvZHVjdDo="])
def test_what_is_no_id_is_refused_with_the_type_that_was_expected(given: str) -> None:
    with pytest.raises(ApiError) as refusal:
        key_of(given, "Product")

    assert refusal.value.message == f"Invalid ID: {given}. Expected: Product."


@pytest.mark.parametrize(
    ("_case", "given", "kind"),
    [
        ("another type", global_id("Category", 1), int),
        ("text where a number belongs", global_id("Product", "one"), int),
        ("below zero", global_id("Product", -1), int),
        ("beyond the column", global_id("Product", 2**63), int),
        ("no UUID", global_id("Product", 1), UUID),
    ],
)
def test_an_id_that_can_name_nothing_is_nothing(_case: str, given: str, kind: Any) -> None:
    assert key_of(given, "Product", kind) is None


def test_ids_that_can_name_nothing_are_left_out_of_a_list() -> None:
    given = [global_id("Product", 7), global_id("Category", 8), global_id("Product", 9)]

    assert keys_of(given, "Product") == [7, 9]


class Thing(graphene.ObjectType):
    id = id_field("Thing")
    other = id_field("Other", attribute="other_id")


class Row:
    def __init__(self, key: object) -> None:
        self.id = key
        self.other_id = 9


class Query(graphene.ObjectType):
    rows = graphene.List(Thing)
    dicts = graphene.List(Thing)

    @staticmethod
    def resolve_rows(_root: object, _info: Info) -> list[Row]:
        return [Row(1), Row(UUID_KEY)]

    @staticmethod
    def resolve_dicts(_root: object, _info: Info) -> list[dict[str, Any]]:
        return [{"id": 3, "other_id": 4}]


def test_a_type_declares_its_id_in_one_line() -> None:
    answer = ask(engine_of(Query), "{ rows { id other } dicts { id other } }")

    assert answer.data == {
        "rows": [
            {"id": global_id("Thing", 1), "other": global_id("Other", 9)},
            {"id": global_id("Thing", UUID_KEY), "other": global_id("Other", 9)},
        ],
        "dicts": [{"id": global_id("Thing", 3), "other": global_id("Other", 4)}],
    }
