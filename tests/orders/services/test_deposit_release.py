"""The deposit of an order that is given up or refused: test that ..."""

from decimal import Decimal

import pytest

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.cod_states import DepositMedium
from orders.management.commands.check_books import all_findings
from orders.models.order import Order
from orders.models.payment import Payment, PaymentOperation
from orders.models.refund import Refund
from orders.refund_states import RefundMedium
from orders.services.deposit_confirm import deposit_confirm
from orders.services.order_cancel import order_cancel
from orders.services.order_deliver import order_refused
from orders.services.refund_send import refund_medium_choose, refund_pay
from tests.factories.cod import agreement_of, deposit_rule
from tests.factories.ground import NOON, rib_of
from tests.factories.orders import VISITOR, Market, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db
MACHINE = Actor.of_machine("test")


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def deposited(shop: Market, kept: str = "0.5", medium: DepositMedium = DepositMedium.TRANSFER) -> Order:
    """An order of 135 MAD whose deposit of 27 MAD is held."""
    deposit_rule(shop, kept_rate=Decimal(kept))
    order = shop.order({0: 1})
    deposit_confirm(
        actor=shop.accountant,
        order_id=order.pk,
        received=Money(2_700),
        medium=medium,
        reference="V1",
        now=NOON,
    )
    return order


def cancel(order: Order) -> None:
    order_cancel(actor=VISITOR, order_id=order.pk, holds_secret=True, reason="customer", now=NOON)


def refuse(order: Order) -> None:
    order.sub_orders.update(state="shipped")
    order_refused(order_id=order.pk, now=NOON)


def test_all_of_it_goes_back_when_the_order_is_given_up_before_it_left(shop: Market) -> None:
    order = deposited(shop)

    cancel(order)
    cancel(order)

    [refund] = Refund.objects.all()
    assert (refund.amount, refund.cause, refund.state) == (Money(2_700), "deposit", "choice")
    assert agreement_of(order).deposit_state == "returned"
    payment = Payment.objects.get(order=order)
    assert (payment.state, payment.owed_back_minor, payment.captured_minor) == ("cancelled", 2_700, 2_700)
    assert balance(chart.refunds_due(), subject=refund.subject) == Money(-2_700)
    assert balance(chart.deposits_held()) == Money(0)
    assert not any(all_findings().values())


def test_of_a_refused_parcels_the_rules_part_is_kept(shop: Market) -> None:
    order = deposited(shop)

    refuse(order)
    order_refused(order_id=order.pk, now=NOON)

    agreement = agreement_of(order)
    assert (agreement.deposit_state, agreement.kept) == ("kept", Money(1_350))
    assert Refund.objects.get().amount == Money(1_350)
    assert balance(chart.deposits_kept()) == Money(-1_350)
    assert balance(chart.deposits_held()) == Money(0)
    assert not any(all_findings().values())


@pytest.mark.parametrize(("kept", "state", "refunds"), [("1", "kept", 0), ("0", "returned", 1)])
def test_a_rule_may_keep_all_or_nothing(shop: Market, kept: str, state: str, refunds: int) -> None:
    order = deposited(shop, kept)

    refuse(order)

    assert (agreement_of(order).deposit_state, Refund.objects.count()) == (state, refunds)
    assert balance(chart.deposits_held()) == Money(0)
    assert not any(all_findings().values())


def test_the_customer_chooses_where_it_goes_and_gets_it(shop: Market) -> None:
    order = deposited(shop)
    cancel(order)
    refund = Refund.objects.get()

    refund_medium_choose(
        actor=VISITOR,
        refund_id=refund.pk,
        holds_secret=True,
        medium=RefundMedium.AGENCY,
        now=NOON,
    )
    assert Refund.objects.get().state == "due"
    refund_medium_choose(
        actor=VISITOR,
        refund_id=refund.pk,
        holds_secret=True,
        medium=RefundMedium.TRANSFER,
        holder="Amina",
        rib=rib_of(7),
        now=NOON,
    )
    refund_pay(actor=shop.accountant, refund_id=refund.pk, payment_reference="T1", now=NOON)

    payment = Payment.objects.get(order=order)
    assert (payment.refunded_minor, balance(chart.bank()), balance(chart.refunds_due())) == (
        2_700,
        Money(0),
        Money(0),
    )
    assert not any(all_findings().values())


def test_a_card_is_credited_by_itself(shop: Market) -> None:
    order = deposited(shop, medium=DepositMedium.CARD)

    cancel(order)

    [operation] = PaymentOperation.objects.all()
    assert (operation.kind, operation.amount) == ("refund", Money(2_700))
    assert Refund.objects.get().medium == "card"


def test_an_order_without_a_deposit_is_refused_as_ever(shop: Market) -> None:
    order = shop.order({0: 1})

    refuse(order)

    assert (Refund.objects.count(), Payment.objects.get(order=order).state) == (0, "cancelled")


def test_an_unpaid_deposit_lapses(shop: Market) -> None:
    deposit_rule(shop)
    order = shop.order({0: 1})

    cancel(order)

    assert (agreement_of(order).deposit_state, Refund.objects.count()) == ("lapsed", 0)
    assert not any(all_findings().values())
