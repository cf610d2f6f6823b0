"""The pages."""

from django.apps import AppConfig


class FrontendConfig(AppConfig):
    """The pages."""

    name = "frontend"
    label = "frontend"
