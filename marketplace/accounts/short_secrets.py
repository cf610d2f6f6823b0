"""
Secrets on their short way to a reader: in the cache, under a random key, for minutes.

Facts and receipts of the outbox stay for weeks and are read by operators; so the fact carries the key and the secret
dies by itself. A cache that is lost costs its reader a second request, and lets nobody in.
"""

import secrets

from django.core.cache import cache


def secret_keep(value: str, *, seconds: int) -> str:
    """Keep a secret for so long; return the key under which it lies."""
    key = secrets.token_urlsafe(18)
    cache.set(_name(key), value, timeout=seconds)
    return key


def secret_read(key: str) -> str | None:
    """Return a secret, or nothing if its time is over."""
    value: str | None = cache.get(_name(key))
    return value


def _name(key: str) -> str:
    return f"accounts:secret:{key}"
