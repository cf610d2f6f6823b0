"""Deposits that are paid by card, as the sweep and the nightly comparison see them: test that ..."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.gateways.base import CardMovement, EventPicture, PaymentPicture, SessionPicture
from orders.models.bank import Break
from orders.models.order import Order
from orders.models.payment import Payment
from orders.models.refund import Refund
from orders.services.books_reconcile import card_reconcile
from orders.services.order_cancel import order_cancel
from orders.services.provider_event_record import payments_reconcile
from tests.factories.cod import agreement_of, deposit_rule
from tests.factories.ground import NOON
from tests.factories.orders import market
from tests.factories.refunds import MACHINE

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=5)
DEPOSIT = 2_700


class Processor:
    """A card processor whose webhooks are lost: it says what it has taken when it is asked."""

    def __init__(self, captured: int) -> None:
        self.captured = Money(captured)

    def events_since(self, *, timestamp: int, limit: int) -> Sequence[EventPicture]:
        return ()

    def session(self, session_reference: str) -> SessionPicture:
        return SessionPicture(session_reference, "pi_1", True, False)

    def payment(self, payment_reference: str) -> PaymentPicture:
        return PaymentPicture(payment_reference, True, False, self.captured, self.captured)

    def movements_since(self, *, timestamp: int, limit: int) -> Sequence[CardMovement]:
        if not self.captured:
            return ()
        return (CardMovement("txn_1", "pi_1", self.captured, Money(0), NOON),)


@pytest.fixture
def order() -> Order:
    """135 MAD to be paid at the door, of which 27 before; the deposit's page is open."""
    shop = market()
    deposit_rule(shop)
    made = shop.order({0: 1})
    Payment.objects.update(session_reference="cs_1")
    return made


def swept(captured: int) -> int:
    return payments_reconcile(actor=MACHINE, gateway=Processor(captured), now=NOON)  # type: ignore[arg-type]


def compared(captured: int) -> list[tuple[str, int | None]]:
    """What the night finds that the processor and the books say differently."""
    card_reconcile(actor=MACHINE, gateway=Processor(captured), now=LATER)  # type: ignore[arg-type]
    return list(Break.objects.filter(state="open").values_list("reason", "expected_minor"))


def test_the_sweep_finds_a_deposit_that_no_webhook_told(order: Order) -> None:
    assert swept(DEPOSIT) == 1
    assert swept(DEPOSIT) == 0

    assert (agreement_of(order).deposit_state, agreement_of(order).paid_medium) == ("held", "card")
    assert balance(chart.card_clearing()) == Money(DEPOSIT)
    assert compared(0) == [("not_on_statement", DEPOSIT)]
    assert compared(DEPOSIT) == []


def test_what_was_taken_after_the_order_was_given_up_is_found_booked_and_given_back(order: Order) -> None:
    assert compared(DEPOSIT) == [("not_in_books", None)]
    order_cancel(actor=MACHINE, order_id=order.pk, holds_secret=False, reason="deposit", now=NOON)

    assert swept(DEPOSIT) == 1

    assert Refund.objects.get().amount == Money(DEPOSIT)
    assert compared(DEPOSIT) == []
