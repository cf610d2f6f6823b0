"""Webhooks: signed, retried, held, shuffled, doubled, never sent; and the list of events."""

import json

import pytest
import stripe

from tests.marketplace.sandbox.ordering import pay
from tests.marketplace.sandbox.receiver import Receiver
from tests.marketplace.sandbox.server import WEBHOOK_SECRET, RunningSandbox

IN_ORDER = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]


def test_events_arrive_signed_and_in_order(
    sandbox: RunningSandbox, client: stripe.StripeClient, receiver: Receiver
) -> None:
    intent = pay(client, metadata={"order": "7"})
    sandbox.wait_until_delivered()
    assert receiver.types() == IN_ORDER
    assert receiver.forged == 0
    last = receiver.events[-1]
    assert last.data.object["id"] == intent.id
    assert last.data.object["metadata"]["order"] == "7"
    assert (last.livemode, last.account if "account" in last else None) == (False, None)
    assert last.request is not None and last.request.idempotency_key is not None


def test_a_changed_body_or_another_secret_does_not_verify(
    sandbox: RunningSandbox, client: stripe.StripeClient, receiver: Receiver
) -> None:
    pay(client, 10000)
    sandbox.wait_until_delivered()
    payload, signature = receiver.raw[-1]
    assert stripe.Webhook.construct_event(payload, signature, WEBHOOK_SECRET).type == IN_ORDER[-1]
    for body, secret in ((payload.replace(b"10000", b"10001"), WEBHOOK_SECRET), (payload, "whsec_other")):
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(body, signature, secret)


def test_a_refused_delivery_is_tried_again_until_acknowledged(
    sandbox: RunningSandbox, client: stripe.StripeClient, receiver: Receiver
) -> None:
    receiver.answers.extend([500, 404])
    client.v1.customers.create({"name": "A"})
    sandbox.wait_for(lambda: len(receiver.events) == 1)
    (waiting,) = sandbox.deliveries()
    assert (waiting["state"], waiting["attempts"], waiting["last_status"]) == ("due", 1, 500)
    event = client.v1.events.list({"delivery_success": False}).data[0]
    assert (event.type, event.pending_webhooks) == ("customer.created", 1)
    sandbox.advance(3600)
    sandbox.wait_for(lambda: len(receiver.events) == 2)
    sandbox.advance(3600)
    sandbox.wait_until_delivered()
    assert sandbox.deliveries()[0]["attempts"] == 3
    assert {event.id for event in receiver.events} == {event.id}
    assert client.v1.events.list({"delivery_success": False}).data == []
    assert client.v1.events.list({"delivery_success": True}).data[0].pending_webhooks == 0


def test_held_events_are_released_in_the_wanted_order(
    sandbox: RunningSandbox, client: stripe.StripeClient, receiver: Receiver
) -> None:
    sandbox.webhooks(mode="hold")
    pay(client)
    assert [delivery["state"] for delivery in sandbox.deliveries()] == ["held"] * 3
    assert sandbox.control("webhooks/release", {"order": "reversed"}) == {"released": 3}
    sandbox.wait_until_delivered()
    assert receiver.types() == IN_ORDER[::-1]


def test_a_shuffle_is_repeatable_by_its_seed(
    sandbox: RunningSandbox, client: stripe.StripeClient, receiver: Receiver
) -> None:
    orders = []
    for _ in range(2):
        sandbox.webhooks(mode="hold")
        for _ in range(4):
            pay(client)
        receiver.clear()
        sandbox.control("webhooks/release", {"order": "shuffled", "seed": 7})
        sandbox.wait_until_delivered()
        orders.append(receiver.types())
    assert orders[0] == orders[1]
    assert orders[0] != IN_ORDER * 4
    assert sorted(orders[0]) == sorted(IN_ORDER * 4)


def test_duplicates_and_delays_are_sent_as_asked(
    sandbox: RunningSandbox, client: stripe.StripeClient, receiver: Receiver
) -> None:
    sandbox.webhooks(duplicates=5, delay_seconds=3600, shuffle_seconds=60)
    client.v1.customers.create({"name": "A"})
    assert [delivery["attempts"] for delivery in sandbox.deliveries()] == [0] * 5
    sandbox.advance(3661)
    sandbox.wait_until_delivered()
    assert len(receiver.events) == 5
    assert len({event.id for event in receiver.events}) == 1


def test_some_types_can_stay_unsent_and_the_list_finds_them(
    sandbox: RunningSandbox, client: stripe.StripeClient, receiver: Receiver
) -> None:
    sandbox.webhooks(mode="never", types=["payment_intent."])
    pay(client)
    sandbox.wait_until_delivered()
    assert receiver.types() == ["charge.succeeded"]
    missed = client.v1.events.list({"delivery_success": False}).data
    assert [event.type for event in missed] == ["payment_intent.succeeded", "payment_intent.created"]
    sandbox.control("webhooks/resend", {"event": missed[0].id})
    sandbox.wait_until_delivered()
    assert receiver.events[-1].id == missed[0].id


def test_the_list_of_events_pages_and_filters(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    for _ in range(5):
        pay(client)
    every = [event.id for event in client.v1.events.list({"limit": 4}).auto_paging_iter()]
    assert len(every) == len(set(every)) == 15
    since = client.v1.events.list({"limit": 100, "ending_before": every[5]}).data
    assert [event.id for event in since] == every[:5]
    older = client.v1.events.list({"limit": 100, "starting_after": every[11]}).data
    assert [event.id for event in older] == every[12:]
    charges = client.v1.events.list({"type": "charge.*", "limit": 100}).data
    assert [event.type for event in charges] == ["charge.succeeded"] * 5
    chosen = client.v1.events.list(
        {"types": ["charge.succeeded", "payment_intent.created"], "limit": 100}
    ).data
    assert len(chosen) == 10
    now = client.v1.events.retrieve(every[0]).created
    assert client.v1.events.list({"created": {"gt": now}}).data == []
    assert len(client.v1.events.list({"created": {"gte": now - 60}, "limit": 100}).data) == 15


def test_an_endpoint_made_by_the_api_has_its_own_secret_and_types(
    sandbox: RunningSandbox, client: stripe.StripeClient, receiver: Receiver
) -> None:
    made = client.v1.webhook_endpoints.create({"url": receiver.url, "enabled_events": ["customer.created"]})
    assert made.secret is not None and made.secret.startswith("whsec_")
    again = client.v1.webhook_endpoints.retrieve(made.id)
    assert "secret" not in again
    assert not any(key.startswith("sandbox_") for key in json.loads(str(again)))
    pay(client)
    client.v1.customers.create({"name": "A"})
    sandbox.wait_for(lambda: receiver.forged == 1)
    client.v1.webhook_endpoints.delete(made.id)
    sandbox.wait_until_delivered()
    assert receiver.types() == [*IN_ORDER, "customer.created"]
    assert receiver.forged == 1


def test_a_connected_account_s_events_name_it(
    sandbox: RunningSandbox, client: stripe.StripeClient, receiver: Receiver
) -> None:
    account = client.v1.accounts.create({"type": "express"})
    client.v1.accounts.update(account.id, {"metadata": {"cooperative": "3"}})
    sandbox.wait_until_delivered()
    (event,) = receiver.events
    assert (event.type, event.account) == ("account.updated", account.id)
    assert json.loads(receiver.raw[0][0])["data"]["previous_attributes"] == {"metadata": {}}
