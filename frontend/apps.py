"""The faces that people see: pages, the style they share, and their words in five languages."""

from django.apps import AppConfig

from frontend.catalogues import catalogues_refreshed


class FrontendConfig(AppConfig):
    """The frontend room."""

    name = "frontend"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Compile the translations that changed, so that a clone works without GNU gettext."""
        catalogues_refreshed()
