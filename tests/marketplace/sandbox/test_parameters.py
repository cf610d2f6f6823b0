"""Parameters, authentication, lists and expansion."""

import base64
import json
import urllib.error
import urllib.request
from typing import Any

import pytest
import stripe

from marketplace.sandbox.params import check, decode, known_parameters
from marketplace.sandbox.routes import ENDPOINTS
from tests.marketplace.sandbox.ordering import open_session, pay
from tests.marketplace.sandbox.server import RunningSandbox
from tests.marketplace.sandbox.stripe_parameters import all_parameters


def test_the_known_parameters_are_those_of_the_installed_library() -> None:
    assert known_parameters() == json.loads(json.dumps(all_parameters()))


def test_every_endpoint_has_its_parameters() -> None:
    assert set(ENDPOINTS) <= set(known_parameters())


def test_nested_form_parameters_are_decoded() -> None:
    tree = decode("a=1&b[c]=2&b[d][0][e]=3&b[d][1][e]=4&expand[]=x&expand[]=y")
    assert tree == {
        "a": "1",
        "b": {"c": "2", "d": {"0": {"e": "3"}, "1": {"e": "4"}}},
        "expand": {"0": "x", "1": "y"},
    }


def test_values_get_their_types() -> None:
    raw = decode("amount=1000&currency=mad&confirm=true&metadata[a]=b&expand[0]=latest_charge")
    assert check("POST /v1/payment_intents", raw) == {
        "amount": 1000,
        "currency": "mad",
        "confirm": True,
        "metadata": {"a": "b"},
        "expand": ["latest_charge"],
    }


@pytest.mark.parametrize(
    ("change", "code", "param"),
    [
        ({"amout": 5}, "parameter_unknown", "amout"),
        (
            {"automatic_payment_methods": {"enable": True}},
            "parameter_unknown",
            "automatic_payment_methods[enable]",
        ),
        ({"automatic_payment_methods": {}}, "parameter_missing", "amount"),
        ({"amount": "ten"}, "parameter_invalid_integer", "amount"),
        ({"amount": 10.5}, "parameter_invalid_integer", "amount"),
        ({"amount": 1000}, "parameter_missing", "currency"),
        ({"amount": 1000, "currency": ""}, "parameter_invalid_empty", "currency"),
        ({"amount": 1000, "currency": "mad", "confirm": "maybe"}, None, "confirm"),
        ({"amount": 1000, "currency": "mad", "capture_method": "later"}, None, "capture_method"),
        ({"amount": 1000, "currency": "mad", "metadata": {"k" * 41: "v"}}, None, f"metadata[{'k' * 41}]"),
        ({"payment_method_types": ["card"]}, "parameter_unknown", "payment_method_types"),
        (
            {"amount": 1000, "currency": "mad", "transfer_data": {"destination": "acct_1"}},
            "sandbox_not_simulated",
            "transfer_data",
        ),
    ],
)
def test_a_wrong_parameter_is_named(
    client: stripe.StripeClient, change: dict[str, object], code: str | None, param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.create(change)  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.param, refused.value.http_status) == (code, param, 400)
    assert client.v1.payment_intents.list().data == []


def test_an_older_api_version_may_use_the_older_name(client: stripe.StripeClient) -> None:
    given = {"amount": 1000, "currency": "mad", "payment_method_types": ["card"]}
    made = client.v1.payment_intents.create(given, {"stripe_version": "2025-09-30.clover"})  # type: ignore[arg-type]
    assert made.payment_method_types == ["card"]
    assert made.last_response is not None
    assert made.last_response.headers["Stripe-Version"] == "2025-09-30.clover"


@pytest.mark.parametrize("key", ["sk_live_1234567890", "pk_test_1234567890", "nonsense"])
def test_a_wrong_key_is_refused(sandbox: RunningSandbox, key: str) -> None:
    client = stripe.StripeClient(key, base_addresses={"api": sandbox.base_url}, max_network_retries=0)
    with pytest.raises(stripe.AuthenticationError) as refused:
        client.v1.balance.retrieve()
    assert refused.value.http_status == 401
    assert "1234567890" not in str(refused.value)


def test_every_answer_has_a_request_id_and_unknown_paths_are_404(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    balance = client.v1.balance.retrieve()
    assert balance.last_response is not None
    assert balance.last_response.headers["Request-Id"].startswith("req_")
    with pytest.raises(stripe.InvalidRequestError) as missing:
        client.raw_request("get", "/v1/subscriptions")
    assert missing.value.http_status == 404
    with pytest.raises(stripe.InvalidRequestError) as unknown:
        client.v1.payment_intents.retrieve("pi_none")
    assert (unknown.value.code, unknown.value.http_status) == ("resource_missing", 404)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"amount=\xff", 400),
        (b"amount[=1", 400),
        (b"amount[a]=1", 400),
        (b"amount=1&amount[a]=1", 400),
        ("expand[²]=x&amount=1000&currency=mad".encode(), 400),
        ("amount=١٠٠٠&currency=mad".encode(), 400),
        (b"a" + b"[b]" * 2000 + b"=1", 400),
        (b"x" * 1_000_001, 413),
    ],
)
def test_a_malformed_body_is_refused_and_the_server_lives_on(
    sandbox: RunningSandbox, client: stripe.StripeClient, body: bytes, status: int
) -> None:
    request = urllib.request.Request(
        f"{sandbox.base_url}/v1/payment_intents",
        data=body,
        headers={"Authorization": f"Bearer {sandbox.secret_key}"},
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    refused.value.close()
    assert refused.value.code == status
    assert client.v1.payment_intents.list().data == []


def test_the_key_may_be_a_basic_user_name(sandbox: RunningSandbox) -> None:
    for user, status in ((f"{sandbox.secret_key}:", 200), ("nobody:", 401)):
        credentials = base64.b64encode(user.encode()).decode()
        request = urllib.request.Request(
            f"{sandbox.base_url}/v1/balance", headers={"Authorization": f"Basic {credentials}"}
        )
        try:
            answer: Any = urllib.request.urlopen(request)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            assert answer.status == status


def test_lists_page_in_both_directions(client: stripe.StripeClient) -> None:
    ids = [client.v1.customers.create({"name": str(number)}).id for number in range(7)][::-1]
    page = client.v1.customers.list({"limit": 3})
    assert ([customer.id for customer in page.data], page.has_more) == (ids[:3], True)
    last = client.v1.customers.list({"limit": 3, "starting_after": ids[3]})
    assert ([customer.id for customer in last.data], last.has_more) == (ids[4:], False)
    back = client.v1.customers.list({"limit": 2, "ending_before": ids[4]})
    assert ([customer.id for customer in back.data], back.has_more) == (ids[2:4], True)
    assert [customer.id for customer in client.v1.customers.list({"limit": 2}).auto_paging_iter()] == ids
    for limit in (0, 101):
        with pytest.raises(stripe.InvalidRequestError):
            client.v1.customers.list({"limit": limit})
    with pytest.raises(stripe.InvalidRequestError) as unknown:
        client.v1.customers.list({"starting_after": "cus_none"})
    assert unknown.value.param == "starting_after"


def test_expansion_replaces_ids_by_objects(client: stripe.StripeClient) -> None:
    pay(client)
    listed = client.v1.payment_intents.list({"expand": ["data.latest_charge.balance_transaction"]}).data[0]
    assert listed.latest_charge.balance_transaction.net == 9680  # type: ignore[union-attr]
    session = open_session(client, expand=["line_items.data.price.product"])
    assert session.line_items is not None and session.line_items.data[0].price is not None
    assert session.line_items.data[0].price.product.name == "Argan oil <b>"  # type: ignore[union-attr]
    for path in ("amount", "nonsense", "latest_charge.x.y.z.w"):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.payment_intents.retrieve(listed.id, {"expand": [path]})
        assert refused.value.param == "expand"
