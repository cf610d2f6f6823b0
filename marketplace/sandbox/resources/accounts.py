"""Connected accounts and their onboarding links: https://docs.stripe.com/api/accounts."""

from marketplace.sandbox.context import Context, new_id, template
from marketplace.sandbox.errors import Json, invalid_request, missing_parameter
from marketplace.sandbox.journal import changed, record
from marketplace.sandbox.listing import page

LINK_SECONDS = 300
CURRENCY_OF = {"MA": "mad", "US": "usd", "GB": "gbp", "CH": "chf", "AE": "aed"}
TO_COLLECT = ["business_type", "external_account", "tos_acceptance.date", "tos_acceptance.ip"]
_COPIED = ("business_type", "email", "metadata", "default_currency")
_MERGED = ("business_profile", "tos_acceptance", "settings")


def create(ctx: Context) -> Json:
    """Create a connected account that still has to be onboarded."""
    ctx.refuse("account_token", "external_account", "bank_account", "documents", "groups", "risk_controls")
    params = ctx.params
    if "type" in params and "controller" in params:
        raise invalid_request("You may not provide both `type` and `controller`.", param="type")
    account = ctx.new(
        "account", "acct", type=params.get("type", "none" if "controller" in params else "standard")
    )
    account["country"] = params.get("country", "MA")
    account["default_currency"] = CURRENCY_OF.get(account["country"], "eur")
    account["capabilities"] = {}
    account["external_accounts"]["url"] = f"/v1/accounts/{account['id']}/external_accounts"
    account["controller"] = {"type": "application", "is_controller": True, **params.get("controller", {})}
    account["requirements"].update(
        currently_due=TO_COLLECT, eventually_due=TO_COLLECT, past_due=TO_COLLECT,
        disabled_reason="requirements.past_due",
    )  # fmt: skip
    _apply(ctx, account)
    ctx.save(account)
    return account


def _apply(ctx: Context, account: Json) -> None:
    params = ctx.params
    for name in _COPIED:
        if name in params and name != "metadata":
            account[name] = params[name]
    for name in _MERGED:
        account[name].update(params.get(name) or {})
    for name in ("individual", "company"):
        if name in params:
            account[name] = {**account.get(name, {}), **params[name], "object": name}
    for name, wish in (params.get("capabilities") or {}).items():
        if wish.get("requested") is not None:
            granted = "active" if account["details_submitted"] else "inactive"
            account["capabilities"][name] = granted if wish["requested"] else "unrequested"
    ctx.merge_metadata(account)


def retrieve(ctx: Context) -> Json:
    """Return one connected account."""
    return ctx.on_account("").get("account", ctx.path["id"])


def retrieve_current(ctx: Context) -> Json:
    """Return the account that the request acts for; the platform's own has a fixed id."""
    if ctx.account:
        return ctx.on_account("").get("account", ctx.account)
    return {
        **template("account"),
        "id": "acct_sandboxplatform",
        "type": "standard",
        "country": "MA",
        "charges_enabled": True,
        "payouts_enabled": True,
        "details_submitted": True,
    }


def update(ctx: Context) -> Json:
    """Change a connected account."""
    ctx.refuse("account_token", "external_account", "documents", "groups", "risk_controls")
    account = ctx.get("account", ctx.path["id"])
    before = {**account, "metadata": {**account["metadata"]}}
    _apply(ctx, account)
    ctx.save(account)
    record(
        ctx.on_account(account["id"]),
        "account.updated",
        account,
        previous=changed(before, account, "email", "metadata", "business_type"),
    )
    return account


def delete(ctx: Context) -> Json:
    """Remove a connected account."""
    account = ctx.get("account", ctx.path["id"])
    ctx.store.delete(account["id"])
    return {"id": account["id"], "object": "account", "deleted": True}


def list_(ctx: Context) -> Json:
    """Return a page of connected accounts."""
    return page(ctx, "account", "/v1/accounts")


def create_link(ctx: Context) -> Json:
    """Create the link to the sandbox's onboarding page; it works once, for five minutes."""
    params = ctx.params
    account = ctx.get("account", params["account"], param="account")
    for name in ("refresh_url", "return_url"):
        if name not in params:
            raise missing_parameter(name)
    token = new_id("link")
    link = template("account_link")
    url = f"{ctx.config.public_url}/onboarding/{token}"
    link.update(created=ctx.now, expires_at=ctx.now + LINK_SECONDS, url=url)
    kept = {
        "refresh_url": params["refresh_url"],
        "return_url": params["return_url"],
        "account": account["id"],
    }
    ctx.add({**link, "id": token, "sandbox_link": kept}, parent=account["id"])
    return link


def complete_onboarding(ctx: Context, account: Json) -> Json:
    """Act as if the holder had given all details: the requested capabilities become active."""
    before = dict(account)
    account.update(details_submitted=True, charges_enabled=True, payouts_enabled=True)
    account["capabilities"] = {
        name: "active" if state == "inactive" else state for name, state in account["capabilities"].items()
    }
    account["requirements"].update(currently_due=[], eventually_due=[], past_due=[], disabled_reason=None)
    ctx.save(account)
    previous = changed(before, account, "details_submitted", "charges_enabled", "payouts_enabled")
    record(ctx.on_account(account["id"]), "account.updated", account, previous=previous)
    return account
