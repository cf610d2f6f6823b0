"""PaymentIntents: authorise, capture, cancel, decline, challenge."""

import pytest
import stripe

from tests.marketplace.sandbox.ordering import browse, pay
from tests.marketplace.sandbox.server import RunningSandbox


def events(client: stripe.StripeClient) -> list[str]:
    return [event.type for event in reversed(client.v1.events.list({"limit": 100}).data)]


def test_a_payment_is_captured_at_once_and_its_money_is_pending_less_the_fee(
    client: stripe.StripeClient,
) -> None:
    intent = pay(client, 10000, metadata={"order": "7"}, expand=["latest_charge.balance_transaction"])
    assert (intent.status, intent.amount_received, intent.livemode) == ("succeeded", 10000, False)
    assert intent.metadata.to_dict() == {"order": "7"}
    charge = intent.latest_charge
    assert isinstance(charge, stripe.Charge)
    assert (charge.captured, charge.amount_captured, charge.paid) == (True, 10000, True)
    assert isinstance(charge.balance_transaction, stripe.BalanceTransaction)
    assert (charge.balance_transaction.fee, charge.balance_transaction.net) == (320, 9680)
    assert client.v1.balance.retrieve().pending[0].amount == 9680
    assert client.v1.balance.retrieve().available[0].amount == 0
    assert events(client) == ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]


@pytest.mark.parametrize("currency", ["mad", "eur", "usd"])
def test_payments_are_taken_in_the_shop_s_currencies(client: stripe.StripeClient, currency: str) -> None:
    assert pay(client, 5000, currency=currency).currency == currency


def test_a_manual_payment_waits_for_its_capture_and_releases_the_rest(client: stripe.StripeClient) -> None:
    intent = pay(client, 10000, capture_method="manual")
    assert (intent.status, intent.amount_capturable) == ("requires_capture", 10000)
    captured = client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 7000})
    assert (captured.status, captured.amount_received, captured.amount_capturable) == ("succeeded", 7000, 0)
    charge = client.v1.charges.retrieve(str(captured.latest_charge))
    assert (charge.amount_captured, charge.amount_refunded, charge.refunded) == (7000, 3000, False)


def test_a_capture_above_the_authorised_amount_is_refused_and_changes_nothing(
    client: stripe.StripeClient,
) -> None:
    intent = pay(client, 10000, capture_method="manual")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 10001})
    assert (refused.value.code, refused.value.param) == ("amount_too_large", "amount_to_capture")
    again = client.v1.payment_intents.retrieve(intent.id)
    assert (again.status, again.amount_capturable) == ("requires_capture", 10000)


def test_only_an_uncaptured_payment_can_be_captured_or_canceled(client: stripe.StripeClient) -> None:
    intent = pay(client)
    for act in (client.v1.payment_intents.capture, client.v1.payment_intents.cancel):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            act(intent.id)
        assert refused.value.code == "payment_intent_unexpected_state"
        assert refused.value.http_status == 400
    assert client.v1.payment_intents.retrieve(intent.id).status == "succeeded"


def test_cancelling_releases_the_authorisation(client: stripe.StripeClient) -> None:
    intent = pay(client, capture_method="manual")
    canceled = client.v1.payment_intents.cancel(intent.id, {"cancellation_reason": "abandoned"})
    assert (canceled.status, canceled.cancellation_reason) == ("canceled", "abandoned")
    charge = client.v1.charges.retrieve(str(intent.latest_charge))
    assert (charge.captured, charge.refunded, charge.amount_captured) == (False, True, 0)
    assert client.v1.balance_transactions.list().data == []


@pytest.mark.parametrize(
    ("method", "code", "decline_code"),
    [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
    ],
)
def test_a_declined_card_leaves_a_failed_charge_and_an_open_intent(
    client: stripe.StripeClient, method: str, code: str, decline_code: str
) -> None:
    with pytest.raises(stripe.CardError) as refused:
        pay(client, payment_method=method)
    assert refused.value.http_status == 402
    assert refused.value.code == code
    assert refused.value.error is not None and refused.value.error.decline_code == decline_code
    intent = client.v1.payment_intents.list().data[0]
    assert (intent.status, intent.amount_received) == ("requires_payment_method", 0)
    assert intent.last_payment_error is not None and intent.last_payment_error.code == code
    assert client.v1.charges.retrieve(str(intent.latest_charge)).status == "failed"
    assert client.v1.balance.retrieve().pending[0].amount == 0
    paid = client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
    assert (paid.status, paid.last_payment_error) == ("succeeded", None)


def test_a_challenge_approved_pays_and_refused_does_not(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    back = "http://127.0.0.1:9/back"
    for decision, status, redirect in (
        ("approve", "succeeded", "succeeded"),
        ("refuse", "requires_payment_method", "failed"),
    ):
        intent = pay(client, payment_method="pm_card_authenticationRequired", return_url=back)
        assert intent.status == "requires_action"
        assert intent.next_action is not None and intent.next_action.redirect_to_url is not None
        url = str(intent.next_action.redirect_to_url.url)
        assert "approve" in browse(url).text
        answer = browse(url, {"decision": decision})
        assert answer.status == 303
        assert answer.location is not None
        assert answer.location.startswith(f"{back}?payment_intent={intent.id}&")
        assert answer.location.endswith(f"redirect_status={redirect}")
        assert client.v1.payment_intents.retrieve(intent.id).status == status
        assert browse(url).status == 410


def test_a_card_may_be_declined_after_its_challenge(client: stripe.StripeClient) -> None:
    intent = pay(
        client, payment_method="pm_card_threeDSecureRequiredChargeDeclined", return_url="http://127.0.0.1:9/"
    )
    assert intent.next_action is not None and intent.next_action.redirect_to_url is not None
    browse(str(intent.next_action.redirect_to_url.url), {"decision": "approve"})
    after = client.v1.payment_intents.retrieve(intent.id)
    assert after.status == "requires_payment_method"
    assert after.last_payment_error is not None and after.last_payment_error.code == "card_declined"


def test_redirecting_methods_need_a_return_url(client: stripe.StripeClient) -> None:
    given = {"amount": 1000, "currency": "mad", "confirm": True, "payment_method": "pm_card_visa"}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.create({**given, "automatic_payment_methods": {"enabled": True}})  # type: ignore[typeddict-item]
    assert refused.value.param == "return_url"
    assert client.v1.payment_intents.list().data == []
    without = {"enabled": True, "allow_redirects": "never"}
    paid = client.v1.payment_intents.create({**given, "automatic_payment_methods": without})  # type: ignore[typeddict-item]
    assert paid.status == "succeeded"


@pytest.mark.parametrize(
    ("change", "code", "param"),
    [
        ({"amount": 0}, "parameter_invalid_integer", "amount"),
        ({"amount": -5}, "parameter_invalid_integer", "amount"),
        ({"amount": 100_000_000}, "amount_too_large", "amount"),
        ({"amount": 49, "currency": "usd"}, "amount_too_small", "amount"),
        ({"currency": "zzz"}, None, "currency"),
        ({"payment_method": "pm_unknown"}, "resource_missing", "payment_method"),
    ],
)
def test_a_senseless_payment_is_refused(
    client: stripe.StripeClient, change: dict[str, object], code: str | None, param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        pay(client, **change)  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.param) == (code, param)
    assert client.v1.payment_intents.list().data == []


def test_metadata_merges_and_an_empty_value_removes(client: stripe.StripeClient) -> None:
    intent = pay(client, metadata={"a": "1", "b": "2"})
    changed = client.v1.payment_intents.update(intent.id, {"metadata": {"b": "", "c": "3"}})
    assert changed.metadata.to_dict() == {"a": "1", "c": "3"}


def test_a_token_becomes_a_payment_method_and_a_card_number_does_not(client: stripe.StripeClient) -> None:
    method = client.v1.payment_methods.create({"type": "card", "card": {"token": "tok_visa"}})
    assert method.card is not None and method.card.last4 == "4242"
    assert pay(client, payment_method=method.id).status == "succeeded"
    numbers = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2034}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_methods.create({"type": "card", "card": numbers})  # type: ignore[arg-type]
    assert refused.value.param == "card[number]"


def test_an_authorisation_lapses_after_seven_days(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    intent = pay(client, capture_method="manual")
    sandbox.advance(7 * 86400 - 60)
    sandbox.wait_until_delivered()
    assert client.v1.payment_intents.retrieve(intent.id).status == "requires_capture"
    sandbox.advance(120)
    sandbox.wait_for(lambda: client.v1.payment_intents.retrieve(intent.id).status == "canceled")
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.capture(intent.id)
