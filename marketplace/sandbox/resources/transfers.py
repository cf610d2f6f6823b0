"""Transfers to connected accounts, and their reversals: https://docs.stripe.com/api/transfers."""

from marketplace.sandbox import balance
from marketplace.sandbox.amounts import check_amount, check_currency
from marketplace.sandbox.context import Context
from marketplace.sandbox.errors import Json, invalid_request, missing_parameter
from marketplace.sandbox.journal import record
from marketplace.sandbox.listing import equal, page


def create(ctx: Context) -> Json:
    """Move money from the platform's available balance to a connected account.

    With `source_transaction` the money comes from that charge, pending or not, and never more than it.
    """
    params = ctx.params
    if "amount" not in params:
        raise missing_parameter("amount")
    check_currency(params["currency"])
    check_amount(params["amount"], "")
    account = ctx.get("account", params["destination"], param="destination")
    if account["capabilities"].get("transfers") != "active":
        raise invalid_request(
            "Your destination account needs to have at least one of the following capabilities enabled: "
            "transfers",
            code="insufficient_capabilities_for_transfer",
        )
    on = _when(ctx)
    if on is None:
        balance.require_available(ctx, params["amount"], params["currency"])
    return _store(ctx, account, ctx.now if on is None else max(ctx.now, on))


def _when(ctx: Context) -> int | None:
    """Return when the source charge's money is available, None without a source; check the source."""
    source = ctx.params.get("source_transaction")
    if source is None:
        return None
    charge = ctx.get("charge", source, param="source_transaction")
    given = sum(transfer["amount"] for transfer in ctx.store.children(source, "transfer"))
    if not charge["captured"] or ctx.params["amount"] > charge["amount_captured"] - given:
        raise invalid_request(
            f"You cannot transfer more than the source charge holds: {charge['amount_captured'] - given} "
            f"{charge['currency']} (minor units) remain.",
            param="amount",
        )
    transaction = ctx.get("balance_transaction", charge["balance_transaction"])
    return int(transaction["available_on"])


def _store(ctx: Context, account: Json, on: int) -> Json:
    params = ctx.params
    transfer = ctx.new(
        "transfer",
        "tr",
        parent=params.get("source_transaction") or account["id"],
        amount=params["amount"],
        currency=params["currency"],
        description=params.get("description"),
        destination=account["id"],
        source_transaction=params.get("source_transaction"),
        transfer_group=params.get("transfer_group"),
    )
    transfer["reversals"]["url"] = f"/v1/transfers/{transfer['id']}/reversals"
    ctx.merge_metadata(transfer)
    transfer["balance_transaction"] = balance.move(
        ctx, "transfer", -params["amount"], params["currency"], source=transfer["id"], available_on=on
    )
    transfer["destination_payment"] = _receive(ctx.on_account(account["id"]), transfer, on)
    ctx.save(transfer)
    record(ctx, "transfer.created", transfer)
    return transfer


def _receive(other: Context, transfer: Json, on: int) -> str:
    """Record the payment that the connected account receives; return its id."""
    payment = other.new(
        "charge",
        "py",
        parent=transfer["id"],
        amount=transfer["amount"],
        amount_captured=transfer["amount"],
        captured=True,
        currency=transfer["currency"],
        paid=True,
        source_transfer=transfer["id"],
        status="succeeded",
    )
    payment["balance_transaction"] = balance.move(
        other, "payment", transfer["amount"], transfer["currency"], source=payment["id"], available_on=on
    )
    other.save(payment)
    return str(payment["id"])


def reverse(ctx: Context) -> Json:
    """Take money back from the connected account; refused when its available balance is too small."""
    ctx.refuse("refund_application_fee")
    transfer = ctx.get("transfer", ctx.path["id"])
    left = transfer["amount"] - transfer["amount_reversed"]
    amount = ctx.params.get("amount", left)
    if amount < 1 or amount > left:
        raise invalid_request(
            f"Reversal amount ({amount}) must be positive and at most the unreversed amount on transfer "
            f"({left}).",
            param="amount",
        )
    other = ctx.on_account(transfer["destination"])
    balance.require_available(other, amount, transfer["currency"])
    reversal = ctx.new(
        "transfer_reversal",
        "trr",
        parent=transfer["id"],
        amount=amount,
        currency=transfer["currency"],
        transfer=transfer["id"],
    )
    ctx.merge_metadata(reversal)
    balance.move(other, "payment_refund", -amount, transfer["currency"], source=reversal["id"])
    reversal["balance_transaction"] = balance.move(
        ctx, "transfer_refund", amount, transfer["currency"], source=reversal["id"]
    )
    ctx.save(reversal)
    transfer["amount_reversed"] += amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    reversals = ctx.store.children(transfer["id"], "transfer_reversal")
    transfer["reversals"].update(data=reversals[:10], has_more=len(reversals) > 10)
    ctx.save(transfer)
    record(ctx, "transfer.reversed", transfer)
    return reversal


def retrieve(ctx: Context) -> Json:
    """Return one transfer."""
    return ctx.get("transfer", ctx.path["id"])


def update(ctx: Context) -> Json:
    """Change a transfer's description or metadata."""
    transfer = ctx.get("transfer", ctx.path["id"])
    transfer["description"] = ctx.params.get("description", transfer["description"])
    ctx.merge_metadata(transfer)
    ctx.save(transfer)
    record(ctx, "transfer.updated", transfer)
    return transfer


def list_(ctx: Context) -> Json:
    """Return a page of transfers."""
    return page(ctx, "transfer", "/v1/transfers", matches=equal(ctx, "destination", "transfer_group"))


def list_reversals(ctx: Context) -> Json:
    """Return a page of one transfer's reversals."""
    transfer = ctx.get("transfer", ctx.path["id"])
    items = ctx.store.children(transfer["id"], "transfer_reversal")
    return page(ctx, "transfer_reversal", transfer["reversals"]["url"], items=items)


def retrieve_reversal(ctx: Context) -> Json:
    """Return one reversal of a transfer."""
    return ctx.get("transfer_reversal", ctx.path["reversal"])
