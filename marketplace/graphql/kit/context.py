"""What one request carries through the executor."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.http import HttpRequest

from marketplace.kernel.actor import Actor

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

# Who a request speaks for. It may raise (a forged token); then every field that asks who acts fails with that.
Authenticate = Callable[[HttpRequest], Actor]


def nobody(_request: HttpRequest) -> Actor:
    """Take every request for a visitor's."""
    return Actor.anonymous()


class Context:
    """The request, who acts, when, and what was already loaded for it."""

    __slots__ = (
        "_actor",
        "_authenticate",
        "_loaded",
        "_refusal",
        "channel",
        "language",
        "now",
        "request",
        "store",
    )

    def __init__(
        self,
        *,
        request: HttpRequest,
        now: datetime,
        authenticate: Authenticate = nobody,
        channel: str | None = None,
        language: str | None = None,
    ) -> None:
        self.request = request
        self.now = now
        self.channel = channel
        self.language = language
        self.store: dict[str, Any] = {}
        self._authenticate = authenticate
        self._actor: Actor | None = None
        self._refusal: Exception | None = None
        self._loaded: dict[object, dict[Any, Any]] = {}

    @property
    def actor(self) -> Actor:
        """
        Who acts; worked out once, when first asked for.

        :raises Exception: what the authentication raised, each time it is asked for
        """
        if self._refusal is not None:
            raise self._refusal
        if self._actor is None:
            try:
                self._actor = self._authenticate(self.request)
            except Exception as error:
                self._refusal = error
                raise
        return self._actor

    def load(self, fetch: Callable[[list[K]], Mapping[K, V]], keys: Sequence[K | None]) -> list[V | None]:
        """
        Give each key its row (None if there is none); ask `fetch` once, and only for keys not seen before.

        Rows are remembered for the request under the identity of `fetch`, so it must be a module-level function.
        """
        known: dict[K, V | None] = self._loaded.setdefault(fetch, {})
        unknown = list(dict.fromkeys(key for key in keys if key is not None and key not in known))
        if unknown:
            found = fetch(unknown)
            for key in unknown:
                known[key] = found.get(key)
        return [None if key is None else known[key] for key in keys]

    def forget(self) -> None:
        """Drop everything loaded (a mutation changed the rows)."""
        self._loaded.clear()
