"""The executor's own promises: what graphql-core does not have, or does otherwise."""

from collections.abc import Sequence
from typing import Any

import graphene
import pytest

from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.info import Info
from tests.marketplace.graphql.kit.asking import ask, context_of, engine_of, told

CALLS: list[tuple[str, int]] = []
SEEN: list[Info] = []


class Fruit(graphene.ObjectType):
    name = graphene.String(required=True)
    items = graphene.List(graphene.String)
    seeds = graphene.List(graphene.NonNull(lambda: Seed), most=graphene.Int())
    weight = graphene.Int()
    surprise = graphene.Field(lambda: Anything)
    uneven = graphene.Int()

    @staticmethod
    @batched
    def resolve_seeds(parents: Sequence[Any], info: Info, most: int = 2) -> list[Any]:
        CALLS.append(("seeds", len(parents)))
        SEEN.append(info)
        return [[{"size": at} for at in range(most)] for _ in parents]

    @staticmethod
    @batched
    def resolve_uneven(parents: Sequence[Any], info: Info) -> list[int]:
        return [1]


class Seed(graphene.ObjectType):
    size = graphene.Int()
    fruit = graphene.Field(Fruit)

    @staticmethod
    @batched
    def resolve_fruit(parents: Sequence[Any], info: Info) -> list[Any]:
        CALLS.append(("fruit", len(parents)))
        SEEN.append(info)
        return [Row(f"f{parent['size']}") for parent in parents]


class Row:
    def __init__(self, name: str, surprise: Any = None) -> None:
        self.name = name
        self.items = [name]
        self.surprise = surprise

    @property
    def weight(self) -> int:
        if self.name == "rotten":
            raise ValueError("too soft to weigh")
        return len(self.name)


class Anything(graphene.Union):
    class Meta:
        types = (Fruit, Seed)

    @classmethod
    def type_of(cls, row: Any) -> Any:
        return {"fruit": Fruit, "seed": "Seed", "stone": "Stone"}.get(row["is"])


class Query(graphene.ObjectType):
    fruits = graphene.List(graphene.NonNull(Fruit))
    dictionaries = graphene.List(Fruit)
    anything = graphene.List(Anything)

    @staticmethod
    def resolve_fruits(_root: object, _info: Info) -> list[Row]:
        return [Row("fig"), Row("rotten"), Row("date")]

    @staticmethod
    def resolve_dictionaries(_root: object, _info: Info) -> list[dict[str, Any]]:
        return [{"name": "olive", "items": ["a"]}, {"name": "argan"}]

    @staticmethod
    def resolve_anything(_root: object, _info: Info) -> list[Any]:
        return [{"is": "fruit", "name": "fig"}, {"is": "seed", "size": 3}, {"is": "stone"}, {"is": "cloud"}]


ENGINE = engine_of(Query)


@pytest.fixture(autouse=True)
def _forget_calls() -> None:
    CALLS.clear()
    SEEN.clear()


def test_a_batch_resolver_is_called_once_for_a_field_of_the_document_whatever_the_data() -> None:
    answer = ask(ENGINE, "{ fruits { name seeds(most: 4) { size fruit { name seeds { size } } } } }")

    assert answer.errors == []
    assert CALLS == [("seeds", 3), ("fruit", 12), ("seeds", 12)]
    assert answer.data is not None
    assert answer.data["fruits"][2]["seeds"][3] == {
        "size": 3,
        "fruit": {"name": "f3", "seeds": [{"size": 0}, {"size": 1}]},
    }


def test_a_batch_resolver_sees_what_is_asked_below_it_and_the_arguments_above() -> None:
    ask(ENGINE, "{ fruits { s: seeds(most: 1) { ...S fruit { weight } } } } fragment S on Seed { size }")

    seeds, fruit = SEEN
    assert seeds.fields == {"size", "fruit", "fruit.weight"}
    assert (seeds.field_name, seeds.response_key, seeds.parent_type) == ("seeds", "s", "Fruit")
    assert seeds.args == {"most": 1}
    assert fruit.parent is not None
    assert fruit.parent.args == {"most": 1}


def test_what_is_skipped_is_not_seen_by_look_ahead() -> None:
    text = "query($deep: Boolean!) { fruits { seeds { size fruit @include(if: $deep) { name } } } }"

    ask(ENGINE, text, {"deep": False})
    ask(ENGINE, text, {"deep": True})

    assert SEEN[0].fields == {"size"}
    assert SEEN[1].fields == {"size", "fruit", "fruit.name"}


def test_a_row_that_breaks_loses_its_own_field_only() -> None:
    answer = ask(ENGINE, "{ fruits { name weight } }")

    assert answer.data == {
        "fruits": [
            {"name": "fig", "weight": 3},
            {"name": "rotten", "weight": None},
            {"name": "date", "weight": 4},
        ]
    }
    assert told(answer) == [("too soft to weigh", ["fruits", 1, "weight"])]


def test_dictionaries_are_read_by_key_even_where_a_dictionary_has_a_method_of_that_name() -> None:
    answer = ask(ENGINE, "{ dictionaries { name items } fruits { items } }")

    assert answer.errors == []
    assert answer.data == {
        "dictionaries": [{"name": "olive", "items": ["a"]}, {"name": "argan", "items": None}],
        "fruits": [{"items": ["fig"]}, {"items": ["rotten"]}, {"items": ["date"]}],
    }


def test_a_batch_of_the_wrong_length_is_an_error_of_each_parent() -> None:
    answer = ask(ENGINE, "{ fruits { uneven } }")

    assert answer.data == {"fruits": [{"uneven": None}] * 3}
    assert told(answer)[0] == ("Fruit.uneven gave 1 values for 3 parents.", ["fruits", 0, "uneven"])
    assert len(answer.errors) == 3


def test_each_type_of_a_union_gets_its_own_fields_and_a_stranger_is_an_error() -> None:
    answer = ask(ENGINE, "{ anything { __typename ... on Fruit { name } ... on Seed { size } } }")

    assert answer.data == {
        "anything": [{"__typename": "Fruit", "name": "fig"}, {"__typename": "Seed", "size": 3}, None, None]
    }
    assert [path for _, path in told(answer)] == [["anything", 2], ["anything", 3]]
    assert "'Stone'" in answer.errors[0].message


class Silent(graphene.ObjectType):
    spoken = graphene.String()


class Broken(graphene.ObjectType):
    silent = graphene.Field(Silent)

    @staticmethod
    def resolve_silent(_root: object, _info: Info) -> object:
        return object()


def test_a_row_without_the_attribute_of_a_field_is_an_error_and_not_a_silent_null() -> None:
    answer = ask(engine_of(Broken), "{ silent { spoken } }")

    assert answer.data == {"silent": {"spoken": None}}
    assert told(answer) == [("'object' object has no attribute 'spoken'", ["silent", "spoken"])]


class Steps(graphene.ObjectType):
    one = graphene.Int()
    two = graphene.Int(required=True)
    three = graphene.Int()

    @staticmethod
    def resolve_one(_root: object, info: Info) -> int:
        info.context.load(_fetched, [1])
        return 1

    @staticmethod
    def resolve_two(_root: object, info: Info) -> None:
        CALLS.append(("two", 0))

    @staticmethod
    def resolve_three(_root: object, info: Info) -> int:
        CALLS.append(("three", 0))
        return 3


def _fetched(keys: list[int]) -> dict[int, str]:
    CALLS.append(("fetched", len(keys)))
    return {key: f"row {key}" for key in keys if key < 10}


def test_mutations_run_one_after_the_other_and_stop_when_the_root_is_lost() -> None:
    engine = engine_of(Query, Steps)

    answer = ask(engine, "mutation { one two three }")

    assert answer.data is None
    assert told(answer) == [("Cannot return null for non-nullable field Steps.two.", ["two"])]
    assert CALLS == [("fetched", 1), ("two", 0)]


def test_a_mutation_makes_the_request_forget_what_it_had_loaded() -> None:
    context = context_of()

    ask(engine_of(Query, Steps), "mutation { one again: one }", context=context)

    assert CALLS == [("fetched", 1), ("fetched", 1)]


def test_rows_are_loaded_once_for_a_request_and_a_missing_one_is_remembered() -> None:
    context = context_of()

    first = context.load(_fetched, [3, 11, None, 3])
    second = context.load(_fetched, [11, 3, 4])

    assert first == ["row 3", None, None, "row 3"]
    assert second == [None, "row 3", "row 4"]
    assert CALLS == [("fetched", 2), ("fetched", 1)]
