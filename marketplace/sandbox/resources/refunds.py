"""Refunds: https://docs.stripe.com/api/refunds. Their sum never exceeds what was captured."""

from marketplace.sandbox import balance, cards
from marketplace.sandbox.context import Context
from marketplace.sandbox.errors import Json, invalid_parameter, invalid_request, missing_parameter
from marketplace.sandbox.journal import record
from marketplace.sandbox.listing import equal, page

FAILURE_SECONDS = 60


def create(ctx: Context) -> Json:
    """Refund a charge in whole or in part."""
    ctx.refuse("reverse_transfer", "refund_application_fee", "origin", "customer", "instructions_email")
    charge = _charge(ctx)
    refundable = charge["amount"] - charge["amount_refunded"]
    _check_refundable(charge, refundable)
    amount = ctx.params.get("amount", refundable)
    if amount < 1:
        raise invalid_parameter(
            "This value must be greater than or equal to 1.", code="parameter_invalid_integer", param="amount"
        )
    if amount > refundable:
        raise invalid_request(
            f"Refund amount ({amount} {charge['currency']}) is greater than unrefunded amount on charge "
            f"({refundable} {charge['currency']})",
            param="amount",
        )
    refund = _store(ctx, charge, amount)
    record(ctx, "refund.created", refund)
    record(ctx, "charge.refunded", ctx.get("charge", charge["id"]))
    return refund


def _charge(ctx: Context) -> Json:
    if ctx.params.get("charge"):
        return ctx.get("charge", ctx.params["charge"], param="charge")
    if not ctx.params.get("payment_intent"):
        raise missing_parameter("payment_intent")
    intent = ctx.get("payment_intent", ctx.params["payment_intent"], param="payment_intent")
    if intent["status"] != "succeeded":
        raise invalid_request(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
            param="payment_intent",
        )
    return ctx.get("charge", intent["latest_charge"])


def _check_refundable(charge: Json, refundable: int) -> None:
    if not charge["captured"]:
        raise invalid_request(
            f"Charge {charge['id']} has not been captured: cancel its PaymentIntent instead.",
            code="charge_not_refundable",
            param="charge",
        )
    if charge["disputed"]:
        raise invalid_request(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
            param="charge",
        )
    if refundable == 0:
        raise invalid_request(
            f"Charge {charge['id']} has already been refunded.",
            code="charge_already_refunded",
            param="charge",
        )


def _store(ctx: Context, charge: Json, amount: int) -> Json:
    refund = ctx.new(
        "refund",
        "re",
        parent=charge["id"],
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        payment_intent=charge["payment_intent"],
        reason=ctx.params.get("reason"),
    )
    refund["destination_details"]["card"].update(
        reference_status="pending", reference_type="acquirer_reference_number"
    )
    ctx.merge_metadata(refund)
    paid_in = ctx.get("balance_transaction", charge["balance_transaction"])
    on = max(ctx.now, paid_in["available_on"])
    balance.cover(ctx, amount, charge["currency"], on=on)
    refund["balance_transaction"] = balance.move(
        ctx,
        "refund",
        -amount,
        charge["currency"],
        source=refund["id"],
        available_on=on,
        description=f"REFUND FOR CHARGE ({charge['description'] or charge['id']})",
    )
    ctx.save(refund)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    _list_refunds(ctx, charge)
    card = cards.by_last4(charge["payment_method_details"]["card"]["last4"])
    if card is not None and card.refund_fails:
        ctx.store.set_timer(refund["id"], ctx.now + FAILURE_SECONDS)
    return refund


def _list_refunds(ctx: Context, charge: Json) -> None:
    refunds = ctx.store.children(charge["id"], "refund")
    charge["refunds"].update(data=refunds[:10], has_more=len(refunds) > 10)
    ctx.save(charge)


def fail(ctx: Context, refund: Json) -> Json:
    """Let the bank return a refund: the money is back in the balance, the charge refundable again."""
    if refund["status"] != "succeeded":
        return refund
    refund.update(
        status="failed",
        failure_reason="unknown",
        failure_balance_transaction=balance.move(
            ctx, "refund_failure", refund["amount"], refund["currency"], source=refund["id"]
        ),
    )
    ctx.save(refund)
    charge = ctx.get("charge", refund["charge"])
    charge.update(amount_refunded=charge["amount_refunded"] - refund["amount"], refunded=False)
    _list_refunds(ctx, charge)
    record(ctx, "refund.failed", refund)
    return refund


def retrieve(ctx: Context) -> Json:
    """Return one refund."""
    return ctx.get("refund", ctx.path["id"])


def update(ctx: Context) -> Json:
    """Change a refund's metadata."""
    refund = ctx.get("refund", ctx.path["id"])
    ctx.merge_metadata(refund)
    ctx.save(refund)
    record(ctx, "refund.updated", refund)
    return refund


def list_(ctx: Context) -> Json:
    """Return a page of refunds, of one charge or payment intent when asked."""
    charge, intent = ctx.params.get("charge"), ctx.params.get("payment_intent")
    items = None
    if charge or intent:
        charges = [charge] if charge else [found["id"] for found in ctx.store.children(str(intent), "charge")]
        items = [refund for id_ in charges for refund in ctx.store.children(id_, "refund")]
    return page(ctx, "refund", "/v1/refunds", matches=equal(ctx, "payment_intent"), items=items)
