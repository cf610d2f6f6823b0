"""Disputes and accounts from before this sandbox was started: what somebody invented, and wants to be answered here.

A file `past.json` in the state's folder lists them: payment_intent, dispute, amount (minor units), currency, reason,
due_by (Unix seconds). Each gets the payment that it is about, paid with the test card 4242. A row with an account
(account, name, funds, currency) becomes a connected account that can be paid, and the money that it is paid from.
"""

import json
from pathlib import Path

from marketplace.sandbox import balance, cards, disputing, payments
from marketplace.sandbox.context import Context
from marketplace.sandbox.errors import Json
from marketplace.sandbox.resources import accounts, payment_intents

FILE = "past.json"
CARD = "4242424242424242"


def adopt(ctx: Context, state_dir: Path) -> int:
    """Make what the file names known, as far as it is not yet; return how many rows became so."""
    path = state_dir / FILE
    rows: list[Json] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    fresh = [row for row in rows if ctx.store.find(row.get("account") or row["dispute"]) is None]
    for row in fresh:
        if "account" in row:
            _connect(ctx, row)
        else:
            _adopt(ctx, row)
    return len(fresh)


def _connect(ctx: Context, row: Json) -> None:
    account = ctx.new("account", "acct", id_=row["account"], type="express")
    account["capabilities"] = {"transfers": "inactive"}
    account["business_profile"]["name"] = row["name"]
    accounts.complete_onboarding(ctx, account)
    balance.move(ctx, "topup", row["funds"], row["currency"], source=None)


def _adopt(ctx: Context, row: Json) -> None:
    card = cards.by_number(CARD)
    if card is None:
        raise LookupError(f"no test card {CARD}")
    intent = payment_intents.build(
        ctx, amount=row["amount"], currency=row["currency"], id_=row["payment_intent"]
    )
    payments.authorise(ctx, intent, payments.attach_card(ctx, card), return_url=None)
    charge = ctx.get("charge", intent["latest_charge"])
    dispute = disputing.open_dispute(
        ctx, charge, amount=row["amount"], reason=row["reason"], id_=row["dispute"]
    )
    dispute["evidence_details"]["due_by"] = row["due_by"]
    ctx.store.set_timer(dispute["id"], row["due_by"])
    ctx.save(dispute)
