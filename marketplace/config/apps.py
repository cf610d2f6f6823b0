"""The wiring."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The wiring."""

    name = "marketplace.config"
    label = "config"
