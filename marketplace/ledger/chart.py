"""The chart of accounts: every code that may appear in the books, what kind it is, and when it must be empty."""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import BASE_CURRENCY, exponent
from marketplace.ledger.models import AccountKind

_A, _L, _R, _E = AccountKind.ASSET, AccountKind.LIABILITY, AccountKind.REVENUE, AccountKind.EXPENSE


@dataclass(frozen=True, slots=True)
class AccountClass:
    """One family of accounts: its pattern, its kind, and whether each subject in it must end at zero."""

    pattern: re.Pattern[str]
    kind: AccountKind
    # The account is a passage: whatever enters under a subject leaves again
    is_passage: bool = False


def _family(pattern: str, kind: AccountKind, *, is_passage: bool = False) -> AccountClass:
    return AccountClass(re.compile(rf"{pattern}(@[A-Z]{{3}})?"), kind, is_passage)


ACCOUNT_CLASSES = (
    _family(r"cash:carrier:\d+", _A, is_passage=True),
    _family(r"cash:desk:\d+", _A, is_passage=True),
    _family(r"cash:deposit", _A, is_passage=True),
    _family(r"cash:case:\d+", _A, is_passage=True),
    _family(r"bank:main", _A),
    _family(r"card:clearing", _A),
    _family(r"agency:clearing", _A),
    _family(r"hosted:clearing", _A),
    _family(r"test:payments", _A),
    _family(r"clearing:orders", _L, is_passage=True),
    _family(r"clearing:transfers", _L, is_passage=True),
    _family(r"organisation:\d+:maturing", _L, is_passage=True),
    _family(r"organisation:\d+:available", _L),
    _family(r"organisation:\d+:held", _L, is_passage=True),
    _family(r"organisation:\d+:carried", _A, is_passage=True),
    _family(r"alliance:\d+:overhead", _L),
    _family(r"alliance:\d+:solidarity", _L),
    _family(r"payouts:in-transit", _L, is_passage=True),
    _family(r"carrier:\d+:payable", _L),
    _family(r"refunds:due", _L, is_passage=True),
    _family(r"clearing:promised", _L, is_passage=True),
    _family(r"deposits:held", _L, is_passage=True),
    _family(r"gift-cards:outstanding", _L),
    _family(r"store-credits:outstanding", _L),
    _family(r"partner:\d+:receivable", _A),
    _family(r"claims:\d+", _A, is_passage=True),
    _family(r"card:disputed", _A, is_passage=True),
    _family(r"revenue:commission", _R),
    _family(r"revenue:hub-fees", _R),
    _family(r"revenue:delivery", _R),
    _family(r"revenue:cash-fees", _R),
    _family(r"expense:carrier", _E),
    _family(r"expense:card-fees", _E),
    _family(r"expense:cash-losses", _E),
    _family(r"expense:bank-fees", _E),
    _family(r"revenue:cash-surpluses", _R),
    _family(r"revenue:bank-interest", _R),
    _family(r"expense:promotions", _E),
    _family(r"revenue:expired-gift-cards", _R),
    _family(r"revenue:deposits-kept", _R),
    _family(r"expense:goodwill", _E),
    _family(r"expense:claims-given-up", _E),
)


@lru_cache(maxsize=65_536)
def account_class(code: str) -> AccountClass:
    """
    Return the family of an account code.

    :raises InvalidInput: if no account of the chart has such a code
    """
    for family in ACCOUNT_CLASSES:
        if family.pattern.fullmatch(code):
            return family
    raise InvalidInput(_("The chart of accounts has no %(code)s.") % {"code": code}, field="account")


@lru_cache(maxsize=65_536)
def currency_of(code: str) -> str:
    """
    Return the currency of an account: written after an @, the base currency when nothing is.

    :raises InvalidInput: if the currency is not one we handle
    """
    _stem, _at, currency = code.partition("@")
    exponent(currency or BASE_CURRENCY)
    return currency or BASE_CURRENCY


def _code(stem: str, currency: str) -> str:
    return stem if currency == BASE_CURRENCY else f"{stem}@{currency}"


def cash_with_carrier(organisation_id: int, currency: str = BASE_CURRENCY) -> str:
    """Cash collected at the door and still with the courier; one subject per parcel or order."""
    return _code(f"cash:carrier:{organisation_id}", currency)


def cash_at_desk(organisation_id: int, currency: str = BASE_CURRENCY) -> str:
    """Cash counted at the desk of a hub or shop."""
    return _code(f"cash:desk:{organisation_id}", currency)


def cash_in_deposit(currency: str = BASE_CURRENCY) -> str:
    """Cash handed to the bank that does not stand on the bank's statement yet; one subject per slip."""
    return _code("cash:deposit", currency)


def cash_case(organisation_id: int, currency: str = BASE_CURRENCY) -> str:
    """Cash that is missing and charged to its last holder; one subject per case."""
    return _code(f"cash:case:{organisation_id}", currency)


def bank(currency: str = BASE_CURRENCY) -> str:
    """Money on the bank's statement."""
    return _code("bank:main", currency)


def card_clearing(currency: str = BASE_CURRENCY) -> str:
    """Money captured by the card provider and not yet paid out to the bank."""
    return _code("card:clearing", currency)


def rehearsed_payments(currency: str = BASE_CURRENCY) -> str:
    """What test suites paid without money; no such account may exist where real orders are paid."""
    return _code("test:payments", currency)


def agency_clearing(currency: str = BASE_CURRENCY) -> str:
    """Money that customers paid at cash agencies and that is not yet on the bank's statement."""
    return _code("agency:clearing", currency)


def hosted_clearing(currency: str = BASE_CURRENCY) -> str:
    """Money taken by the acquirer of the hosted page and not yet on the bank's statement."""
    return _code("hosted:clearing", currency)


def transfer_clearing(currency: str = BASE_CURRENCY) -> str:
    """Money received by bank transfer and not yet matched with its order; one subject per statement line."""
    return _code("clearing:transfers", currency)


def order_clearing(currency: str = BASE_CURRENCY) -> str:
    """What customers paid and nobody has earned yet; subject "sub-order:<uuid>" or "order:<uuid>:delivery"."""
    return _code("clearing:orders", currency)


def payable_maturing(organisation_id: int, currency: str = BASE_CURRENCY) -> str:
    """Earned by an organisation and not yet payable; subject "sub-order:<uuid>"."""
    return _code(f"organisation:{organisation_id}:maturing", currency)


def payable_available(organisation_id: int, currency: str = BASE_CURRENCY) -> str:
    """Payable to an organisation at the next settlement; a debit balance is a debt carried forward."""
    return _code(f"organisation:{organisation_id}:available", currency)


def payable_held(organisation_id: int, currency: str = BASE_CURRENCY) -> str:
    """Retained from an organisation with a reason until a date; subject "hold:<id>"."""
    return _code(f"organisation:{organisation_id}:held", currency)


def is_held(code: str) -> bool:
    """Say whether a code is of an organisation's held account."""
    return code.partition("@")[0].endswith(":held")


def is_carried(code: str) -> bool:
    """Say whether a code is of an organisation's carried debts."""
    return code.partition("@")[0].endswith(":carried")


def available_affixes(currency: str = BASE_CURRENCY) -> tuple[str, str]:
    """Return how the codes of all organisations' available accounts in a currency begin and end."""
    return "organisation:", _code(":available", currency)


def debt_carried(organisation_id: int, currency: str = BASE_CURRENCY) -> str:
    """Refunded after it was paid out, and taken back in instalments; one subject per debt."""
    return _code(f"organisation:{organisation_id}:carried", currency)


def alliance_overhead(alliance_id: int, currency: str = BASE_CURRENCY) -> str:
    """What an alliance keeps of pooled sales for its own costs."""
    return _code(f"alliance:{alliance_id}:overhead", currency)


def alliance_solidarity(alliance_id: int, currency: str = BASE_CURRENCY) -> str:
    """An alliance's solidarity fund."""
    return _code(f"alliance:{alliance_id}:solidarity", currency)


def payouts_in_transit(currency: str = BASE_CURRENCY) -> str:
    """Promised to payees by a locked settlement and not yet confirmed by the bank; subject "payout:<id>"."""
    return _code("payouts:in-transit", currency)


def payable_carrier(organisation_id: int, currency: str = BASE_CURRENCY) -> str:
    """Owed to a carrier for its deliveries."""
    return _code(f"carrier:{organisation_id}:payable", currency)


def refunds_due(currency: str = BASE_CURRENCY) -> str:
    """Owed to customers; one subject per refund."""
    return _code("refunds:due", currency)


def promised(currency: str = BASE_CURRENCY) -> str:
    """What others than the customer pay for an order that is not paid yet; subject "order:<uuid>"."""
    return _code("clearing:promised", currency)


def deposits_held(currency: str = BASE_CURRENCY) -> str:
    """Paid before by customers who pay the rest at the door; one subject per order."""
    return _code("deposits:held", currency)


def deposits_kept(currency: str = BASE_CURRENCY) -> str:
    """What was kept of deposits when parcels were refused."""
    return _code("revenue:deposits-kept", currency)


def gift_cards(currency: str = BASE_CURRENCY) -> str:
    """What gift cards can still buy; one subject per card."""
    return _code("gift-cards:outstanding", currency)


def store_credits(currency: str = BASE_CURRENCY) -> str:
    """What customers chose to be owed in goods instead of money when they were refunded; one subject per credit."""
    return _code("store-credits:outstanding", currency)


def receivable_partner(organisation_id: int, currency: str = BASE_CURRENCY) -> str:
    """What a partner owes for what its budgets paid; one subject per budget."""
    return _code(f"partner:{organisation_id}:receivable", currency)


def claim_on(organisation_id: int, currency: str = BASE_CURRENCY) -> str:
    """What a hub or a carrier answers for: goods damaged or lost in its hands; one subject per claim."""
    return _code(f"claims:{organisation_id}", currency)


def card_disputed(currency: str = BASE_CURRENCY) -> str:
    """Taken back by a cardholder's bank until the dispute is decided; subject "dispute:<id>"."""
    return _code("card:disputed", currency)


def commission(currency: str = BASE_CURRENCY) -> str:
    """The marketplace's share of sales."""
    return _code("revenue:commission", currency)


def hub_fees(currency: str = BASE_CURRENCY) -> str:
    """What the hub takes for packing."""
    return _code("revenue:hub-fees", currency)


def delivery_revenue(currency: str = BASE_CURRENCY) -> str:
    """What customers pay for delivery."""
    return _code("revenue:delivery", currency)


def cash_fees(currency: str = BASE_CURRENCY) -> str:
    """What customers pay for the service of paying at the door."""
    return _code("revenue:cash-fees", currency)


def carrier_expense(currency: str = BASE_CURRENCY) -> str:
    """What carriers cost."""
    return _code("expense:carrier", currency)


def card_fees(currency: str = BASE_CURRENCY) -> str:
    """What the card provider costs."""
    return _code("expense:card-fees", currency)


def cash_losses(currency: str = BASE_CURRENCY) -> str:
    """Cases of missing cash that were given up."""
    return _code("expense:cash-losses", currency)


def bank_fees(currency: str = BASE_CURRENCY) -> str:
    """What the bank takes."""
    return _code("expense:bank-fees", currency)


def bank_interest(currency: str = BASE_CURRENCY) -> str:
    """What the bank gives."""
    return _code("revenue:bank-interest", currency)


def cash_surpluses(currency: str = BASE_CURRENCY) -> str:
    """Surplus cash that nobody claimed."""
    return _code("revenue:cash-surpluses", currency)


def promotions(currency: str = BASE_CURRENCY) -> str:
    """Reductions and gift cards that the marketplace pays for itself."""
    return _code("expense:promotions", currency)


def expired_gift_cards(currency: str = BASE_CURRENCY) -> str:
    """What stood on gift cards when they were withdrawn or their day had passed."""
    return _code("revenue:expired-gift-cards", currency)


def goodwill(currency: str = BASE_CURRENCY) -> str:
    """What the marketplace gives back of its own: goodwill, and disputes that nobody else answers for."""
    return _code("expense:goodwill", currency)


def claims_given_up(currency: str = BASE_CURRENCY) -> str:
    """Claims on hubs and carriers that were given up."""
    return _code("expense:claims-given-up", currency)
