"""The contract of the API as reviewed, and traps that break its clients."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from graphql import GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType

from marketplace.graphql.management.commands import api_schema
from marketplace.graphql.schema import schema


def test_the_snapshot_is_current() -> None:
    call_command("api_schema", check=True)


def test_a_snapshot_that_is_not_current_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    stale = api_schema.SNAPSHOT.__class__(str(tmp_path)) / "schema.graphql"
    stale.write_text("type Query { nothing: Int }\n")
    monkeypatch.setattr(api_schema, "SNAPSHOT", stale)

    with pytest.raises(CommandError, match="not current"):
        call_command("api_schema", check=True)
    call_command("api_schema", stdout=StringIO())
    call_command("api_schema", check=True)


def test_no_argument_and_no_input_field_is_deprecated() -> None:
    # They would vanish from default introspection, and clients' code generation with them.
    deprecated = []
    for type_ in schema.graphql_schema.type_map.values():
        if isinstance(type_, GraphQLInputObjectType):
            deprecated += [
                f"{type_.name}.{name}" for name, each in type_.fields.items() if each.deprecation_reason
            ]
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            deprecated += [
                f"{type_.name}.{name}({arg})"
                for name, field in type_.fields.items()
                for arg, each in field.args.items()
                if each.deprecation_reason
            ]

    assert deprecated == []


def test_every_type_and_field_says_what_it_is() -> None:
    silent = []
    for type_ in schema.graphql_schema.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            silent += [type_.name] if not type_.description else []
            silent += [
                f"{type_.name}.{name}" for name, field in type_.fields.items() if not field.description
            ]

    assert silent == []
