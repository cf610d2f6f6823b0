"""What every provider looks like from here, and which one carries a channel."""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from marketplace.notifications.rendering import Outgoing


class ProviderFailed(Exception):
    """The message could not be handed over now; it is worth another try."""


class ProviderRefused(ProviderFailed):
    """The message will never be accepted (wrong address, wrong template): another try is useless."""


class Provider(Protocol):
    """Carries messages of a channel to the outside."""

    def send(self, message: Outgoing) -> str:
        """
        Hand a message over and return the provider's reference of it.

        :raises ProviderFailed: if it could not be handed over now
        :raises ProviderRefused: if it never will be
        """
        ...


def provider_of(channel: str) -> Provider:
    """Return the provider that the settings name for a channel."""
    provider: Provider = import_string(settings.NOTIFICATION_PROVIDERS[channel])()
    return provider
