"""Disputes that were invented before the sandbox was started: test that ..."""

import json
from pathlib import Path

from marketplace.sandbox.context import Config, Context
from marketplace.sandbox.past import FILE, adopt
from marketplace.sandbox.resources import disputes, transfers
from marketplace.sandbox.server import Sandbox

ROW = {
    "dispute": "dp_demo_7", "payment_intent": "pi_demo_7", "amount": 13_500, "currency": "mad",
    "reason": "product_unacceptable", "due_by": 4_000_000_000,
}  # fmt: skip


def test_they_are_known_once_and_take_evidence(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(json.dumps([ROW]))
    config = Config("http://here", None, "whsec", None, 0)

    sandbox = Sandbox(config, tmp_path)

    ctx = Context(sandbox.store, config, int(sandbox.clock.now()))
    dispute = ctx.get("dispute", "dp_demo_7")
    assert (dispute["amount"], dispute["status"]) == (13_500, "needs_response")
    assert (dispute["payment_intent"], dispute["evidence_details"]["due_by"]) == ("pi_demo_7", 4_000_000_000)
    assert ctx.get("payment_intent", "pi_demo_7")["amount_received"] == 13_500
    ctx.path, ctx.params = {"id": "dp_demo_7"}, {"evidence": {"uncategorized_text": "winning_evidence"}}
    with sandbox.store.transaction():
        assert adopt(ctx, tmp_path) == 0
        assert disputes.update(ctx)["status"] == "won"
    sandbox.store.close()


def test_an_account_is_known_and_can_be_paid(tmp_path: Path) -> None:
    row = {"account": "acct_demo000007", "name": "Coopérative", "funds": 9_000, "currency": "mad"}
    (tmp_path / FILE).write_text(json.dumps([row]))
    config = Config("http://here", None, "whsec", None, 0)

    sandbox = Sandbox(config, tmp_path)

    ctx = Context(sandbox.store, config, int(sandbox.clock.now()))
    ctx.params = {"amount": 9_000, "currency": "mad", "destination": "acct_demo000007"}
    with sandbox.store.transaction():
        assert adopt(ctx, tmp_path) == 0
        assert transfers.create(ctx)["destination_payment"].startswith("py_")
    sandbox.store.close()


def test_without_a_past_nothing_is_invented(tmp_path: Path) -> None:
    config = Config("http://here", None, "whsec", None, 0)
    sandbox = Sandbox(config, tmp_path)

    with sandbox.store.transaction():
        assert adopt(Context(sandbox.store, config, 0), tmp_path) == 0
    sandbox.store.close()
