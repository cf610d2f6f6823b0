"""Events and webhook endpoints: https://docs.stripe.com/api/events."""

import fnmatch

from marketplace.sandbox.context import Context, new_id
from marketplace.sandbox.errors import Json, invalid_parameter
from marketplace.sandbox.journal import undelivered_events
from marketplace.sandbox.listing import page


def retrieve(ctx: Context) -> Json:
    """Return one event."""
    return ctx.get("event", ctx.path["id"])


def list_(ctx: Context) -> Json:
    """Return a page of events, of some types or of those (not) delivered everywhere when asked."""
    params = ctx.params
    if "type" in params and "types" in params:
        raise invalid_parameter("You may only specify one of these parameters: type, types.", param="type")
    wanted = params.get("types") or ([params["type"]] if "type" in params else ["*"])
    delivered = params.get("delivery_success")
    waiting = set() if delivered is None else undelivered_events(ctx)

    def matches(event: Json) -> bool:
        if not any(fnmatch.fnmatchcase(event["type"], pattern) for pattern in wanted):
            return False
        return delivered is None or (event["id"] not in waiting) == delivered

    return page(ctx, "event", "/v1/events", matches=matches)


def create_endpoint(ctx: Context) -> Json:
    """Create a webhook endpoint; the answer is the only one that shows its secret."""
    ctx.refuse("events_from")
    params = ctx.params
    _check_url(params["url"])
    secret = new_id("whsec", 32)
    hook = ctx.new(
        "webhook_endpoint",
        "we",
        api_version=params.get("api_version"),
        enabled_events=params["enabled_events"],
        status="enabled",
        url=params["url"],
        description=params.get("description") or None,
    )
    ctx.merge_metadata(hook)
    hook.update(sandbox_secret=secret, sandbox_scope="connect" if params.get("connect") else "platform")
    ctx.save(hook)
    return {**hook, "secret": secret}


def _check_url(url: str) -> None:
    if not url.startswith(("http://", "https://")):
        raise invalid_parameter(
            "Invalid URL: An explicit scheme (such as https) must be provided.", param="url"
        )


def retrieve_endpoint(ctx: Context) -> Json:
    """Return one webhook endpoint."""
    return ctx.get("webhook_endpoint", ctx.path["id"])


def update_endpoint(ctx: Context) -> Json:
    """Change a webhook endpoint, or disable it."""
    hook = ctx.get("webhook_endpoint", ctx.path["id"])
    params = ctx.params
    if "url" in params:
        _check_url(params["url"])
    for name in ("url", "enabled_events", "description"):
        hook[name] = params.get(name, hook[name])
    if "disabled" in params:
        hook["status"] = "disabled" if params["disabled"] else "enabled"
    ctx.merge_metadata(hook)
    ctx.save(hook)
    return hook


def delete_endpoint(ctx: Context) -> Json:
    """Remove a webhook endpoint; what was queued for it is given up."""
    hook = ctx.get("webhook_endpoint", ctx.path["id"])
    ctx.store.delete(hook["id"])
    ctx.store.db.execute("DELETE FROM deliveries WHERE endpoint = ? AND state != 'delivered'", (hook["id"],))
    return {"id": hook["id"], "object": "webhook_endpoint", "deleted": True}


def list_endpoints(ctx: Context) -> Json:
    """Return a page of webhook endpoints."""
    return page(ctx, "webhook_endpoint", "/v1/webhook_endpoints")
