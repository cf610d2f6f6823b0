"""Idempotency keys, as documented at https://docs.stripe.com/api/idempotent_requests."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe

from tests.marketplace.sandbox.ordering import pay
from tests.marketplace.sandbox.server import RunningSandbox

GIVEN = {"amount": 1000, "currency": "mad"}


def create(client: stripe.StripeClient, key: str, **change: object) -> stripe.PaymentIntent:
    return client.v1.payment_intents.create({**GIVEN, **change}, {"idempotency_key": key})  # type: ignore[typeddict-item]


def test_the_same_request_is_answered_again(client: stripe.StripeClient) -> None:
    first, second = create(client, "k1"), create(client, "k1")
    assert first.id == second.id
    assert first.last_response is not None and second.last_response is not None
    assert first.last_response.body == second.last_response.body
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert second.last_response.headers["Original-Request"] == first.last_response.headers["Request-Id"]
    assert len(client.v1.payment_intents.list().data) == 1


def test_other_parameters_or_another_endpoint_under_the_key_are_refused(client: stripe.StripeClient) -> None:
    intent = create(client, "k1")
    with pytest.raises(stripe.IdempotencyError) as other:
        create(client, "k1", amount=1001)
    assert other.value.http_status == 400
    with pytest.raises(stripe.IdempotencyError):
        client.v1.payment_intents.cancel(intent.id, options={"idempotency_key": "k1"})
    assert client.v1.payment_intents.retrieve(intent.id).status == "requires_payment_method"


def test_a_declined_card_is_declined_again_without_a_second_attempt(client: stripe.StripeClient) -> None:
    change = {
        "confirm": True,
        "payment_method": "pm_card_chargeDeclined",
        "allowed_payment_method_types": ["card"],
    }
    codes = []
    for _ in range(2):
        with pytest.raises(stripe.CardError) as refused:
            create(client, "k1", **change)
        codes.append(refused.value.code)
    assert codes == ["card_declined", "card_declined"]
    assert len(client.v1.charges.list().data) == 1


def test_a_500_is_kept_and_replayed(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    sandbox.fault("error_500", times=1, path="/v1/payment_intents")
    for _ in range(2):
        with pytest.raises(stripe.APIError) as failed:
            create(client, "k1")
        assert failed.value.http_status == 500
    assert client.v1.payment_intents.list().data == []
    assert create(client, "k2").amount == 1000


def test_refused_parameters_are_not_kept(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        create(client, "k1", currency="zzz")
    assert refused.value.param == "currency"
    with pytest.raises(stripe.InvalidRequestError):
        create(client, "k1", amout=1)
    assert create(client, "k1").amount == 1000


def test_a_request_refused_by_the_state_is_kept(client: stripe.StripeClient) -> None:
    intent = pay(client, capture_method="manual")
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"payment_intent": intent.id}, {"idempotency_key": "k1"})
    client.v1.payment_intents.capture(intent.id)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"payment_intent": intent.id}, {"idempotency_key": "k1"})
    headers = refused.value.headers
    assert headers is not None and headers["Idempotent-Replayed"] == "true"


def test_a_key_in_use_answers_409(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    sandbox.fault("delay", milliseconds=600, times=1, path="/v1/payment_intents")
    slow: list[stripe.PaymentIntent] = []
    thread = threading.Thread(target=lambda: slow.append(create(sandbox.client(), "k1")))
    thread.start()
    sandbox.wait_for(lambda: sandbox.control("faults")["data"] == [])
    with pytest.raises(stripe.APIError) as refused:
        create(client, "k1")
    thread.join()
    assert refused.value.http_status == 409
    assert refused.value.error is not None and refused.value.error.code == "idempotency_key_in_use"
    assert create(client, "k1").id == slow[0].id


@pytest.mark.race
def test_twenty_parallel_calls_with_one_key_have_one_effect(sandbox: RunningSandbox) -> None:
    def call(_: int) -> str:
        # The library's own retries wait out the 409 of a key in use.
        return create(sandbox.client(max_network_retries=5), "k1").id

    with ThreadPoolExecutor(20) as pool:
        ids = set(pool.map(call, range(20)))
    assert len(ids) == 1
    assert [intent.id for intent in sandbox.client().v1.payment_intents.list().data] == list(ids)


@pytest.mark.race
def test_the_race_exists_when_the_keys_differ(sandbox: RunningSandbox) -> None:
    """The negative control of the test above: without a common key each call has its effect."""
    with ThreadPoolExecutor(20) as pool:
        ids = set(pool.map(lambda number: create(sandbox.client(), f"k{number}").id, range(20)))
    assert len(ids) == 20


def test_keys_are_forgotten_after_a_day(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    first = create(client, "k1")
    sandbox.advance(24 * 3600 - 60)
    assert create(client, "k1").id == first.id
    sandbox.advance(120)
    assert create(client, "k1").id != first.id


def test_a_key_is_one_account_s_own(client: stripe.StripeClient) -> None:
    account = client.v1.accounts.create({"type": "express"})
    mine = create(client, "k1")
    options: stripe.RequestOptions = {"idempotency_key": "k1", "stripe_account": account.id}
    theirs = client.v1.payment_intents.create({"amount": 1000, "currency": "mad"}, options)
    assert theirs.id != mine.id
