"""
The ways to pay that are offered, and what each needs: one table instead of a question per method.

Each way has its door (`stripe.py`, `hosted_page.py`, `agency_file.py`, the bank's statement) and its twin: the payment
sandbox for both cards, files in the tests for the others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from marketplace.ledger import chart
from orders.states import PaymentMethod

# How long an order waits for its money before it is cancelled and its goods are free again
CARD_WAIT = timedelta(hours=1)
TRANSFER_WAIT = timedelta(days=5)
AGENCY_WAIT = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Way:
    """A way to pay before delivery: how long an order waits, under which reference, and where the money stands."""

    # None: it does not wait
    patience: timedelta | None
    # From the order's number
    reference: Callable[[int], str]
    # The account of the money between the customer's hand and the bank's statement
    clearing: Callable[[], str]
    is_offered: Callable[[], bool]


def agency_code(number: int) -> str:
    """Return what the customer names at the agency: the order's number and two check digits (ISO 7064, mod 97)."""
    return f"{number}{97 - number * 100 % 97:02}"


def _none(_number: int) -> str:
    return ""


def _always() -> bool:
    return True


WAYS: Mapping[str, Way] = {
    PaymentMethod.CARD.value: Way(CARD_WAIT, _none, chart.card_clearing, _always),
    PaymentMethod.TRANSFER.value: Way(TRANSFER_WAIT, lambda number: f"CM{number}", chart.bank, _always),
    PaymentMethod.AGENCY.value: Way(
        AGENCY_WAIT, agency_code, chart.agency_clearing, lambda: bool(settings.CASH_AGENCY_NAME)
    ),
    # Chosen by beginning a payment with the app itself (orders.services.transaction_begin), never from a list
    PaymentMethod.APP.value: Way(None, _none, chart.card_clearing, lambda: False),
    PaymentMethod.HOSTED.value: Way(
        timedelta(hours=1), _none, chart.hosted_clearing, lambda: bool(settings.HOSTED_PAGE_STORE_KEY)
    ),
}


def reference_of(method: str, number: int) -> str:
    """Return the reference under which an order is paid; empty if the way needs none."""
    way = WAYS.get(method)
    return way.reference(number) if way is not None else ""


def is_offered(method: str) -> bool:
    """Say whether customers may choose a way here; what this table does not know asks elsewhere."""
    way = WAYS.get(method)
    return way is None or way.is_offered()
