"""A schema with every kind of type, over rows that lie, miss, break and overflow, all by seed."""

from enum import Enum
from random import Random
from typing import Any

import graphene
from graphql import GraphQLObjectType, GraphQLSchema

from marketplace.graphql.kit.batching import batched, is_batched
from marketplace.graphql.kit.info import Info


class Colour(graphene.Enum):
    RED = "red"
    BLUE = "blue"


class PyColour(Enum):
    RED = "red"


class Broken(Exception):
    """What a broken row raises."""


class Row:
    """A row whose attributes are drawn from its seed: the same each time they are asked for."""

    def __init__(self, kind: str, seed: str) -> None:
        self.kind = kind
        self.seed = seed

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        draw = Random(f"{self.seed}.{name}")
        luck = draw.random()
        if luck < 0.01:
            raise Broken(f"{name} of a row broke")
        if luck < 0.02:
            return Broken(f"{name} of a row is an error")
        if luck < 0.05:
            return None
        return self._drawn(name, draw)

    def _drawn(self, name: str, draw: Random) -> Any:
        simple = {
            "name": lambda: draw.choice(["x", "y", 5, True, 2.5, "é"]),
            "label": lambda: draw.choice(["l", "m", ["no"]]),
            "count": lambda: draw.choice([1, 2, True, "3", 4.0, 2**40, "many", 5.5]),
            "strict": lambda: draw.choice([1, 2, 3, 4, 2**31, 2**31 - 1]),
            "ratio": lambda: draw.choice([1.5, 2, "7.25", float("nan"), True]),
            "flag": lambda: draw.choice([True, False, 1, 0, "yes"]),
            "colour": lambda: draw.choice(["red", Colour.BLUE, PyColour.RED, "RED", "pink"]),
            "key": lambda: draw.choice(["k", 7, 2.0, 3.5]),
            "tags": lambda: draw.choice([["a", "b"], [], ["a", None], "text", 5, ("t",), {"k": 1}, ["a", 3]]),
            "matrix": lambda: draw.choice([[[1, 2], [3]], [[1, None], None], [], [5], [[2**40]]]),
            "matrix_strict": lambda: draw.choice([[[1, 2], [3]], [[1, None]], [None], [[]]]),
        }
        if name in simple:
            return simple[name]()
        if name.startswith(("items", "things", "namings")):
            return [self._row_or_worse(draw, f"{name}{i}", name) for i in range(draw.randrange(4))]
        if name.startswith("grid"):
            return [
                [self._row_or_worse(draw, f"{name}{i}.{j}", name) for j in range(draw.randrange(3))]
                for i in range(draw.randrange(3))
            ]
        return self._row_or_worse(draw, name, name, worse=0.0)

    def _row_or_worse(self, draw: Random, path: str, name: str, worse: float = 0.1) -> Any:
        luck = draw.random()
        if luck < worse / 2:
            return None
        if luck < worse:
            return Broken(f"{path} is an error")
        mixed = name.startswith(("thing", "nam"))
        kind = draw.choice("AB") if mixed else ("B" if name.endswith("b") else "A")
        return Row(kind, f"{self.seed}.{path}")


def _type_of(row: Row) -> "type[graphene.ObjectType]":
    if row.seed.endswith("7"):
        raise Broken("nobody knows the type")
    return A if row.kind == "A" else B


class Named(graphene.Interface):
    name = graphene.String()
    label = graphene.String(required=True)
    child = graphene.Field(lambda: A)

    @classmethod
    def resolve_type(cls, instance: Row, info: Any) -> "type[graphene.ObjectType]":
        return _type_of(instance)


class A(graphene.ObjectType):
    class Meta:
        interfaces = (Named,)

    key = graphene.ID()
    count = graphene.Int()
    strict = graphene.Int(required=True)
    ratio = graphene.Float()
    flag = graphene.Boolean(required=True)
    colour = graphene.Field(Colour)
    tags = graphene.List(graphene.NonNull(graphene.String))
    matrix = graphene.List(graphene.List(graphene.Int))
    matrix_strict = graphene.List(
        graphene.NonNull(graphene.List(graphene.NonNull(graphene.Int))), required=True
    )
    child_strict = graphene.Field(lambda: A, required=True)
    items = graphene.List(lambda: A)
    items_strict = graphene.List(lambda: graphene.NonNull(A), required=True)
    items_inner_b = graphene.List(lambda: graphene.NonNull(B))
    grid = graphene.List(graphene.List(lambda: graphene.NonNull(A)))
    naming = graphene.Field(Named)
    namings = graphene.List(graphene.NonNull(Named))
    thing = graphene.Field(lambda: Thing)
    things = graphene.List(lambda: Thing, required=True)
    echo = graphene.Int(x=graphene.Int(default_value=3), text=graphene.String(), strict=graphene.Boolean())
    many = graphene.List(lambda: A, n=graphene.Int(required=True))
    twin = graphene.Field(lambda: B)
    twin_strict = graphene.Field(lambda: B, required=True)
    uneven = graphene.Field(graphene.Int)

    def resolve_echo(
        self, info: Any, x: int, text: str | None = None, strict: bool | None = None
    ) -> int | None:
        if self.seed.endswith("3"):
            raise Broken("echo broke")
        return None if strict else x + len(text or "")

    @staticmethod
    @batched
    def resolve_many(parents: list[Row], info: Info, n: int) -> list[Any]:
        if n == 9:
            raise Broken("the whole batch broke")
        return [[Row("A", f"{row.seed}.many{i}") for i in range(n)] for row in parents]

    @staticmethod
    @batched
    def resolve_twin(parents: list[Row], info: Info) -> list[Any]:
        return [None if row.seed.endswith("1") else Row("B", row.seed + ".twin") for row in parents]

    @staticmethod
    @batched
    def resolve_twin_strict(parents: list[Row], info: Info) -> list[Any]:
        return [
            Broken("no twin") if row.seed.endswith("1") else Row("B", row.seed + ".twin") for row in parents
        ]


class B(graphene.ObjectType):
    class Meta:
        interfaces = (Named,)

    size = graphene.Int(required=True)
    flag = graphene.Boolean(required=True)
    friend = graphene.Field(A, required=True)
    friends = graphene.List(A)
    tags = graphene.List(graphene.NonNull(graphene.String))

    def resolve_size(self, info: Any) -> int | None:
        return None if self.seed.endswith("2") else 4

    @staticmethod
    @batched
    def resolve_friends(parents: list[Row], info: Info) -> list[Any]:
        return [[Row("A", f"{row.seed}.friend{i}") for i in range(2)] for row in parents]


class Thing(graphene.Union):
    class Meta:
        types = (A, B)

    @classmethod
    def resolve_type(cls, instance: Row, info: Any) -> "type[graphene.ObjectType]":
        return _type_of(instance)


class Query(graphene.ObjectType):
    a = graphene.Field(A)
    a_strict = graphene.Field(A, required=True)
    all = graphene.List(graphene.NonNull(A), first=graphene.Int(default_value=3))
    named = graphene.List(Named)
    number = graphene.Int(required=True)

    def resolve_a(self, info: Any) -> Row:
        return Row("A", info.context.store["seed"])

    def resolve_a_strict(self, info: Any) -> Row:
        return Row("A", info.context.store["seed"] + "s")

    def resolve_all(self, info: Any, first: int) -> list[Row]:
        return [Row("A", f"{info.context.store['seed']}{i}") for i in range(min(first, 4))]

    def resolve_named(self, info: Any) -> list[Row]:
        return [Row("AB"[i % 2], f"{info.context.store['seed']}n{i}") for i in range(3)]

    def resolve_number(self, info: Any) -> int | None:
        return None if info.context.store["seed"].endswith("5") else 1


class Mutation(graphene.ObjectType):
    first = graphene.Field(A)
    second = graphene.Field(A, required=True, broken=graphene.Boolean())
    third = graphene.Field(A)

    def resolve_first(self, info: Any) -> Row:
        info.context.store.setdefault("calls", []).append("first")
        return Row("A", info.context.store["seed"] + "first")

    def resolve_second(self, info: Any, broken: bool = False) -> Row:
        info.context.store.setdefault("calls", []).append("second")
        if broken:
            raise Broken("second broke")
        return Row("A", info.context.store["seed"] + "second")

    def resolve_third(self, info: Any) -> Row:
        info.context.store.setdefault("calls", []).append("third")
        return Row("A", info.context.store["seed"] + "third")


def schema_of_ours() -> GraphQLSchema:
    """Build the schema for our executor."""
    schema: GraphQLSchema = graphene.Schema(query=Query, mutation=Mutation).graphql_schema
    return schema


def schema_for_core() -> GraphQLSchema:
    """Build the schema for graphql-core's executor: each batch resolver is called for one parent."""
    schema = schema_of_ours()
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            for field in type_.fields.values():
                if is_batched(field.resolve):
                    field.resolve = _one_by_one(field.resolve)
    return schema


def _one_by_one(resolve: Any) -> Any:
    def one(parent: Any, info: Any, **args: Any) -> Any:
        value = resolve([parent], info, **args)[0]
        if isinstance(value, Exception):
            raise value
        return value

    return one
