"""The root of the API's schema."""

import tomllib
from functools import lru_cache
from pathlib import Path

import graphene

from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.info import Info

PYPROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


@lru_cache(maxsize=1)
def product_version() -> str:
    """Return the product's version, as pyproject.toml states it."""
    stated: str = tomllib.loads(PYPROJECT.read_text())["project"]["version"]
    return stated


class Shop(graphene.ObjectType):
    """Represents a shop resource containing general shop data and configuration."""

    name = graphene.String(required=True, description="Shop's name.")
    version = graphene.String(required=True, description="Version of the product that answers (staff only).")

    @staticmethod
    def resolve_version(_root: object, info: Info) -> str:
        """Return the version, which is nobody's business but the staff's."""
        actor = info.context.actor
        if not (actor.machine or actor.is_superuser or actor.permissions):
            raise PermissionDenied.needing(("AUTHENTICATED_STAFF_USER", "AUTHENTICATED_APP"))
        return product_version()


class Query(graphene.ObjectType):
    """What can be read."""

    shop = graphene.Field(Shop, required=True, description="Return information about the shop.")

    @staticmethod
    def resolve_shop(_root: object, _info: Info) -> dict[str, str]:
        """Return the shop's own data."""
        return {"name": "Marketplace of Morocco's cooperatives"}


schema = graphene.Schema(query=Query)
