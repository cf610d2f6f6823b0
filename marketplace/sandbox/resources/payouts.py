"""Payouts to the bank, the balance and its transactions: https://docs.stripe.com/api/payouts."""

from marketplace.sandbox import balance
from marketplace.sandbox.amounts import check_amount, check_currency
from marketplace.sandbox.context import Context, new_id, template
from marketplace.sandbox.errors import Json, invalid_request
from marketplace.sandbox.journal import record
from marketplace.sandbox.listing import equal, page

ARRIVAL_SECONDS = 2 * 86400


def create(ctx: Context) -> Json:
    """Pay out part of the available balance; it arrives two days later by the sandbox's clock."""
    ctx.refuse("payout_method")
    params = ctx.params
    check_currency(params["currency"])
    check_amount(params["amount"], "")
    balance.require_available(ctx, params["amount"], params["currency"])
    payout = ctx.new(
        "payout",
        "po",
        amount=params["amount"],
        arrival_date=ctx.now + ARRIVAL_SECONDS,
        currency=params["currency"],
        description=params.get("description"),
        destination=params.get("destination") or new_id("ba"),
        method=params.get("method", "standard"),
        statement_descriptor=params.get("statement_descriptor"),
        source_type=params.get("source_type", "card"),
    )
    ctx.merge_metadata(payout)
    payout["balance_transaction"] = balance.move(
        ctx, "payout", -params["amount"], params["currency"], source=payout["id"], description="STRIPE PAYOUT"
    )
    ctx.save(payout)
    ctx.store.set_timer(payout["id"], payout["arrival_date"])
    record(ctx, "payout.created", payout)
    return payout


def settle(ctx: Context, payout: Json) -> Json:
    """Let a payout arrive."""
    if payout["status"] == "pending":
        payout.update(status="paid", trace_id={"status": "supported", "value": new_id("trace", 12)})
        ctx.save(payout)
        record(ctx, "payout.paid", payout)
    return payout


def fail(ctx: Context, payout: Json, *, code: str) -> Json:
    """Let the bank return a payout: the money is back in the balance.

    Raises ApiError when the payout was canceled or has failed before.
    """
    if payout["status"] not in ("pending", "in_transit", "paid"):
        raise invalid_request(f"Payout {payout['id']} is {payout['status']} and cannot fail.")
    payout.update(
        status="failed",
        failure_code=code,
        failure_message="The bank account could not be credited.",
        failure_balance_transaction=balance.move(
            ctx, "payout_failure", payout["amount"], payout["currency"], source=payout["id"]
        ),
    )
    ctx.save(payout)
    record(ctx, "payout.failed", payout)
    return payout


def cancel(ctx: Context) -> Json:
    """Take back a payout that is still pending."""
    payout = ctx.get("payout", ctx.path["id"])
    if payout["status"] != "pending":
        raise invalid_request(
            f"Payout {payout['id']} is {payout['status']}: only a pending payout can be canceled."
        )
    payout["status"] = "canceled"
    payout["failure_balance_transaction"] = balance.move(
        ctx, "payout_cancel", payout["amount"], payout["currency"], source=payout["id"]
    )
    ctx.save(payout)
    record(ctx, "payout.canceled", payout)
    return payout


def retrieve(ctx: Context) -> Json:
    """Return one payout."""
    return ctx.get("payout", ctx.path["id"])


def update(ctx: Context) -> Json:
    """Change a payout's metadata."""
    payout = ctx.get("payout", ctx.path["id"])
    ctx.merge_metadata(payout)
    ctx.save(payout)
    record(ctx, "payout.updated", payout)
    return payout


def list_(ctx: Context) -> Json:
    """Return a page of payouts."""
    ctx.refuse("arrival_date")
    return page(ctx, "payout", "/v1/payouts", matches=equal(ctx, "status", "destination"))


def retrieve_balance(ctx: Context) -> Json:
    """Return what is available and pending, per currency."""
    answer = template("balance")
    known = balance.currencies(ctx) or ["mad"]
    for bucket, amount_of in (("available", balance.available), ("pending", balance.pending)):
        amounts = [(currency, amount_of(ctx, currency)) for currency in known]
        answer[bucket] = [
            {"amount": amount, "currency": currency, "source_types": {"card": amount}}
            for currency, amount in amounts
        ]
    answer["connect_reserved"] = [{"amount": 0, "currency": currency} for currency in known]
    return answer


def list_transactions(ctx: Context) -> Json:
    """Return a page of balance transactions, of one source, payout or type when asked."""
    source = ctx.params.get("source")
    ctx.refuse("payout")
    items = ctx.store.children(source, "balance_transaction") if source else None
    return page(
        ctx,
        "balance_transaction",
        "/v1/balance_transactions",
        matches=equal(ctx, "currency", "type"),
        items=items,
    )


def retrieve_transaction(ctx: Context) -> Json:
    """Return one balance transaction."""
    return ctx.get("balance_transaction", ctx.path["id"])
