"""Checkout Sessions and the hosted page, used as a browser without JavaScript uses it."""

import re
import time

import pytest
import stripe

from tests.marketplace.sandbox.ordering import browse, fill_in, open_session
from tests.marketplace.sandbox.server import RunningSandbox

PAID, DECLINED, CHALLENGED = "4242 4242 4242 4242", "4000 0000 0000 0002", "4000 0027 6000 3184"


def test_a_person_pays_on_the_page_and_returns_to_the_shop(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    session = open_session(client, payment_intent_data={"metadata": {"order": "7"}, "description": "Order 7"})
    assert (session.status, session.payment_status, session.payment_intent) == ("open", "unpaid", None)
    assert (session.amount_total, session.currency) == (10000, "mad")
    assert session.url == f"{sandbox.base_url}/pay/{session.id}"
    page = browse(session.url)
    assert page.status == 200
    assert "100.00\u00a0MAD" in page.text
    assert "Argan oil &lt;b&gt;" in page.text
    assert "<script" not in page.text
    answer = fill_in(sandbox, session.id, PAID)
    assert (answer.status, answer.location) == (303, f"http://127.0.0.1:9/done?session={session.id}")
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent", "line_items"]})
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.customer_details is not None and paid.customer_details.email == "a@example.org"
    assert isinstance(paid.payment_intent, stripe.PaymentIntent)
    assert paid.payment_intent.status == "succeeded"
    assert paid.payment_intent.metadata.to_dict() == {"order": "7"}
    assert paid.metadata is not None and paid.metadata.to_dict() == {"order": "7"}
    assert paid.line_items is not None and paid.line_items.data[0].amount_total == 10000
    types = [event.type for event in client.v1.events.list().data]
    assert types.count("checkout.session.completed") == 1


def test_a_manual_capture_session_is_complete_and_unpaid_until_captured(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    session = open_session(client, payment_intent_data={"capture_method": "manual"})
    fill_in(sandbox, session.id, PAID)
    held = client.v1.checkout.sessions.retrieve(session.id)
    assert (held.status, held.payment_status) == ("complete", "unpaid")
    intent = client.v1.payment_intents.retrieve(str(held.payment_intent))
    assert (intent.status, intent.amount_capturable) == ("requires_capture", 10000)
    client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 5000})
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_a_declined_card_leaves_the_page_open_for_another(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    session = open_session(client)
    refused = fill_in(sandbox, session.id, DECLINED)
    assert refused.status == 422
    assert "The card was declined. Nothing was paid" in refused.text
    assert 'value="a@example.org"' in refused.text
    assert (
        'name="cvc" type="text" autocomplete="cc-csc" inputmode="numeric" class="number" placeholder="123" value=""'
        in refused.text
    )
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert fill_in(sandbox, session.id, PAID).status == 303
    assert [charge.status for charge in client.v1.charges.list().data] == ["succeeded", "failed"]
    assert len(client.v1.payment_intents.list().data) == 1


def test_the_challenge_page_approves_or_refuses(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    session = open_session(client)
    asked = fill_in(sandbox, session.id, CHALLENGED)
    assert asked.status == 303 and asked.location is not None and asked.location.startswith("/challenge/pi_")
    challenge = sandbox.base_url + asked.location
    assert "Do you approve this payment" in browse(challenge).text
    refused = browse(challenge, {"decision": "refuse"})
    assert refused.location == f"/pay/{session.id}?lang=en&problem=refused"
    assert "The bank did not confirm the payment" in browse(sandbox.base_url + refused.location).text
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    again = fill_in(sandbox, session.id, CHALLENGED)
    approved = browse(f"{sandbox.base_url}{again.location}", {"decision": "approve"})
    assert approved.location == f"http://127.0.0.1:9/done?session={session.id}"
    done = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    assert done.payment_status == "paid"
    charge = done.payment_intent.latest_charge  # type: ignore[union-attr]
    assert charge.payment_method_details.card.three_d_secure.result == "authenticated"  # type: ignore[union-attr]


def test_paying_twice_charges_once(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    session = open_session(client)
    first, second = (fill_in(sandbox, session.id, PAID) for _ in range(2))
    assert first.location == second.location
    assert len(client.v1.charges.list().data) == 1
    assert browse(f"{sandbox.base_url}/pay/{session.id}").location == first.location


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"card_number": "4111 1111 1111 1111"}, "This is not a test card"),
        ({"card_number": "hello"}, "This is not a test card"),
        ({"expiry": "01/20"}, "Give a date in the future"),
        ({"expiry": "13/34"}, "Give a date in the future"),
        ({"cvc": "12"}, "Give three or four digits"),
        ({"email": "nobody"}, "Give a complete e-mail address"),
    ],
)
def test_a_mistake_is_named_at_its_field_and_charges_nothing(
    sandbox: RunningSandbox, client: stripe.StripeClient, fields: dict[str, str], message: str
) -> None:
    session = open_session(client)
    number = fields.pop("card_number", PAID)
    page = fill_in(sandbox, session.id, number, **fields)
    assert page.status == 422
    assert message in page.text
    assert 'aria-invalid="true"' in page.text
    assert client.v1.payment_intents.list().data == []


@pytest.mark.parametrize(
    ("locale", "accepted", "query", "language", "direction", "word"),
    [
        ("fr", "ar", "", "fr", "ltr", "Page de paiement de test"),
        ("auto", "ar-MA,fr;q=0.8", "", "ar", "rtl", "صفحة دفع تجريبية"),
        ("en", "fr", "?lang=ar", "ar", "rtl", "صفحة دفع تجريبية"),
        ("auto", "de,fr;q=0.5", "", "fr", "ltr", "Page de paiement de test"),
        ("es", "fr", "", "en", "ltr", "Test payment page"),
    ],
)
def test_the_page_speaks_the_customer_s_language(
    client: stripe.StripeClient,
    locale: str,
    accepted: str,
    query: str,
    language: str,
    direction: str,
    word: str,
) -> None:
    session = open_session(client, locale=locale)
    page = browse(f"{session.url}{query}", accept_language=accepted)
    assert f'<html lang="{language}" dir="{direction}">' in page.text
    assert word in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_stripe_s_checkout_knows_no_arabic_locale(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        open_session(client, locale="ar")
    assert refused.value.param == "locale"


def test_the_test_cards_are_listed_and_fill_the_form(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    session = open_session(client)
    page = browse(str(session.url))
    for number in (PAID, DECLINED, CHALLENGED):
        assert number in page.text
    link = re.search(r'href="(/pay/[^"]+4242[^"]+)"', page.text)
    assert link is not None
    assert f'value="{PAID}"' in browse(sandbox.base_url + link.group(1).replace("&amp;", "&")).text


def test_an_expired_session_takes_no_payment(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    session = open_session(client)
    fill_in(sandbox, session.id, DECLINED)
    expired = client.v1.checkout.sessions.expire(session.id)
    assert (expired.status, expired.url) == ("expired", None)
    page = fill_in(sandbox, session.id, PAID)
    assert page.status == 410
    assert "http://127.0.0.1:9/basket" in page.text
    assert client.v1.payment_intents.list().data[0].status == "canceled"
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.expire(session.id)


def test_a_session_expires_by_itself(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    session = open_session(client, expires_at=int(time.time()) + 1801)
    sandbox.advance(1802)
    sandbox.wait_for(lambda: client.v1.checkout.sessions.retrieve(session.id).status == "expired")
    assert [event.type for event in client.v1.events.list().data] == ["checkout.session.expired"]


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"line_items": []}, "line_items"),
        ({"success_url": "javascript:alert(1)"}, "success_url"),
        ({"expires_at": 1}, "expires_at"),
        ({"mode": "subscription"}, "mode"),
        ({"payment_intent_data": {"on_behalf_of": "acct_1"}}, "payment_intent_data[on_behalf_of]"),
        ({"line_items": [{"price_data": {"currency": "mad", "unit_amount": 1}}]}, "line_items[0][quantity]"),
        ({"line_items": [{"quantity": 1, "price": "price_none"}]}, "line_items[0][price]"),
    ],
)
def test_a_senseless_session_is_refused(
    client: stripe.StripeClient, change: dict[str, object], param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        open_session(client, **change)
    assert refused.value.param == param
    assert client.v1.checkout.sessions.list().data == []


def test_line_items_keep_their_order_and_stored_prices_work(client: stripe.StripeClient) -> None:
    product = client.v1.products.create({"name": "Saffron"})
    price = client.v1.prices.create({"currency": "mad", "unit_amount": 3000, "product": product.id})
    items = [
        {"quantity": 1, "price": price.id},
        {
            "quantity": 3,
            "price_data": {"currency": "mad", "unit_amount": 200, "product_data": {"name": "Mint"}},
        },
    ]
    session = open_session(client, line_items=items)
    assert session.amount_total == 3600
    listed = client.v1.checkout.sessions.line_items.list(session.id).data
    assert [(item.description, item.quantity, item.amount_total) for item in listed] == [
        ("Saffron", 1, 3000),
        ("Mint", 3, 600),
    ]
