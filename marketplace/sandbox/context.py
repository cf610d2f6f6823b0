"""What an endpoint works with: the store, the clock, the request's parameters and the account it acts for."""

import json
import secrets
import string
import time
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from marketplace.sandbox.errors import Json, not_simulated, resource_missing
from marketplace.sandbox.store import Store

DEFAULT_API_VERSION = "2026-10-28.endive"
_ALPHABET = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Config:
    """How this sandbox was started."""

    public_url: str
    webhook_url: str | None
    webhook_secret: str
    secret_key: str | None
    pending_seconds: int
    # Of the acquirer's hosted page; empty: it takes no form
    store_key: str = ""
    # Of the carrier's twin: its token (empty: it answers nobody), whom it calls, and the secret it signs with
    carrier_token: str = ""
    carrier_webhook_url: str = ""
    carrier_secret: str = ""


class Clock:
    """Wall-clock time plus an offset that the control API moves forward."""

    def __init__(self, offset: int = 0) -> None:
        self.offset = offset

    def now(self) -> float:
        """Return the sandbox's time in Unix seconds."""
        return time.time() + self.offset


@cache
def _templates() -> dict[str, Json]:
    path = Path(__file__).parent / "data" / "templates.json"
    resources: dict[str, Json] = json.loads(path.read_text(encoding="utf-8"))["resources"]
    return resources


def template(kind: str) -> Json:
    """Return a fresh copy of Stripe's shape of a resource, its optional values empty."""
    return deepcopy(_templates()[kind])


def new_id(prefix: str, length: int = 24) -> str:
    """Return a fresh identifier such as "pi_3fJ...": random, as Stripe's are."""
    return f"{prefix}_{''.join(secrets.choice(_ALPHABET) for _ in range(length))}"


@dataclass
class Context:
    """One request, or one tick of the clock, inside its transaction."""

    store: Store
    config: Config
    now: int
    account: str = ""
    api_version: str = DEFAULT_API_VERSION
    request_id: str | None = None
    idempotency_key: str | None = None
    params: Json = field(default_factory=dict)
    path: dict[str, str] = field(default_factory=dict)

    def new(self, kind: str, prefix: str, *, parent: str | None = None, id_: str = "", **values: Any) -> Json:
        """Create and store an object of Stripe's shape, under a fresh id unless one is given; return it."""
        obj = template(kind)
        if "created" in obj:
            obj["created"] = self.now
        obj["id"] = id_ or new_id(prefix)
        unknown = set(values) - set(obj)
        if unknown:
            raise KeyError(f"{kind} has no {sorted(unknown)}")
        obj.update(values)
        self.add(obj, parent=parent)
        return obj

    def add(self, obj: Json, *, parent: str | None = None) -> None:
        """Store an object built elsewhere."""
        self.store.insert(
            {"created": self.now, **obj}, type_=obj["object"], account=self.account, parent=parent
        )

    def get(self, kind: str, id_: str, *, param: str = "id") -> Json:
        """Return an object of the account; raises ApiError resource_missing."""
        found = self.store.find(id_, type_=kind, account=self.account)
        if found is None:
            raise resource_missing(kind.replace("checkout.session", "checkout session"), id_, param=param)
        return found

    def save(self, obj: Json) -> None:
        """Store the changed object."""
        self.store.update(obj)

    def on_account(self, account: str) -> "Context":
        """Return the same request acting for another account, as Stripe does inside a transfer."""
        return Context(
            self.store,
            self.config,
            self.now,
            account,
            self.api_version,
            self.request_id,
            self.idempotency_key,
        )

    def refuse(self, *names: str) -> None:
        """Raise ApiError for parameters that Stripe knows and the sandbox cannot act out."""
        for name in names:
            if self.params.get(name) not in (None, "", False, [], {}):
                raise not_simulated(name)

    def merge_metadata(self, obj: Json) -> None:
        """Apply the `metadata` parameter as Stripe does: merge, empty value removes, "" clears all."""
        given = self.params.get("metadata")
        if given is None:
            return
        merged = {} if given == "" else {**obj["metadata"], **given}
        obj["metadata"] = {key: value for key, value in merged.items() if value != ""}
