"""Fault switches: what a client sees when the network or Stripe misbehaves."""

import time
import urllib.request
from urllib.error import HTTPError

import pytest
import stripe

from tests.marketplace.sandbox.ordering import pay
from tests.marketplace.sandbox.server import ControlRefused, RunningSandbox

GIVEN: dict[str, object] = {"amount": 1000, "currency": "mad"}


def test_an_answer_dropped_after_the_commit_is_found_by_the_same_key(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    sandbox.fault("drop_response", times=1, path="/v1/payment_intents", method="POST")
    with pytest.raises(stripe.APIConnectionError):
        client.v1.payment_intents.create(GIVEN, {"idempotency_key": "k1"})  # type: ignore[arg-type]
    (stored,) = client.v1.payment_intents.list().data
    again = client.v1.payment_intents.create(GIVEN, {"idempotency_key": "k1"})  # type: ignore[arg-type]
    assert again.id == stored.id
    assert len(client.v1.payment_intents.list().data) == 1


def test_without_a_common_key_the_dropped_answer_doubles_the_payment(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    """The negative control: this is what the keys are for."""
    sandbox.fault("drop_response", times=1)
    with pytest.raises(stripe.APIConnectionError):
        pay(client)
    pay(client)
    assert len(client.v1.charges.list().data) == 2


def test_the_library_s_own_retry_survives_a_dropped_answer(sandbox: RunningSandbox) -> None:
    sandbox.fault("drop_response", times=1)
    client = sandbox.client(max_network_retries=2)
    assert pay(client).status == "succeeded"
    assert len(client.v1.charges.list().data) == 1


def test_a_dropped_request_does_nothing(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    sandbox.fault("drop_request", times=1)
    with pytest.raises(stripe.APIConnectionError):
        pay(client)
    assert client.v1.payment_intents.list().data == []


def test_rate_limits_are_not_kept(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    sandbox.fault("rate_limit", times=2, path="/v1/refunds")
    intent = pay(client)
    for _ in range(2):
        with pytest.raises(stripe.RateLimitError) as limited:
            client.v1.refunds.create({"payment_intent": intent.id}, {"idempotency_key": "k1"})
        assert limited.value.http_status == 429
    assert client.v1.refunds.create({"payment_intent": intent.id}, {"idempotency_key": "k1"}).amount == 10000


def test_an_outage_ends_after_its_requests(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    sandbox.fault("error_500", times=2, saved=False)
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            client.v1.payment_intents.create(GIVEN, {"idempotency_key": "k1"})  # type: ignore[arg-type]
    made = client.v1.payment_intents.create(GIVEN, {"idempotency_key": "k1"})  # type: ignore[arg-type]
    assert made.amount == 1000


def test_a_500_may_hide_work_that_was_done(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    sandbox.fault("error_500", times=1, executed=True)
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            client.v1.payment_intents.create(GIVEN, {"idempotency_key": "k1"})  # type: ignore[arg-type]
    assert len(client.v1.payment_intents.list().data) == 1


def test_a_delay_lasts_as_long_as_asked(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    sandbox.fault("delay", milliseconds=300, times=1)
    start = time.monotonic()
    client.v1.balance.retrieve()
    slow = time.monotonic() - start
    client.v1.balance.retrieve()
    assert 0.3 <= slow < 1.0
    assert time.monotonic() - start - slow < 0.3


def test_rules_apply_to_their_path_and_method_only(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    sandbox.fault("rate_limit", path="/v1/payouts", method="POST")
    assert client.v1.payouts.list().data == []
    assert client.v1.balance.retrieve().livemode is False
    for _ in range(3):
        with pytest.raises(stripe.RateLimitError):
            client.v1.payouts.create({"amount": 1, "currency": "mad"})
    sandbox.control("faults", method="DELETE")
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payouts.create({"amount": 1, "currency": "mad"})


def test_the_clock_moves_forward_only(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    sandbox.advance(86400)
    assert client.v1.customers.create({"name": "A"}).created == pytest.approx(time.time() + 86400, abs=5)
    with pytest.raises(ControlRefused):
        sandbox.advance(-1)


@pytest.mark.parametrize("rule", [{"kind": "earthquake"}, {"kind": "delay", "speed": 3}, {}])
def test_an_unknown_rule_is_refused(sandbox: RunningSandbox, rule: dict[str, object]) -> None:
    with pytest.raises(ControlRefused) as refused:
        sandbox.control("faults", rule)
    assert refused.value.status == 400
    assert sandbox.control("faults") == {"data": []}


def test_a_web_form_cannot_reach_the_switches(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    pay(client)
    with pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(f"{sandbox.base_url}/_sandbox/wipe", data=b"{}")
    refused.value.close()
    assert refused.value.code == 415
    assert len(client.v1.charges.list().data) == 1


def test_the_journal_tells_what_came_in(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    client.v1.customers.create({"name": "A"}, {"idempotency_key": "k1"})
    client.v1.customers.create({"name": "A"}, {"idempotency_key": "k1"})
    first, second = sandbox.control("requests")["data"]
    assert (first["method"], first["path"], first["parameters"]) == ("POST", "/v1/customers", "name=A")
    assert (first["idempotency_key"], first["status"], first["replayed"]) == ("k1", 200, False)
    assert second["replayed"] is True
