"""Idempotency as documented at https://docs.stripe.com/api/idempotent_requests.

The first answer to a key (status and body, 500s included) is given again to the same request; another
body or endpoint under the key is a 400 idempotency_error; a request whose key is still being worked on is
a 409 idempotency_key_in_use. Answers to refused parameters are not kept. Keys are forgotten after 24 hours.
"""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from marketplace.sandbox.errors import ApiError, Json
from marketplace.sandbox.store import Store

KEPT_SECONDS = 24 * 3600
LONGEST_KEY = 255


@dataclass(frozen=True)
class SavedAnswer:
    """What was answered the first time."""

    status: int
    body: str
    request_id: str


def fingerprint(method: str, path: str, raw: Json) -> str:
    """Return a digest of the endpoint and its parameters, independent of their order."""
    text = json.dumps([method, path, raw], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


class IdempotencyKeys:
    """The keys in flight (in memory) and the answers kept (in the store)."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._in_flight: set[tuple[str, str]] = set()

    @contextmanager
    def claim(self, scope: str, key: str) -> Iterator[None]:
        """Hold the key while the block runs. Raises ApiError 409 when another request holds it."""
        if not 1 <= len(key) <= LONGEST_KEY:
            raise ApiError(
                400,
                "idempotency_error",
                f"Idempotency keys can be up to {LONGEST_KEY} characters long.",
                saved=False,
            )
        claim = (scope, key)
        with self._lock:
            if claim in self._in_flight:
                raise ApiError(
                    409,
                    "idempotency_error",
                    "There is currently another in-progress request using this Idempotent Key (that probably "
                    f"means you submitted twice, and the other request is still going through): {key}.",
                    code="idempotency_key_in_use",
                    saved=False,
                )
            self._in_flight.add(claim)
        try:
            yield
        finally:
            with self._lock:
                self._in_flight.discard(claim)

    def answer(self, scope: str, key: str, print_: str, now: int) -> SavedAnswer | None:
        """Return the answer kept under the key. Raises ApiError 400 when it was another request's."""
        self._store.db.execute("DELETE FROM idempotency WHERE created <= ?", (now - KEPT_SECONDS,))
        row = self._store.db.execute(
            "SELECT fingerprint, status, body, request_id FROM idempotency WHERE scope = ? AND key = ?",
            (scope, key),
        ).fetchone()
        if row is None:
            return None
        if row[0] != print_:
            raise ApiError(
                400,
                "idempotency_error",
                "Keys for idempotent requests can only be used with the same endpoint and the same "
                f"parameters they were first used with. Try using a key other than '{key}' if you "
                "meant to execute a different request.",
                saved=False,
            )
        return SavedAnswer(row[1], row[2], row[3])

    def keep(self, scope: str, key: str, print_: str, answer: SavedAnswer, now: int) -> None:
        """Keep the answer; the caller's transaction also holds the request's effect."""
        self._store.db.execute(
            "INSERT INTO idempotency VALUES (?, ?, ?, ?, ?, ?, ?)",
            (scope, key, print_, answer.status, answer.body, answer.request_id, now),
        )
