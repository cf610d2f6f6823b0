"""Connected accounts, transfers, reversals, payouts: balances never go below zero."""

import pytest
import stripe

from tests.marketplace.sandbox.ordering import browse, pay
from tests.marketplace.sandbox.server import RunningSandbox


def cooperative(sandbox: RunningSandbox, client: stripe.StripeClient) -> str:
    account = client.v1.accounts.create(
        {"type": "express", "country": "MA", "capabilities": {"transfers": {"requested": True}}}
    )
    sandbox.control("accounts/complete", {"account": account.id})
    return account.id


def available(client: stripe.StripeClient, account: str | None = None) -> int:
    options: stripe.RequestOptions = {} if account is None else {"stripe_account": account}
    return client.v1.balance.retrieve(options=options).available[0].amount


def fund(client: stripe.StripeClient, amount: int = 10000) -> stripe.PaymentIntent:
    return pay(client, amount, payment_method="pm_card_bypassPending")


def test_onboarding_by_its_page_activates_the_account(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    account = client.v1.accounts.create(
        {"type": "express", "country": "MA", "capabilities": {"transfers": {"requested": True}}}
    )
    assert (account.payouts_enabled, account.details_submitted) == (False, False)
    assert account.capabilities is not None and account.capabilities.transfers == "inactive"
    link = client.v1.account_links.create(
        {
            "account": account.id,
            "type": "account_onboarding",
            "refresh_url": "http://127.0.0.1:9/again",
            "return_url": "http://127.0.0.1:9/back",
        }
    )
    assert account.id in browse(link.url).text
    assert browse(link.url, {}).location == "http://127.0.0.1:9/back"
    assert browse(link.url).status == 404
    after = client.v1.accounts.retrieve(account.id)
    assert (after.payouts_enabled, after.details_submitted) == (True, True)
    assert after.capabilities is not None and after.capabilities.transfers == "active"
    heard = client.v1.events.list(options={"stripe_account": account.id}).data
    assert [(event.type, event.account) for event in heard] == [("account.updated", account.id)]


def test_a_transfer_needs_an_active_account_and_available_money(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    account = client.v1.accounts.create(
        {"type": "express", "capabilities": {"transfers": {"requested": True}}}
    )
    fund(client, 10000)
    give = {"amount": 5000, "currency": "mad", "destination": account.id}
    with pytest.raises(stripe.InvalidRequestError) as inactive:
        client.v1.transfers.create(give)  # type: ignore[arg-type]
    assert inactive.value.code == "insufficient_capabilities_for_transfer"
    sandbox.control("accounts/complete", {"account": account.id})
    with pytest.raises(stripe.InvalidRequestError) as short:
        client.v1.transfers.create({**give, "amount": 9681})  # type: ignore[typeddict-item]
    assert short.value.code == "balance_insufficient"
    assert "4000000000000077" in str(short.value)
    transfer = client.v1.transfers.create({**give, "amount": 9680})  # type: ignore[typeddict-item]
    assert (transfer.amount, transfer.destination) == (9680, account.id)
    assert (available(client), available(client, account.id)) == (0, 9680)


def test_pending_money_can_only_be_transferred_out_of_its_charge(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    account = cooperative(sandbox, client)
    charge = str(pay(client, 10000).latest_charge)
    give = {"amount": 6000, "currency": "mad", "destination": account}
    with pytest.raises(stripe.InvalidRequestError) as short:
        client.v1.transfers.create(give)  # type: ignore[arg-type]
    assert short.value.code == "balance_insufficient"
    client.v1.transfers.create({**give, "source_transaction": charge})  # type: ignore[typeddict-item]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.transfers.create({**give, "source_transaction": charge})  # type: ignore[typeddict-item]
    assert available(client, account) == 0
    sandbox.advance(2 * 86400 + 1)
    assert (available(client), available(client, account)) == (3680, 6000)


def test_a_reversal_needs_the_money_still_to_be_there(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    account = cooperative(sandbox, client)
    fund(client, 10000)
    transfer = client.v1.transfers.create({"amount": 6000, "currency": "mad", "destination": account})
    partial = client.v1.transfers.reversals.create(transfer.id, {"amount": 1000})
    assert (partial.amount, partial.transfer) == (1000, transfer.id)
    client.v1.payouts.create({"amount": 3000, "currency": "mad"}, {"stripe_account": account})
    with pytest.raises(stripe.InvalidRequestError) as short:
        client.v1.transfers.reversals.create(transfer.id, {"amount": 2001})
    assert short.value.code == "balance_insufficient"
    with pytest.raises(stripe.InvalidRequestError) as above:
        client.v1.transfers.reversals.create(transfer.id, {"amount": 5001})
    assert above.value.param == "amount"
    client.v1.transfers.reversals.create(transfer.id, {"amount": 2000})
    after = client.v1.transfers.retrieve(transfer.id)
    assert (after.amount_reversed, after.reversed) == (3000, False)
    assert len(client.v1.transfers.reversals.list(transfer.id).data) == 2
    assert (available(client), available(client, account)) == (6680, 0)


def test_a_payout_arrives_two_days_later_or_comes_back(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    fund(client, 10000)
    with pytest.raises(stripe.InvalidRequestError) as short:
        client.v1.payouts.create({"amount": 9681, "currency": "mad"})
    assert short.value.code == "balance_insufficient"
    first = client.v1.payouts.create({"amount": 4000, "currency": "mad"})
    second = client.v1.payouts.create({"amount": 5000, "currency": "mad"})
    third = client.v1.payouts.create({"amount": 600, "currency": "mad"})
    assert client.v1.payouts.cancel(third.id).status == "canceled"
    assert (first.status, available(client)) == ("pending", 680)
    sandbox.advance(2 * 86400 + 1)
    sandbox.wait_for(lambda: client.v1.payouts.retrieve(first.id).status == "paid")
    sandbox.control("payouts/fail", {"payout": second.id, "code": "account_closed"})
    failed = client.v1.payouts.retrieve(second.id)
    assert (failed.status, failed.failure_code) == ("failed", "account_closed")
    assert available(client) == 5680


def test_the_balance_is_the_sum_of_its_transactions(
    sandbox: RunningSandbox, client: stripe.StripeClient
) -> None:
    account = cooperative(sandbox, client)
    intent = fund(client, 20000)
    pay(client, 7000)
    client.v1.refunds.create({"payment_intent": intent.id, "amount": 1234})
    client.v1.transfers.create({"amount": 5000, "currency": "mad", "destination": account})
    client.v1.payouts.create({"amount": 2000, "currency": "mad"})
    lines = list(client.v1.balance_transactions.list({"limit": 2}).auto_paging_iter())
    balance = client.v1.balance.retrieve()
    assert sum(line.net for line in lines) == balance.available[0].amount + balance.pending[0].amount
    assert all(line.net == line.amount - line.fee for line in lines)


def test_another_account_s_objects_are_not_seen(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    account = cooperative(sandbox, client)
    intent = pay(client)
    with pytest.raises(stripe.InvalidRequestError) as missing:
        client.v1.payment_intents.retrieve(intent.id, options={"stripe_account": account})
    assert (missing.value.code, missing.value.http_status) == ("resource_missing", 404)
    with pytest.raises(stripe.PermissionError):
        client.v1.balance.retrieve(options={"stripe_account": "acct_stranger"})
