"""How the tests ask the API something, as whoever they like."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from marketplace.graphql.kit.context import Context
from marketplace.graphql.kit.engine import Answer
from marketplace.graphql.kit.ids import global_id
from marketplace.graphql.kit.wire import dumps, loads
from marketplace.graphql.view import engine
from marketplace.kernel.actor import Actor
from tests.factories.ground import NOON

VISITOR = Actor.anonymous()


def asked(query: str, variables: Any = None, *, actor: Actor = VISITOR, now: datetime = NOON) -> Answer:
    """Ask the real schema as somebody."""
    request = HttpRequest()
    request.META.update({"REMOTE_ADDR": "127.0.0.1", "SERVER_NAME": "testserver", "SERVER_PORT": "80"})
    context = Context(request=request, now=now, authenticate=lambda _request: actor)
    return engine.answer(query=query, variables=variables, context=context)


def data_of(query: str, variables: Any = None, *, actor: Actor = VISITOR, now: datetime = NOON) -> Any:
    """Ask, expect no errors, and return the data as a client reads it."""
    answer = asked(query, variables, actor=actor, now=now)
    errors = [(error.message, error.path) for error in answer.errors]
    assert errors == [], errors
    return loads(dumps(answer.data))


def errors_of(
    query: str, variables: Any = None, *, actor: Actor = VISITOR, now: datetime = NOON
) -> list[str]:
    """Ask and return the messages of the errors."""
    return [error.message for error in asked(query, variables, actor=actor, now=now).errors]


__all__ = ["VISITOR", "asked", "data_of", "errors_of", "global_id"]
