"""Our executor against graphql-core's, on the same documents and the same rows."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpRequest
from graphql import ExecutionResult, execute, parse, validate
from graphql.execution.values import get_variable_values

from marketplace.graphql.kit.context import Context
from marketplace.graphql.kit.cost import Limits
from marketplace.graphql.kit.document import Document
from marketplace.graphql.kit.execute import Execution
from tests.marketplace.graphql.kit.documents import Writer
from tests.marketplace.graphql.kit.world import schema_for_core, schema_of_ours

OURS, CORE = schema_of_ours(), schema_for_core()
GENEROUS = Limits(cost=10**12, depth=99, aliases=9999, pairs=10**9, size=10**9, tokens=10**6, mutations=99)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _context(seed: str) -> Context:
    context = Context(request=HttpRequest(), now=NOON)
    context.store["seed"] = seed
    return context


def _said(data: Any, errors: Any) -> tuple[Any, list[Any]]:
    written = [(e.message, e.path, [(at.line, at.column) for at in e.locations or []]) for e in errors or []]
    return data, written


def _both(text: str, seed: str, variables: dict[str, Any]) -> tuple[Any, Any, Context, Context]:
    ours_context, core_context = _context(seed), _context(seed)
    document = Document(OURS, text, None, GENEROUS)
    coerced = get_variable_values(OURS, list(document.operation.variable_definitions), variables)
    assert isinstance(coerced, dict)
    ours = _said(*Execution(document.program(coerced), ours_context, coerced).run())
    theirs = execute(CORE, parse(text), variable_values=variables, context_value=core_context)
    assert isinstance(theirs, ExecutionResult)
    return ours, _said(theirs.data, theirs.errors), ours_context, core_context


def _in_order(data: Any) -> Any:
    """Turn dictionaries into lists of pairs: the order of the keys is part of the answer."""
    if isinstance(data, dict):
        return [(key, _in_order(value)) for key, value in data.items()]
    if isinstance(data, list):
        return [_in_order(value) for value in data]
    return data


@pytest.mark.parametrize("operation", ["query", "mutation"])
def test_random_documents_give_the_same_data_and_the_same_errors(operation: str) -> None:
    compared = failed = nulled = 0

    for seed in range(400 if operation == "query" else 150):
        text = Writer(OURS, seed).document(operation)
        if validate(OURS, parse(text)):
            continue
        variables: dict[str, Any] = {
            "yes": seed % 2 == 0,
            "no": seed % 3 == 0,
            "text": None if seed % 5 else "long",
        }
        if seed % 7 == 0:
            variables |= {"perhaps": seed % 2 == 0, "n": seed % 4}
        ours, theirs, ours_context, core_context = _both(text, str(seed), variables)
        assert ours[1] == theirs[1], text
        assert _in_order(ours[0]) == _in_order(theirs[0]), text
        assert ours_context.store == core_context.store
        compared += 1
        failed += bool(theirs[1])
        nulled += theirs[0] is None

    # The corpus must not have run dry: most documents count, many meet errors, some lose everything.
    assert compared > (150 if operation == "query" else 60)
    assert failed > compared / 4
    assert nulled > 0
