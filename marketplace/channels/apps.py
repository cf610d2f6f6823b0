"""Where and in which currency the marketplace sells."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Where and in which currency the marketplace sells."""

    name = "marketplace.channels"
    label = "channels"
