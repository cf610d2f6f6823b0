"""Fault switches: rules that spoil the next requests, held in memory.

A rule has a `kind`:
- delay: wait `milliseconds` before the work, with the idempotency key in flight;
- rate_limit: 429 before the work, not kept under the key;
- error_500: a 500; `executed` (default false) says whether the work was done first, `saved` (default
  true, as Stripe documents) whether the key keeps the 500;
- drop_request: close the connection before the work;
- drop_response: do and commit the work, then close the connection without an answer;
and optionally `times` (how many requests it spoils, default all), `path` (prefix) and `method`.
"""

import itertools
import threading
from dataclasses import asdict, dataclass

from marketplace.sandbox.errors import ApiError, Json, invalid_request

KINDS = ("delay", "rate_limit", "error_500", "drop_request", "drop_response")


@dataclass
class Rule:
    """One switch; `times` counts down to 0 and None means for ever."""

    id: int
    kind: str
    path: str = "/"
    method: str | None = None
    times: int | None = None
    milliseconds: int = 0
    executed: bool = False
    saved: bool = True


@dataclass(frozen=True)
class Plan:
    """What happens to one request."""

    delay_seconds: float = 0.0
    rate_limited: bool = False
    drop_request: bool = False
    drop_response: bool = False
    error_500: Rule | None = None


class Faults:
    """The rules in force, safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._rules: list[Rule] = []

    def add(self, given: Json) -> Json:
        """Put a rule in force and return it. Raises ApiError for a rule that makes no sense."""
        if given.get("kind") not in KINDS:
            raise invalid_request(f"kind must be one of {', '.join(KINDS)}", param="kind")
        try:
            rule = Rule(id=next(self._numbers), **given)
        except TypeError as error:
            raise invalid_request(f"Unknown field of a fault rule: {error}") from error
        with self._lock:
            self._rules.append(rule)
        return asdict(rule)

    def list(self) -> list[Json]:
        """Return the rules in force."""
        with self._lock:
            return [asdict(rule) for rule in self._rules]

    def clear(self) -> None:
        """Take every rule out of force."""
        with self._lock:
            self._rules.clear()

    def plan(self, method: str, path: str) -> Plan:
        """Return what the rules do to this request, counting it against each rule that applies."""
        with self._lock:
            hits = [
                rule
                for rule in self._rules
                if path.startswith(rule.path) and rule.method in (None, method) and rule.times != 0
            ]
            for rule in hits:
                if rule.times is not None:
                    rule.times -= 1
            self._rules = [rule for rule in self._rules if rule.times != 0]
        kinds = {rule.kind for rule in hits}
        return Plan(
            delay_seconds=sum(rule.milliseconds for rule in hits if rule.kind == "delay") / 1000,
            rate_limited="rate_limit" in kinds,
            drop_request="drop_request" in kinds,
            drop_response="drop_response" in kinds,
            error_500=next((rule for rule in hits if rule.kind == "error_500"), None),
        )


def rate_limit_error() -> ApiError:
    """Return Stripe's 429."""
    return ApiError(
        429,
        "invalid_request_error",
        "Request rate limit exceeded. Learn more about rate limits here: https://stripe.com/docs/rate-limits.",
        code="rate_limit",
        saved=False,
    )


def server_error(rule: Rule) -> ApiError:
    """Return the 500 that a rule asks for."""
    return ApiError(
        500,
        "api_error",
        "An unknown error occurred (fault switch of the sandbox).",
        saved=rule.saved,
        keep_changes=rule.executed,
    )
