"""The API room."""

from django.apps import AppConfig


class GraphqlApiConfig(AppConfig):
    """The API room."""

    name = "marketplace.graphql"
    label = "graphql_api"

    def ready(self) -> None:
        """Listen to facts for those apps that want to be told, and read their subscriptions."""
        from marketplace.apps import subscriptions
        from marketplace.graphql.integrations import handlers  # noqa: F401
        from marketplace.graphql.integrations.rendering import answer_with, events_in
        from marketplace.graphql.view import engine

        answer_with(engine)
        subscriptions.read_with(events_in)
