"""Events: what happened, recorded in the transaction that made it happen, with one delivery per endpoint."""

import random
from typing import Any

from marketplace.sandbox.context import Context
from marketplace.sandbox.errors import Json

DEFAULT_SWITCHES: Json = {
    "mode": "send",
    "types": [],
    "duplicates": 1,
    "delay_seconds": 0.0,
    "shuffle_seconds": 0.0,
}


def switches(ctx: Context) -> Json:
    """Return how webhooks are sent at present: mode send, hold or never, copies, delay and shuffle."""
    stored: Json = ctx.store.setting("webhooks", {})
    return {**DEFAULT_SWITCHES, **stored}


def record(ctx: Context, type_: str, obj: Json, *, previous: Json | None = None) -> Json:
    """Record the event `type_` about `obj` as it is now, and queue its deliveries; return the event."""
    data: Json = {"object": public(obj)}
    if previous is not None:
        data["previous_attributes"] = previous
    endpoints = [hook for hook in _endpoints(ctx) if _wants(hook, type_, ctx.account)]
    event = ctx.new(
        "event",
        "evt",
        api_version=ctx.api_version,
        data=data,
        type=type_,
        pending_webhooks=len(endpoints),
        request={"id": ctx.request_id, "idempotency_key": ctx.idempotency_key},
    )
    if ctx.account:
        event["account"] = ctx.account
        ctx.save(event)
    for hook in endpoints:
        _queue(ctx, event["id"], type_, hook["id"])
    return event


def public(obj: Json) -> Json:
    """Return the object without the sandbox's own fields."""
    return {key: value for key, value in obj.items() if not key.startswith("sandbox_")}


def _endpoints(ctx: Context) -> list[Json]:
    found = ctx.store.scan("webhook_endpoint", "", before=None, after=None)
    return [hook for hook in found if hook["status"] == "enabled"]


def _wants(hook: Json, type_: str, account: str) -> bool:
    if hook["sandbox_scope"] != "all" and (hook["sandbox_scope"] == "connect") != bool(account):
        return False
    wanted = hook["enabled_events"]
    return "*" in wanted or type_ in wanted


def _queue(ctx: Context, event: str, type_: str, endpoint: str) -> None:
    how = switches(ctx)
    mode = how["mode"]
    if how["types"] and not any(type_.startswith(prefix) for prefix in how["types"]):
        mode = "send"
    state = {"send": "due", "hold": "held", "never": "never"}[mode]
    for _ in range(int(how["duplicates"])):
        delay = float(how["delay_seconds"]) + random.uniform(0, float(how["shuffle_seconds"]))  # noqa: S311
        queue(ctx, event, endpoint, state=state, due_at=ctx.now + delay)


def queue(ctx: Context, event: str, endpoint: str, *, state: str, due_at: float) -> None:
    """Add one delivery of an event to an endpoint, due at the sandbox's time `due_at`."""
    ctx.store.db.execute(
        "INSERT INTO deliveries (event, endpoint, state, due_at) VALUES (?, ?, ?, ?)",
        (event, endpoint, state, due_at),
    )


def undelivered(ctx: Context, event: str) -> int:
    """Return how many endpoints have not yet acknowledged the event."""
    row = ctx.store.db.execute(
        "SELECT COUNT(*) FROM (SELECT endpoint FROM deliveries WHERE event = ? GROUP BY endpoint "
        "HAVING SUM(state = 'delivered') = 0)",
        (event,),
    ).fetchone()
    return int(row[0])


def undelivered_events(ctx: Context) -> set[str]:
    """Return the ids of the events that some endpoint has not yet acknowledged."""
    rows = ctx.store.db.execute(
        "SELECT event FROM deliveries GROUP BY event, endpoint HAVING SUM(state = 'delivered') = 0"
    )
    return {str(row[0]) for row in rows}


def event_view(ctx: Context, event: Json) -> Json:
    """Return the event with the number of endpoints that still wait for it."""
    return {**event, "pending_webhooks": undelivered(ctx, event["id"])}


def changed(before: Json, after: Json, *names: str) -> dict[str, Any]:
    """Return the old values of those of the named fields that changed: an event's previous attributes."""
    return {name: before[name] for name in names if before[name] != after[name]}
