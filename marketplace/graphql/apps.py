"""The API room."""

from django.apps import AppConfig


class GraphqlApiConfig(AppConfig):
    """The API room."""

    name = "marketplace.graphql"
    label = "graphql_api"
