"""The life of a dispute: opened by the cardholder's bank, answered with evidence, won or lost.

The outcome follows the evidence text, as in Stripe's test mode
(https://docs.stripe.com/testing#evidence): "winning_evidence" wins, "losing_evidence" loses.
"""

from marketplace.sandbox import balance
from marketplace.sandbox.context import Context
from marketplace.sandbox.errors import Json, invalid_request
from marketplace.sandbox.journal import record

EVIDENCE_SECONDS = 9 * 86400
OPEN = ("needs_response", "under_review", "warning_needs_response", "warning_under_review")


def open_dispute(ctx: Context, charge: Json, *, amount: int, reason: str, id_: str = "") -> Json:
    """Open a dispute over `amount` minor units of a captured charge and take the money out.

    Raises ApiError when the charge is not captured, is already disputed, or is smaller than the amount.
    """
    if charge["disputed"]:
        raise invalid_request(
            "This charge has already been disputed.", code="charge_disputed", param="charge"
        )
    if not charge["captured"] or not 1 <= amount <= charge["amount"] - charge["amount_refunded"]:
        raise invalid_request("The disputed amount is not covered by the charge.", param="amount")
    dispute = ctx.new(
        "dispute",
        "dp",
        parent=charge["id"],
        id_=id_,
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        payment_intent=charge["payment_intent"],
        reason=reason,
    )
    dispute["evidence_details"]["due_by"] = ctx.now + EVIDENCE_SECONDS
    dispute["payment_method_details"]["card"]["brand"] = charge["payment_method_details"]["card"]["brand"]
    ctx.store.set_timer(dispute["id"], ctx.now + EVIDENCE_SECONDS)
    charge["disputed"] = True
    ctx.save(charge)
    _move(ctx, dispute, -1)
    record(ctx, "charge.dispute.created", dispute)
    record(ctx, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def _move(ctx: Context, dispute: Json, sign: int) -> None:
    needed = dispute["amount"] + balance.DISPUTE_FEE
    if sign < 0:
        balance.cover(ctx, needed, dispute["currency"], on=ctx.now)
    transaction = balance.move(
        ctx,
        "adjustment",
        sign * dispute["amount"],
        dispute["currency"],
        source=dispute["id"],
        fee=-sign * balance.DISPUTE_FEE,
        description=("Chargeback withdrawal for " if sign < 0 else "Chargeback reversal for ")
        + dispute["charge"],
    )
    dispute["balance_transactions"].append(ctx.get("balance_transaction", transaction))
    ctx.save(dispute)


def submit(ctx: Context, dispute: Json) -> Json:
    """Send the staged evidence to the bank; the bank of the sandbox answers at once if the text tells it to.

    Raises ApiError when the dispute is closed.
    """
    dispute["evidence_details"]["submission_count"] += 1
    dispute["status"] = "under_review"
    ctx.save(dispute)
    record(ctx, "charge.dispute.updated", dispute)
    text = str(dispute["evidence"]["uncategorized_text"] or "")
    if "winning_evidence" in text:
        return decide(ctx, dispute, won=True)
    if "losing_evidence" in text:
        return decide(ctx, dispute, won=False)
    return dispute


def decide(ctx: Context, dispute: Json, *, won: bool) -> Json:
    """Close the dispute; a won one brings amount and fee back. Raises ApiError when it is closed."""
    if dispute["status"] not in OPEN:
        raise invalid_request(
            f"This dispute is already {dispute['status']}.", code="dispute_closed", param="id"
        )
    dispute["status"] = "won" if won else "lost"
    ctx.save(dispute)
    if won:
        _move(ctx, dispute, 1)
        record(ctx, "charge.dispute.funds_reinstated", dispute)
    record(ctx, "charge.dispute.closed", dispute)
    return dispute
