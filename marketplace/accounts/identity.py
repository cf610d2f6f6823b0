"""
Other systems that say who somebody is: a single sign-on, a partner's site.

A system is registered under the name by which clients ask for it. What it says of somebody ends in one of our own
people, who then gets our own tokens.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.kernel.errors import NotFound


class IdentityProvider(Protocol):
    """
    What every such system must be able to do. What goes in and out is the client's and the system's own affair.

    Each method raises a DomainError whose code is one of the contract's for accounts.
    """

    def authentication_url(self, *, data: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
        """Return what a client needs to send somebody to the system."""
        ...

    def person(self, *, data: Mapping[str, Any], now: datetime) -> User:
        """Return the person of whom the system has said who they are."""
        ...

    def refreshed(self, *, data: Mapping[str, Any], now: datetime) -> User:
        """Return the person whom the system still knows."""
        ...

    def verified(self, *, data: Mapping[str, Any], now: datetime) -> tuple[User | None, Mapping[str, Any]]:
        """Return the person of whom something was said, if it is true, and what else is said."""
        ...

    def logout(self, *, data: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
        """Return what a client needs to sign somebody out of the system."""
        ...


_providers: dict[str, IdentityProvider] = {}


def register(name: str, provider: IdentityProvider) -> None:
    """Let clients ask for a system under a name."""
    _providers[name] = provider


def forget(name: str) -> None:
    """Let clients ask for a system no more."""
    _providers.pop(name, None)


def provider_of(name: str) -> IdentityProvider:
    """
    Return the system of that name.

    :raises NotFound: if there is none
    """
    found = _providers.get(name)
    if found is None:
        raise NotFound(_("Plugin with provided id not found."), field="plugin_id")
    return found
