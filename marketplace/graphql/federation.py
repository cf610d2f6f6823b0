"""What gateways ask that join several APIs into one: the schema as text."""

from functools import lru_cache

import graphene
from graphql import GraphQLSchema, print_schema

from marketplace.graphql.kit.info import Info


@lru_cache(maxsize=1)
def _text(schema: GraphQLSchema) -> str:
    return print_schema(schema)


class Service(graphene.ObjectType):
    """This API, as a gateway that joins several sees it."""

    class Meta:
        name = "_Service"

    sdl = graphene.String(description="The schema in its definition language.")

    @staticmethod
    def resolve_sdl(_root: object, info: Info) -> str:
        """Return the schema's text, printed once."""
        return _text(info.schema)


class FederationQueries(graphene.ObjectType):
    """What gateways ask."""

    service = graphene.Field(
        Service, name="_service", description="This API, for a gateway that joins several."
    )

    @staticmethod
    def resolve_service(_root: object, _info: Info) -> object:
        """Return it."""
        return Service
