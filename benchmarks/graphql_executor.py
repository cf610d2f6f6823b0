# mypy: allow-subclassing-any
"""
What our GraphQL executor costs beside graphql-core's and beside writing the JSON alone.

A list of 12 products as a storefront asks for it (about 240 fields), over rows that are already in
memory: no database, so that only the executor is measured. Run: python -m benchmarks.graphql_executor
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import django
import graphene
import orjson
from django.http import HttpRequest
from graphql import execute, parse, validate

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings.dev")
django.setup()

from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.context import Context
from marketplace.graphql.kit.engine import Engine
from marketplace.graphql.kit.info import Info

QUERY = """
query ProductList($first: Int = 12, $channel: String!) {
  products(first: $first, channel: $channel) {
    totalCount
    edges { node { ...Card } cursor }
    pageInfo { endCursor hasNextPage }
  }
}
fragment Card on Product {
  id name slug
  thumbnail(size: 256) { url alt }
  category { id name }
  pricing { onSale priceRange { start { gross { amount currency } } stop { gross { amount currency } } } }
}
"""
VARIABLES = {"channel": "default-channel"}


@dataclass(slots=True)
class Row:
    """A product as a selector would hand it out."""

    id: str
    name: str
    slug: str
    thumbnail: dict[str, str]
    category: dict[str, str]
    pricing: dict[str, Any]


def _rows() -> list[Row]:
    money = {"gross": {"amount": 12.5, "currency": "MAD"}}
    return [
        Row(
            id=f"UHJvZHVjdDo{at}",
            name=f"Huile d'argan {at}",
            slug=f"huile-argan-{at}",
            thumbnail={"url": f"https://example.org/{at}.webp", "alt": "a bottle"},
            category={"id": f"Q2F0ZWdvcnk6{at}", "name": "Huiles"},
            pricing={"on_sale": False, "price_range": {"start": money, "stop": money}},
        )
        for at in range(12)
    ]


ROWS = _rows()


class Money(graphene.ObjectType):
    amount = graphene.Float(required=True)
    currency = graphene.String(required=True)


class TaxedMoney(graphene.ObjectType):
    gross = graphene.Field(Money, required=True)


class Range(graphene.ObjectType):
    start = graphene.Field(TaxedMoney)
    stop = graphene.Field(TaxedMoney)


class Pricing(graphene.ObjectType):
    on_sale = graphene.Boolean()
    price_range = graphene.Field(Range)


class Image(graphene.ObjectType):
    url = graphene.String(required=True)
    alt = graphene.String()


class Category(graphene.ObjectType):
    id = graphene.ID(required=True)
    name = graphene.String(required=True)


class Product(graphene.ObjectType):
    id = graphene.ID(required=True)
    name = graphene.String(required=True)
    slug = graphene.String(required=True)
    thumbnail = graphene.Field(Image, size=graphene.Int())
    category = graphene.Field(Category)
    pricing = graphene.Field(Pricing)

    @staticmethod
    @batched
    def resolve_thumbnail(parents: list[Row], info: Info, size: int | None = None) -> list[Any]:
        return [row.thumbnail for row in parents]


class Edge(graphene.ObjectType):
    node = graphene.Field(Product, required=True)
    cursor = graphene.String(required=True)


class PageInfo(graphene.ObjectType):
    end_cursor = graphene.String()
    has_next_page = graphene.Boolean(required=True)


class Products(graphene.ObjectType):
    total_count = graphene.Int()
    edges = graphene.List(graphene.NonNull(Edge), required=True)
    page_info = graphene.Field(PageInfo, required=True)


class Query(graphene.ObjectType):
    products = graphene.Field(Products, first=graphene.Int(), channel=graphene.String())

    def resolve_products(self, info: Any, first: int, channel: str) -> dict[str, Any]:
        edges = [{"node": row, "cursor": row.id} for row in ROWS[:first]]
        return {
            "total_count": 500,
            "edges": edges,
            "page_info": {"end_cursor": ROWS[-1].id, "has_next_page": True},
        }


def _core_schema() -> graphene.Schema:
    schema = graphene.Schema(query=Query)
    one = schema.graphql_schema.type_map["Product"].fields["thumbnail"]
    one.resolve = lambda row, _info, **_args: row.thumbnail
    return schema


def _fields(data: Any) -> int:
    if isinstance(data, dict):
        return sum(1 + _fields(value) for value in data.values())
    return sum(_fields(value) for value in data) if isinstance(data, list) else 0


def _cpu_us(work: Callable[[], object], seconds: float) -> float:
    """Return the CPU time of one call in microseconds: the median of rounds."""
    work()
    rounds = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.process_time()
        for _ in range(50):
            work()
        rounds.append((time.process_time() - start) / 50 * 1e6)
    return statistics.median(rounds)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="per measurement")
    seconds = parser.parse_args().seconds
    engine, core = Engine(graphene.Schema(query=Query).graphql_schema), _core_schema().graphql_schema
    document = parse(QUERY)
    context = Context(request=HttpRequest(), now=datetime.now(UTC))

    def ours() -> bytes:
        return engine.answer(query=QUERY, context=context, variables=VARIABLES).as_json()

    def cold() -> bytes:
        engine.documents._kept.clear()
        return ours()

    def executed_by_core() -> bytes:
        result: Any = execute(core, document, variable_values=VARIABLES, context_value=context)
        return orjson.dumps({"data": result.data})

    def whole_core() -> bytes:
        ast = parse(QUERY)
        assert not validate(core, ast)
        return executed_by_core()

    data = orjson.loads(ours())["data"]
    assert data == orjson.loads(executed_by_core())["data"]
    plain = _cpu_us(lambda: orjson.dumps({"data": data}), seconds)
    figures = {
        "orjson.dumps of the same data": plain,
        "our engine, known document": _cpu_us(ours, seconds),
        "our engine, unknown document": _cpu_us(cold, seconds),
        "graphql-core, execution only": _cpu_us(executed_by_core, seconds),
        "graphql-core, parse + validate + execute": _cpu_us(whole_core, seconds),
    }
    print(f"{_fields(data)} fields, {len(orjson.dumps(data))} bytes; CPU per request")
    for name, figure in figures.items():
        print(f"{name:44} {figure:9.1f} µs   {figure / plain:7.1f} x orjson")
    known = figures["our engine, known document"]
    print(f"graphql-core's execution / ours: {figures['graphql-core, execution only'] / known:.1f}")
    print(
        f"graphql-core as usual / ours:    {figures['graphql-core, parse + validate + execute'] / known:.1f}"
    )


if __name__ == "__main__":
    main()
