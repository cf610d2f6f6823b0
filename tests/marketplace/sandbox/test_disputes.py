"""Disputes: opened by a card or by the control API, answered with evidence, won or lost."""

import pytest
import stripe

from tests.marketplace.sandbox.ordering import pay
from tests.marketplace.sandbox.server import ControlRefused, RunningSandbox


def test_the_disputing_card_takes_amount_and_fee_out_of_the_balance(client: stripe.StripeClient) -> None:
    intent = pay(client, 10000, payment_method="pm_card_createDispute")
    assert intent.status == "succeeded"
    dispute = client.v1.disputes.list({"payment_intent": intent.id}).data[0]
    assert (dispute.amount, dispute.status, dispute.reason) == (10000, "needs_response", "fraudulent")
    assert client.v1.charges.retrieve(str(intent.latest_charge)).disputed is True
    balance = client.v1.balance.retrieve()
    # The charge is pending, so the bank is debited for the whole of it, the fee of 15.00 included.
    assert (balance.available[0].amount, balance.pending[0].amount) == (0, 9680)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"payment_intent": intent.id})
    assert refused.value.code == "charge_disputed"


@pytest.mark.parametrize(
    ("text", "status", "back"), [("winning_evidence", "won", 11500), ("losing_evidence", "lost", 0)]
)
def test_the_evidence_decides(
    sandbox: RunningSandbox, client: stripe.StripeClient, text: str, status: str, back: int
) -> None:
    intent = pay(client, 10000)
    opened = sandbox.control("disputes", {"payment_intent": intent.id, "reason": "product_not_received"})
    assert opened["status"] == "needs_response"
    decided = client.v1.disputes.update(opened["id"], {"evidence": {"uncategorized_text": text}})
    assert decided.status == status
    assert client.v1.balance.retrieve().available[0].amount == back
    closed = client.v1.events.list({"type": "charge.dispute.closed"}).data
    assert [event.data.object["status"] for event in closed] == [status]
    reinstated = client.v1.events.list({"type": "charge.dispute.funds_reinstated"}).data
    assert len(reinstated) == (1 if status == "won" else 0)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.disputes.close(opened["id"])


def test_staged_evidence_waits_and_closing_accepts_the_loss(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    intent = pay(client, 10000)
    opened = sandbox.control("disputes", {"charge": intent.latest_charge, "amount": 2500})
    staged = client.v1.disputes.update(
        opened["id"], {"evidence": {"uncategorized_text": "winning_evidence"}, "submit": False}
    )
    assert (staged.status, staged.amount) == ("needs_response", 2500)
    assert staged.evidence_details.has_evidence is True
    assert client.v1.disputes.close(opened["id"]).status == "lost"


def test_an_unanswered_dispute_is_lost_when_its_time_is_up(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    opened = sandbox.control("disputes", {"payment_intent": pay(client).id})
    sandbox.advance(9 * 86400 + 1)
    sandbox.wait_for(lambda: client.v1.disputes.retrieve(opened["id"]).status == "lost")


def test_a_dispute_needs_a_captured_charge_and_comes_once(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    held = pay(client, capture_method="manual")
    with pytest.raises(ControlRefused):
        sandbox.control("disputes", {"payment_intent": held.id})
    paid = pay(client)
    sandbox.control("disputes", {"payment_intent": paid.id})
    with pytest.raises(ControlRefused) as refused:
        sandbox.control("disputes", {"payment_intent": paid.id})
    assert refused.value.body["error"]["code"] == "charge_disputed"
    assert len(client.v1.disputes.list().data) == 1
