"""The balance: every movement is a balance transaction, and no balance ever goes below zero.

Rules of this sandbox (decision 0022):
- fee of a captured charge: 2.9 % rounded half up, plus 30 minor units, never more than the charge; it is
  not given back by a refund. A dispute costs 1500 minor units, given back when it is won;
- a charge's money is pending for `pending_seconds` (two days unless told otherwise) and then available;
- every currency is settled in itself: nothing is converted;
- transfers, payouts and reversals take from the available balance and are refused when it is short;
- refunds and disputes that find the platform's balance short are covered by a direct debit of the
  platform's bank account (a "topup" movement), as Stripe does for accounts with
  `debit_negative_balances`; with that setting off they are refused.
"""

from marketplace.sandbox.context import Context
from marketplace.sandbox.errors import Json, balance_insufficient

FEE_BASIS_POINTS = 290
FEE_FIXED = 30
DISPUTE_FEE = 1500
CATEGORIES = {
    "payment": "charge",
    "payout_failure": "payout_reversal",
    "payout_cancel": "payout_reversal",
    "transfer_refund": "transfer_reversal",
    "payment_refund": "refund",
    "adjustment": "dispute",
    "refund_failure": "refund_failure",
}


def fee_of(amount: int) -> int:
    """Return the processing fee of a captured amount, both in minor units."""
    return min(amount, (amount * FEE_BASIS_POINTS + 5000) // 10000 + FEE_FIXED)


def available(ctx: Context, currency: str) -> int:
    """Return what the account can pay out now, in minor units."""
    return _sum(ctx, currency, "available_on <= ?")


def pending(ctx: Context, currency: str) -> int:
    """Return what the account will be able to pay out later, in minor units."""
    return _sum(ctx, currency, "available_on > ?")


def _sum(ctx: Context, currency: str, condition: str) -> int:
    row = ctx.store.db.execute(
        f"SELECT COALESCE(SUM(net), 0) FROM movements WHERE account = ? AND currency = ? AND {condition}",
        (ctx.account, currency, ctx.now),
    ).fetchone()
    return int(row[0])


def currencies(ctx: Context) -> list[str]:
    """Return the currencies in which the account ever moved money."""
    rows = ctx.store.db.execute(
        "SELECT DISTINCT currency FROM movements WHERE account = ? ORDER BY currency", (ctx.account,)
    )
    return [str(row[0]) for row in rows]


def move(
    ctx: Context,
    type_: str,
    amount: int,
    currency: str,
    *,
    source: str | None,
    fee: int = 0,
    available_on: int | None = None,
    description: str | None = None,
) -> str:
    """Record a movement of `amount` minor units (negative: out) and return its balance transaction's id.

    Raises ApiError balance_insufficient rather than letting the balance fall below zero.
    """
    net = amount - fee
    on = ctx.now if available_on is None else available_on
    transaction = ctx.new(
        "balance_transaction",
        "txn",
        parent=source,
        amount=amount,
        currency=currency,
        fee=fee,
        fee_details=_fee_details(type_, fee, currency),
        net=net,
        available_on=on,
        status="available" if on <= ctx.now else "pending",
        type=type_,
        reporting_category=CATEGORIES.get(type_, type_),
        source=source,
        description=description,
    )
    ctx.store.db.execute(
        "INSERT INTO movements VALUES (?, ?, ?, ?, ?)", (transaction["id"], ctx.account, currency, net, on)
    )
    if net < 0 and (available(ctx, currency) if on <= ctx.now else pending(ctx, currency)) < 0:
        raise balance_insufficient("You have insufficient funds in your Stripe account.")
    return str(transaction["id"])


def _fee_details(type_: str, fee: int, currency: str) -> list[Json]:
    if fee == 0:
        return []
    description = "Stripe processing fees" if type_ == "charge" else "Dispute fee"
    detail = {"amount": fee, "application": None, "currency": currency, "description": description}
    return [{**detail, "type": "stripe_fee"}]


def require_available(ctx: Context, amount: int, currency: str) -> None:
    """Raise ApiError balance_insufficient unless the account can pay out `amount` minor units now."""
    if available(ctx, currency) < amount:
        raise balance_insufficient(
            "You have insufficient available funds in your Stripe account. Try adding funds directly to your "
            "available balance by creating Charges using the 4000000000000077 test card."
        )


def cover(ctx: Context, amount: int, currency: str, *, on: int) -> None:
    """Debit the bank account for what the balance lacks to pay `amount`, in minor units.

    `on` tells the bucket: in the future, what is pending; otherwise what is available. Does nothing when
    the balance suffices or the setting `debit_negative_balances` is off.
    """
    have = available(ctx, currency) if on <= ctx.now else pending(ctx, currency)
    if have >= amount or not ctx.store.setting("debit_negative_balances", True):
        return
    move(
        ctx,
        "topup",
        amount - have,
        currency,
        source=None,
        available_on=on,
        description="Debit of your bank account to cover a negative balance",
    )


def transaction_view(ctx: Context, transaction: Json) -> Json:
    """Return the balance transaction with the status that the clock gives it."""
    return {**transaction, "status": "available" if transaction["available_on"] <= ctx.now else "pending"}
