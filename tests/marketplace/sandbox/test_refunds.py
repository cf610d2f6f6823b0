"""Refunds: never above what was captured, whatever the race."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe

from tests.marketplace.sandbox.ordering import pay
from tests.marketplace.sandbox.server import RunningSandbox


def test_partial_refunds_add_up_to_the_captured_amount_and_not_further(client: stripe.StripeClient) -> None:
    intent = pay(client, 10000, capture_method="manual")
    client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 8000})
    first = client.v1.refunds.create({"payment_intent": intent.id, "amount": 3000})
    assert (first.status, first.amount, first.payment_intent) == ("succeeded", 3000, intent.id)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"payment_intent": intent.id, "amount": 5001})
    assert refused.value.param == "amount"
    rest = client.v1.refunds.create({"charge": str(intent.latest_charge)})
    assert rest.amount == 5000
    charge = client.v1.charges.retrieve(str(intent.latest_charge))
    assert charge.refunded is True
    assert charge.refunds is not None and [refund.id for refund in charge.refunds.data] == [rest.id, first.id]
    with pytest.raises(stripe.InvalidRequestError) as again:
        client.v1.refunds.create({"payment_intent": intent.id})
    assert again.value.code == "charge_already_refunded"
    assert sum(refund.amount for refund in client.v1.refunds.list({"payment_intent": intent.id}).data) == 8000


def test_an_uncaptured_payment_has_nothing_to_refund(client: stripe.StripeClient) -> None:
    intent = pay(client, capture_method="manual")
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"payment_intent": intent.id})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"charge": str(intent.latest_charge)})
    assert refused.value.code == "charge_not_refundable"
    assert client.v1.refunds.list().data == []


@pytest.mark.race
def test_twenty_refunds_at_once_never_exceed_the_payment(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    intent = pay(client, 10000)

    def refund(_: int) -> int:
        try:
            return sandbox.client().v1.refunds.create({"payment_intent": intent.id, "amount": 1500}).amount
        except stripe.InvalidRequestError:
            return 0

    with ThreadPoolExecutor(20) as pool:
        refunded = list(pool.map(refund, range(20)))
    assert sorted(refunded, reverse=True)[:7] == [1500] * 6 + [0]
    assert client.v1.charges.retrieve(str(intent.latest_charge)).amount_refunded == 9000


def test_a_short_balance_is_covered_by_the_bank_or_refuses_the_refund(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    intent = pay(client, 10000)
    sandbox.control("settings", {"debit_negative_balances": False})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"payment_intent": intent.id})
    assert refused.value.code == "balance_insufficient"
    assert client.v1.refunds.list().data == []
    sandbox.control("settings", {"debit_negative_balances": True})
    assert client.v1.refunds.create({"payment_intent": intent.id}).amount == 10000
    balance = client.v1.balance.retrieve()
    assert (balance.available[0].amount, balance.pending[0].amount) == (0, 0)
    kinds = [(line.type, line.net) for line in client.v1.balance_transactions.list().data]
    assert kinds == [("refund", -10000), ("topup", 320), ("charge", 9680)]


def test_a_refund_that_the_bank_returns_makes_the_charge_refundable_again(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    intent = pay(client, 10000, payment_method="pm_card_refundFail")
    refund = client.v1.refunds.create({"payment_intent": intent.id, "amount": 4000})
    assert refund.status == "succeeded"
    sandbox.advance(61)
    sandbox.wait_for(lambda: client.v1.refunds.retrieve(refund.id).status == "failed")
    charge = client.v1.charges.retrieve(str(intent.latest_charge))
    assert (charge.amount_refunded, charge.refunded) == (0, False)
    assert client.v1.events.list({"type": "refund.failed"}).data[0].data.object["id"] == refund.id
