"""The chart of accounts."""

from collections.abc import Callable

import pytest

from marketplace.kernel.errors import InvalidInput
from marketplace.ledger import chart

CODES: list[tuple[Callable[..., str], tuple[int, ...], str, str, bool]] = [
    (chart.cash_with_carrier, (3,), "cash:carrier:3", "asset", True),
    (chart.cash_at_desk, (3,), "cash:desk:3", "asset", True),
    (chart.cash_in_deposit, (), "cash:deposit", "asset", True),
    (chart.cash_case, (3,), "cash:case:3", "asset", True),
    (chart.bank, (), "bank:main", "asset", False),
    (chart.card_clearing, (), "card:clearing", "asset", False),
    (chart.transfer_clearing, (), "clearing:transfers", "liability", True),
    (chart.order_clearing, (), "clearing:orders", "liability", True),
    (chart.payable_maturing, (3,), "organisation:3:maturing", "liability", True),
    (chart.payable_available, (3,), "organisation:3:available", "liability", False),
    (chart.payable_held, (3,), "organisation:3:held", "liability", True),
    (chart.payouts_in_transit, (), "payouts:in-transit", "liability", True),
    (chart.payable_carrier, (3,), "carrier:3:payable", "liability", False),
    (chart.refunds_due, (), "refunds:due", "liability", True),
    (chart.promised, (), "clearing:promised", "liability", True),
    (chart.deposits_held, (), "deposits:held", "liability", True),
    (chart.gift_cards, (), "gift-cards:outstanding", "liability", False),
    (chart.store_credits, (), "store-credits:outstanding", "liability", False),
    (chart.receivable_partner, (3,), "partner:3:receivable", "asset", False),
    (chart.debt_carried, (7,), "organisation:7:carried", "asset", True),
    (chart.claim_on, (7,), "claims:7", "asset", True),
    (chart.card_disputed, (), "card:disputed", "asset", True),
    (chart.goodwill, (), "expense:goodwill", "expense", False),
    (chart.claims_given_up, (), "expense:claims-given-up", "expense", False),
    (chart.commission, (), "revenue:commission", "revenue", False),
    (chart.hub_fees, (), "revenue:hub-fees", "revenue", False),
    (chart.delivery_revenue, (), "revenue:delivery", "revenue", False),
    (chart.cash_fees, (), "revenue:cash-fees", "revenue", False),
    (chart.carrier_expense, (), "expense:carrier", "expense", False),
    (chart.card_fees, (), "expense:card-fees", "expense", False),
    (chart.cash_losses, (), "expense:cash-losses", "expense", False),
    (chart.alliance_overhead, (3,), "alliance:3:overhead", "liability", False),
    (chart.alliance_solidarity, (3,), "alliance:3:solidarity", "liability", False),
    (chart.agency_clearing, (), "agency:clearing", "asset", False),
    (chart.hosted_clearing, (), "hosted:clearing", "asset", False),
    (chart.bank_fees, (), "expense:bank-fees", "expense", False),
    (chart.bank_interest, (), "revenue:bank-interest", "revenue", False),
    (chart.cash_surpluses, (), "revenue:cash-surpluses", "revenue", False),
    (chart.promotions, (), "expense:promotions", "expense", False),
    (chart.expired_gift_cards, (), "revenue:expired-gift-cards", "revenue", False),
    (chart.deposits_kept, (), "revenue:deposits-kept", "revenue", False),
    (chart.rehearsed_payments, (), "test:payments", "asset", False),
    (chart.bank_fees, (), "expense:bank-fees", "expense", False),
    (chart.bank_interest, (), "revenue:bank-interest", "revenue", False),
    (chart.cash_surpluses, (), "revenue:cash-surpluses", "revenue", False),
]


@pytest.mark.parametrize(("build", "arguments", "code", "kind", "is_passage"), CODES)
def test_every_builder_makes_a_code_of_the_chart(
    build: Callable[..., str], arguments: tuple[int, ...], code: str, kind: str, is_passage: bool
) -> None:
    family = chart.account_class(code)

    assert build(*arguments) == code
    assert build(*arguments, "EUR") == f"{code}@EUR"
    assert (family.kind.value, family.is_passage) == (kind, is_passage)
    assert chart.account_class(f"{code}@EUR") is family
    assert (chart.currency_of(code), chart.currency_of(f"{code}@EUR")) == ("MAD", "EUR")


def test_every_family_has_a_builder() -> None:
    assert {chart.account_class(code) for _build, _arguments, code, *_rest in CODES} == set(
        chart.ACCOUNT_CLASSES
    )


@pytest.mark.parametrize(
    "code", ["", "bank", "bank:main ", "cash:carrier:x", "organisation:1:owed", "bank:main@eur"]
)
def test_no_other_code_is_known(code: str) -> None:
    with pytest.raises(InvalidInput):
        chart.account_class(code)


def test_affixes_tell_the_available_accounts_of_one_currency() -> None:
    assert chart.available_affixes() == ("organisation:", ":available")
    assert chart.available_affixes("EUR") == ("organisation:", ":available@EUR")
