"""Cards that paid what had been paid by another way already: test that ..."""

from datetime import timedelta

import pytest

from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.gateways.base import EventPicture, PaymentPicture
from orders.management.commands.check_books import all_findings
from orders.models.bank import Break
from orders.models.order import Order
from orders.models.payment import Payment, PaymentOperation
from orders.models.refund import Refund
from orders.services.order_cancel import order_cancel
from orders.services.order_deliver import order_delivered
from orders.services.order_mark_paid import order_mark_paid
from orders.services.payment_apply import payment_apply
from orders.services.provider_event_record import (
    payments_reconcile,
    provider_event_record,
    provider_events_handle,
)
from orders.services.refund_send import operation_key, refund_came_back, refund_operated
from tests.factories.cod import agreement_of, deposit_rule
from tests.factories.ground import NOON
from tests.factories.orders import Market, market
from tests.factories.refunds import MACHINE
from tests.once import fresh, once
from tests.orders.services.test_deposit_receive import receive
from tests.orders.services.test_deposits_by_card import DEPOSIT, Processor, compared

pytestmark = pytest.mark.django_db
NOTHING = Money(0)


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


@pytest.fixture
def order(shop: Market) -> Order:
    """135 MAD to be paid at the door, of which 27 before; the card's page of the deposit is open."""
    deposit_rule(shop)
    made = shop.order({0: 1})
    Payment.objects.update(session_reference="cs_1")
    return made


def charged(minor: int = DEPOSIT, *, authorised: bool = False) -> Payment:
    """The processor says that it took so much, or only that it may."""
    taken = Money(0 if authorised else minor)
    picture = PaymentPicture("pi_1", authorised, False, Money(minor), taken)
    return payment_apply(actor=MACHINE, payment_id=Payment.objects.get().pk, picture=picture, now=NOON)


def paid_at_the_door(shop: Market, order: Order) -> None:
    """The staff let the order go without its deposit, and the carrier was paid the whole sum."""
    order.sub_orders.update(state="shipped")
    order_delivered(actor=MACHINE, order_id=order.pk, carrier_id=shop.carrier.pk, happened_at=NOON, now=NOON)


def went_back(minor: int = DEPOSIT) -> None:
    """So much was booked once, and the processor is asked to credit the very payment that it came by."""
    refund = Refund.objects.get(cause="surplus")
    operation = PaymentOperation.objects.get(kind="refund")
    assert (refund.amount, refund.medium, operation.target) == (Money(minor), "card", "pi_1")
    assert Payment.objects.get().surplus == Money(minor) == balance(chart.card_clearing())
    assert balance(chart.refunds_due(), subject=refund.subject) == -Money(minor)
    assert not any(all_findings().values())

    refund_operated(actor=MACHINE, key=operation_key(refund), reference="re_1", failure="", now=NOON)

    assert balance(chart.card_clearing()) == NOTHING == balance(chart.refunds_due(), subject=refund.subject)
    assert not any(all_findings().values())


def test_a_deposit_that_comes_by_card_after_all_was_paid_at_the_door_goes_back(
    shop: Market, order: Order
) -> None:
    paid_at_the_door(shop, order)
    assert agreement_of(order).deposit_state == "lapsed"

    for _twice in range(2):
        charged()

    payment = Payment.objects.get()
    assert (payment.state, payment.captured, payment.owed_back_minor) == ("paid", payment.amount, 0)
    assert balance(chart.cash_with_carrier(shop.carrier.pk)) == payment.amount
    assert compared(DEPOSIT) == []
    went_back()
    assert Payment.objects.get().refunded_minor == 0


def test_a_deposit_that_is_paid_twice_goes_back_once(shop: Market, order: Order) -> None:
    receive(shop, order)

    charged()

    assert agreement_of(order).paid_medium == "transfer"
    went_back()
    paid_at_the_door(shop, order)
    charged()
    assert Refund.objects.count() == 1
    assert not any(all_findings().values())


def test_it_goes_back_beside_the_deposit_of_an_order_that_was_given_up(shop: Market, order: Order) -> None:
    receive(shop, order)
    order_cancel(actor=MACHINE, order_id=order.pk, holds_secret=False, reason="deposit", now=NOON)

    charged()

    assert {row.cause: row.amount_minor for row in Refund.objects.all()} == {
        "deposit": DEPOSIT, "surplus": DEPOSIT,
    }  # fmt: skip
    went_back()


def test_a_card_that_was_only_authorised_meanwhile_is_let_go(shop: Market, order: Order) -> None:
    paid_at_the_door(shop, order)

    charged(authorised=True)

    operation = PaymentOperation.objects.get()
    assert (operation.kind, operation.target) == ("cancel", "pi_1")
    assert not Refund.objects.exists()


def test_the_sweep_and_an_event_find_it_too(shop: Market, order: Order) -> None:
    paid_at_the_door(shop, order)
    gateway = Processor(DEPOSIT)
    about = {"object": "payment_intent", "id": "pi_1", "metadata": {"order": str(order.pk)}}
    event = EventPicture("evt_1", "payment_intent.succeeded", {"data": {"object": about}})
    provider_event_record(event=event, now=NOON)

    assert provider_events_handle(actor=MACHINE, gateway=gateway, now=NOON) == 1  # type: ignore[arg-type]
    assert payments_reconcile(actor=MACHINE, gateway=gateway, now=NOON) == 0  # type: ignore[arg-type]

    went_back()
    Payment.objects.update(surplus_minor=0)
    assert [found.code for found in all_findings()["orders"]] == ["owed_back"]


def test_a_card_that_is_charged_beside_a_transfer_keeps_the_transfers_name(shop: Market) -> None:
    order = shop.order({0: 1}, pay="card")
    Payment.objects.update(state="failed", session_reference="cs_1", provider_reference="pi_1")
    order_mark_paid(actor=shop.accountant, order_id=order.pk, reference="VIR-1", now=NOON)

    assert payments_reconcile(actor=MACHINE, gateway=Processor(13_500), now=NOON) == 1  # type: ignore[arg-type]

    payment = Payment.objects.get()
    assert (payment.method, payment.provider_reference) == ("transfer", "VIR-1")
    went_back(13_500)


def test_a_card_that_was_to_be_let_go_for_a_transfer_and_was_charged_first_pays_the_order(
    shop: Market,
) -> None:
    order = shop.order({0: 1}, pay="card")
    order.refresh_from_db()
    Payment.objects.update(method="transfer", state="pending", session_reference="cs_1")

    payment = charged(13_500)

    order.refresh_from_db()
    assert (payment.state, payment.method, order.payment_method) == ("paid", "card", "card")
    assert payment.provider_reference == "pi_1"
    assert balance(chart.card_clearing()) == Money(13_500)
    assert not any(all_findings().values())


def test_a_credit_that_the_bank_sends_back_is_owed_again(shop: Market, order: Order) -> None:
    paid_at_the_door(shop, order)
    charged()
    went_back()

    refund_came_back(actor=MACHINE, reference="re_1", why="account closed", now=NOON + timedelta(days=1))

    assert Refund.objects.get().state == "failed"
    assert balance(chart.refunds_due()) == -Money(DEPOSIT)
    assert Payment.objects.get().refunded_minor == 0


@pytest.fixture
def card_order(shop: Market) -> Order:
    """135 MAD by card; its money is authorised, so that it is prepared."""
    made = shop.order({0: 1}, pay="card")
    charged(13_500, authorised=True)
    return made


def test_a_card_that_is_charged_too_much_pays_the_order_and_the_rest_goes_back(card_order: Order) -> None:
    for _time in range(2):
        charged(14_000)

    payment, refund = Payment.objects.get(), Refund.objects.get()
    assert (payment.state, payment.captured, payment.surplus) == ("paid", Money(13_500), Money(500))
    assert (refund.cause, refund.amount, refund.medium) == ("surplus", Money(500), "card")
    assert balance(chart.card_clearing()) == Money(14_000)
    assert compared(14_000) == []
    assert not any(all_findings().values())


def test_a_card_that_is_charged_too_little_pays_nothing_goes_back_and_somebody_is_asked(
    card_order: Order,
) -> None:
    for _time in range(2):
        charged(10_000)

    payment, refund = Payment.objects.get(), Refund.objects.get()
    assert (payment.state, payment.captured, payment.surplus) == ("failed", NOTHING, Money(10_000))
    assert (refund.cause, refund.amount, refund.medium) == ("surplus", Money(10_000), "card")
    found = Break.objects.get()
    assert (found.reason, found.expected_minor, found.found_minor) == ("other_sum", 13_500, 10_000)
    assert balance(chart.order_clearing()) == NOTHING
    order_cancel(actor=MACHINE, order_id=card_order.pk, holds_secret=False, reason="unpaid", now=NOON)
    charged(10_000)
    assert (Refund.objects.count(), balance(chart.card_clearing())) == (1, Money(10_000))
    assert not any(all_findings().values())


def test_too_much_for_an_order_that_is_over_goes_back_whole(card_order: Order) -> None:
    order_cancel(actor=MACHINE, order_id=card_order.pk, holds_secret=False, reason="late", now=NOON)

    for _time in range(2):
        charged(14_000)

    assert sorted(Refund.objects.values_list("cause", "amount_minor")) == [("late", 13_500), ("surplus", 500)]
    assert not any(all_findings().values())
