"""
Every root field of the schema, asked by everybody: who passes, who is refused, from whom it is hidden.

The table stands in `authorisation/`, a module for each area; a new root field needs a row in one of them. See
`authorisation/rows.py` for what a row says, `authorisation/world.py` for what there is to ask for.
"""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from graphql import GraphQLObjectType, is_leaf_type

from marketplace.graphql.kit.wire import dumps, loads
from marketplace.graphql.schema import schema
from marketplace.kernel.actor import Actor
from tests.factories.ground import staff_actor
from tests.marketplace.graphql.api import asked
from tests.marketplace.graphql.authorisation import (
    allying,
    assortment,
    backoffice,
    buying,
    content,
    discounts,
    own,
    paying,
    people,
    programs,
    shop,
    supply,
    taxes,
    translating,
)
from tests.marketplace.graphql.authorisation.rows import Person, Row
from tests.marketplace.graphql.authorisation.world import World, staff_without, world_made

AREAS = (
    shop,
    buying,
    people,
    backoffice,
    own,
    supply,
    content,
    taxes,
    translating,
    programs,
    assortment,
    paying,
    discounts,
    allying,
)
TABLE: dict[str, Row] = {name: row for area in AREAS for name, row in area.ROWS.items()}
ROOTS = [
    f"{type_.name}.{name}"
    for type_ in (schema.graphql_schema.query_type, schema.graphql_schema.mutation_type)
    if isinstance(type_, GraphQLObjectType)
    for name in type_.fields
]
# What a mutation says of a thing that the asker must not know of.
HIDDEN_CODES = frozenset({"NOT_FOUND"})
WRITES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")


def test_every_root_field_has_one_row_and_every_row_its_field() -> None:
    assert sorted(TABLE) == sorted(ROOTS)
    assert len(TABLE) == sum(len(area.ROWS) for area in AREAS)


def document(name: str, row: Row, given: Any) -> str:
    """Write the question: the field with these arguments as variables."""
    root, _dot, field_name = name.partition(".")
    type_ = schema.graphql_schema.type_map[root]
    assert isinstance(type_, GraphQLObjectType)
    field = type_.fields[field_name]
    declared = ", ".join(f"${each}: {field.args[each].type}" for each in given)
    passed = ", ".join(f"{each}: ${each}" for each in given)
    inner = field.type
    while hasattr(inner, "of_type"):
        inner = inner.of_type
    default = "errors { code field message }" if root == "Mutation" else "__typename"
    below = "" if is_leaf_type(inner) else f" {{ {row.selection or default} }}"
    asks = f"{field_name}({passed})" if given else field_name
    return f"{root.lower()}{f' ({declared})' if given else ''} {{ {asks}{below} }}"


def actor_of(person: Person, world: World, row: Row) -> Actor:
    """Return who asks."""
    match person:
        case Person.VISITOR:
            return Actor.anonymous()
        case Person.STAFF:
            return staff_without(row.permissions)
        case Person.HOLDER:
            return staff_actor(row.permission) if row.permission else staff_without(())
    found: Actor = getattr(world, person.value)
    return found


def met(name: str, row: Row, given: Any, actor: Actor) -> tuple[str, str, list[str]]:
    """Ask, and return what the asker met, what was said, and what was written."""
    with CaptureQueriesContext(connection) as statements:
        answer = asked(document(name, row, given), given, actor=actor)
    written = [
        each["sql"]
        for each in statements
        if each["sql"].lstrip().startswith(WRITES) and "ON CONFLICT DO NOTHING" not in each["sql"]
    ]
    codes = [getattr(error.original_error or error, "code", "") for error in answer.errors]
    said = "; ".join(error.message for error in answer.errors)
    if "PermissionDenied" in codes:
        return "refused", said, written
    if codes:
        return "failed", said, written
    found = loads(dumps(answer.data))[name.partition(".")[2]]
    if found is None:
        return "hidden", said, written
    errors = found.get("errors", []) if isinstance(found, dict) else []
    if any(error["code"] in HIDDEN_CODES for error in errors):
        return "hidden", str(errors), written
    return "passes", str(errors), written


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(ROOTS) & set(TABLE)))
def test_a_root_field_serves_those_of_its_row_and_nobody_else(name: str) -> None:
    row = TABLE[name]
    world = world_made()
    given = dict(row.arguments(world))

    for person in Person:
        actor = actor_of(person, world, row)
        with transaction.atomic():
            outcome, said, written = met(name, row, given, actor)
            transaction.set_rollback(True)
        assert outcome == row.outcome(person), f"{name}, {person}: {said}"
        assert outcome == "passes" or written == []
