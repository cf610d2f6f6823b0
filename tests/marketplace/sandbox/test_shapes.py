"""The answers have every key of Stripe's own examples.

data/stripe_examples.json: one example per resource from https://github.com/stripe/openapi (MIT licence,
copyright Stripe, Inc.). A field that is null in one of the two has nothing to compare below it.
"""

import json
from pathlib import Path
from typing import Any

import pytest
import stripe

from tests.marketplace.sandbox.ordering import fill_in, open_session, pay
from tests.marketplace.sandbox.server import RunningSandbox

EXAMPLES: dict[str, Any] = json.loads(
    (Path(__file__).parent / "data" / "stripe_examples.json").read_text(encoding="utf-8")
)["resources"]
FREE_FORM = {"metadata", "capabilities", "controller", "card.checks"}


def missing_keys(example: Any, answer: Any, path: str = "") -> list[str]:
    if not isinstance(example, dict) or not isinstance(answer, dict) or path.rpartition(".")[2] in FREE_FORM:
        return []
    missing = [f"{path}.{key}" for key in example if key not in answer]
    for key in set(example) & set(answer):
        missing += missing_keys(example[key], answer[key], f"{path}.{key}")
    return sorted(missing)


def test_the_comparison_finds_a_missing_key() -> None:
    assert missing_keys({"a": {"b": 1, "c": 2}}, {"a": {"b": None}}) == [".a.c"]


@pytest.fixture
def answers(sandbox: RunningSandbox, client: stripe.StripeClient) -> dict[str, Any]:
    account = client.v1.accounts.create(
        {"type": "express", "capabilities": {"transfers": {"requested": True}}}
    )
    link = client.v1.account_links.create(
        {
            "account": account.id,
            "type": "account_onboarding",
            "refresh_url": "http://127.0.0.1:9/",
            "return_url": "http://127.0.0.1:9/",
        }
    )
    sandbox.control("accounts/complete", {"account": account.id})
    intent = pay(client, 10000, payment_method="pm_card_bypassPending")
    session = open_session(client)
    fill_in(sandbox, session.id, "4242424242424242")
    transfer = client.v1.transfers.create({"amount": 500, "currency": "mad", "destination": account.id})
    product = client.v1.products.create({"name": "Mint"})
    charge = str(intent.latest_charge)
    listed: list[Any] = [
        account,
        link,
        intent,
        client.v1.charges.retrieve(charge),
        client.v1.refunds.create({"charge": charge, "amount": 100}),
        client.v1.checkout.sessions.retrieve(session.id),
        client.v1.checkout.sessions.line_items.list(session.id).data[0],
        transfer,
        client.v1.transfers.reversals.create(transfer.id, {"amount": 100}),
        client.v1.payouts.create({"amount": 1000, "currency": "mad"}),
        client.v1.balance.retrieve(),
        client.v1.balance_transactions.list().data[-1],
        client.v1.disputes.retrieve(sandbox.control("disputes", {"charge": charge, "amount": 200})["id"]),
        client.v1.events.list().data[0],
        client.v1.payment_methods.retrieve("pm_card_visa"),
        client.v1.customers.create({"name": "A"}),
        client.v1.webhook_endpoints.retrieve("we_sandbox"),
        product,
        client.v1.prices.create({"currency": "mad", "unit_amount": 1, "product": product.id}),
    ]
    return {str(obj["object"]): json.loads(str(obj)) for obj in listed}


def test_answers_have_every_key_of_stripe_s_examples(answers: dict[str, Any]) -> None:
    compared = set(EXAMPLES) - {"token", "card"}
    assert set(answers) == compared
    examples = {kind: dict(EXAMPLES[kind]) for kind in compared}
    # The example event is about a plan: only the envelope is comparable.
    examples["event"]["data"] = {"object": None}
    missing = {kind: missing_keys(examples[kind], answers[kind]) for kind in sorted(compared)}
    assert {kind: keys for kind, keys in missing.items() if keys} == {}
    assert {kind for kind, answer in answers.items() if answer.get("livemode")} == set()


def test_no_example_value_leaks_into_an_answer(answers: dict[str, Any]) -> None:
    text = json.dumps(answers)
    assert "B7WZ01zgkW" not in text
    assert "stripe.me" not in text
    assert "Jenny Rosen" not in text
