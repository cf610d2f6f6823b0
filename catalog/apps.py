"""What is offered, by whom, for how much."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """What is offered, by whom, for how much."""

    name = "catalog"
    label = "catalog"

    def ready(self) -> None:
        """Let the handlers be known."""
        from catalog import handlers  # noqa: F401
