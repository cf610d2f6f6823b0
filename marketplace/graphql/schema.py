"""The root of the API's schema."""

import graphene

from marketplace.graphql.catalog.queries import CatalogQueries
from marketplace.graphql.shop.queries import ShopQueries


class Query(ShopQueries, CatalogQueries):
    """What can be read."""


schema = graphene.Schema(query=Query)
