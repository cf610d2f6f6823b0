"""Transfers to connected accounts, spoken for by the real Stripe library against the payment sandbox: test that ..."""

from collections.abc import Iterator

import pytest

from marketplace.kernel.money import Money
from orders.gateways.base import ProcessorRefused
from orders.gateways.stripe import StripeGateway
from tests.marketplace.sandbox.ordering import pay
from tests.marketplace.sandbox.server import RunningSandbox, running_sandbox

GROUP = "20261116-7-31"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox() as running:
        yield running


@pytest.fixture
def gateway(sandbox: RunningSandbox) -> StripeGateway:
    return StripeGateway(
        api_key=sandbox.secret_key, webhook_secret=sandbox.webhook_secret, api_base=sandbox.base_url
    )


def test_a_transfer_is_made_once_found_by_its_payout_and_read_with_what_was_taken_back(
    gateway: StripeGateway, sandbox: RunningSandbox
) -> None:
    client = sandbox.client()
    account = client.v1.accounts.create(
        {
            "type": "express",
            "capabilities": {"transfers": {"requested": True}},
            "business_profile": {"name": "Amal SARL"},
        }
    )
    assert not gateway.account(account.id).is_payable
    sandbox.control("accounts/complete", {"account": account.id})
    known = gateway.account(account.id)
    assert (known.account_reference, known.name, known.is_payable) == (account.id, "Amal SARL", True)
    with pytest.raises(ProcessorRefused):
        gateway.account("acct_unknown12345")

    call = {"key": "payout:1", "account_reference": account.id, "amount": Money(5_000), "group": GROUP}
    with pytest.raises(ProcessorRefused):
        gateway.transfer(**call | {"key": "payout:0"})  # type: ignore[arg-type]
    assert gateway.transfer_of(GROUP) is None
    pay(client, 10_000, payment_method="pm_card_bypassPending")
    made = gateway.transfer(**call)  # type: ignore[arg-type]

    assert gateway.transfer(**call) == made  # type: ignore[arg-type]
    assert (made.group, made.amount, made.reversed, made.reversed_at) == (GROUP, Money(5_000), Money(0), None)
    assert gateway.transfer_of(GROUP) == made == gateway.transfer_made(made.transfer_reference)
    assert gateway.transfers_since(timestamp=0, limit=10) == [made]

    client.v1.transfers.reversals.create(made.transfer_reference, {"amount": 5_000})
    after = gateway.transfer_made(made.transfer_reference)
    assert (after.reversed, after.reversed_at is not None) == (Money(5_000), True)
    assert gateway.events_since(timestamp=0, limit=50)[-1].kind == "transfer.reversed"
