"""A schema as text, always in the same order."""

import graphene
from graphql import lexicographic_sort_schema, print_schema


def printed(schema: graphene.Schema) -> str:
    """Return the schema in its definition language, sorted, so that only real changes show as changes."""
    return print_schema(lexicographic_sort_schema(schema.graphql_schema)) + "\n"
