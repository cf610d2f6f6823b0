"""How the tests ask a little schema something."""

from datetime import UTC, datetime
from typing import Any

import graphene
from django.http import HttpRequest

from marketplace.graphql.kit.context import Authenticate, Context, nobody
from marketplace.graphql.kit.cost import Limits
from marketplace.graphql.kit.engine import Answer, Engine

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def context_of(authenticate: Authenticate = nobody) -> Context:
    """A context without anything in it."""
    return Context(request=HttpRequest(), now=NOON, authenticate=authenticate)


def engine_of(query: Any, mutation: Any = None, limits: Limits | None = None, types: Any = None) -> Engine:
    """An engine over graphene types."""
    return Engine(graphene.Schema(query=query, mutation=mutation, types=types).graphql_schema, limits)


def ask(
    engine: Engine, query: str, variables: Any = None, context: Context | None = None, **more: Any
) -> Answer:
    """Ask as nobody."""
    return engine.answer(query=query, variables=variables, context=context or context_of(), **more)


def told(answer: Answer) -> list[tuple[str, Any]]:
    """The messages and paths of an answer's errors."""
    return [(error.message, error.path) for error in answer.errors]
