"""The deposit of an order that is paid at the door: test that ..."""

import pytest

from logistics.models.fulfilment import Fulfilment
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.notifications.models import Message
from orders.cod_states import DepositMedium
from orders.events import DepositReceived
from orders.gateways.base import PaymentPicture
from orders.handlers_cod import tell_deposit_received
from orders.management.commands.check_books import all_findings
from orders.models.bank import Break
from orders.models.cash import CashCollection
from orders.models.order import Order
from orders.models.payment import Payment, PaymentOperation
from orders.postings import order_subject
from orders.services.agency_import import agency_import
from orders.services.cod_confirm import cod_confirm_by_link
from orders.services.deposit_confirm import deposit_confirm
from orders.services.order_cancel import order_cancel
from orders.services.order_deliver import order_delivered
from orders.services.order_mark_paid import order_mark_paid
from orders.services.order_release import order_release
from orders.services.payment_apply import payment_apply
from tests.factories.cod import agreement_of, call_of, call_rule, deposit_rule
from tests.factories.ground import NOON
from tests.factories.orders import VISITOR, Market, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db
DEPOSIT = Money(2_700)
MACHINE = Actor.of_machine("test")


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


@pytest.fixture
def order(shop: Market) -> Order:
    """135 MAD, of which 27 before."""
    deposit_rule(shop)
    return shop.order({0: 1})


def receive(shop: Market, order: Order, received: Money = DEPOSIT, reference: str = "V1") -> bool:
    return deposit_confirm(
        actor=shop.accountant,
        order_id=order.pk,
        received=received,
        medium=DepositMedium.TRANSFER,
        reference=reference,
        now=NOON,
    )


def states(order: Order) -> set[str]:
    return set(order.sub_orders.values_list("state", flat=True))


def held(order: Order) -> Money:
    return balance(chart.deposits_held(), subject=order_subject(order))


def test_it_is_held_in_the_books_and_lets_the_hub_begin(shop: Market, order: Order) -> None:
    assert receive(shop, order) is True
    assert receive(shop, order) is False

    agreement, payment = agreement_of(order), Payment.objects.get(order=order)
    assert (agreement.deposit_state, agreement.paid_medium, agreement.paid_reference) == (
        "held",
        "transfer",
        "V1",
    )
    assert (payment.state, payment.captured, payment.at_the_door) == ("pledged", DEPOSIT, Money(10_800))
    assert states(order) == {"released"}
    assert (balance(chart.bank()), held(order)) == (DEPOSIT, -DEPOSIT)
    assert not any(all_findings().values())


def test_the_carrier_collects_the_rest_and_the_deposit_counts(shop: Market, order: Order) -> None:
    receive(shop, order)
    order_release(order_id=order.pk, now=NOON)
    assert Fulfilment.objects.get().cash_due == Money(10_800)
    order.sub_orders.update(state="shipped")

    order_delivered(actor=MACHINE, order_id=order.pk, carrier_id=shop.carrier.pk, happened_at=NOON, now=NOON)

    payment = Payment.objects.get(order=order)
    assert (payment.state, payment.captured, agreement_of(order).deposit_state) == (
        "paid",
        Money(13_500),
        "applied",
    )
    assert CashCollection.objects.get().amount == Money(10_800)
    assert balance(chart.cash_with_carrier(shop.carrier.pk)) == Money(10_800)
    assert held(order) == Money(0)
    assert not any(all_findings().values())


def test_another_sum_or_another_person_changes_nothing(shop: Market, order: Order) -> None:
    with pytest.raises(InvalidInput):
        receive(shop, order, Money(2_600))
    with pytest.raises(NotAllowed):
        deposit_confirm(
            actor=shop.cashier,
            order_id=order.pk,
            received=DEPOSIT,
            medium=DepositMedium.TRANSFER,
            reference="V1",
            now=NOON,
        )

    assert (agreement_of(order).deposit_state, balance(chart.bank())) == ("due", Money(0))
    assert states(order) == {"placed"}


def test_an_order_without_a_deposit_is_not_found(shop: Market) -> None:
    with pytest.raises(NotFound):
        receive(shop, shop.order({0: 1}))


def test_it_does_not_come_to_an_order_that_was_given_up(shop: Market, order: Order) -> None:
    order_cancel(actor=VISITOR, order_id=order.pk, holds_secret=True, reason="customer", now=NOON)

    with pytest.raises(IllegalMove):
        receive(shop, order)

    assert agreement_of(order).deposit_state == "lapsed"
    assert balance(chart.bank()) == Money(0)


def test_an_agency_brings_it_by_its_code(shop: Market, order: Order) -> None:
    code = agreement_of(order).agency_code
    rows = f"receipt;code;amount;date\nR1;{code};27.00;2026-11-16\nR2;{code};27.00;2026-11-16".encode()

    found = agency_import(actor=shop.accountant, content=rows, now=NOON)

    assert (found.paid, found.unmatched) == (1, 1)
    assert agreement_of(order).paid_medium == "agency"
    assert balance(chart.agency_clearing()) == Money(5_400)
    assert [row.reason for row in Break.objects.all()] == ["already_there"]
    assert not any(all_findings().values())


def test_another_sum_at_the_agency_is_somebodys_break(shop: Market, order: Order) -> None:
    code = agreement_of(order).agency_code
    rows = f"receipt;code;amount;date\nR1;{code};20.00;2026-11-16".encode()

    agency_import(actor=shop.accountant, content=rows, now=NOON)

    [row] = Break.objects.all()
    assert (row.reason, row.expected_minor, row.found_minor) == ("other_sum", 2_700, 2_000)
    assert agreement_of(order).deposit_state == "due"


def pictured(authorised: int = 0, captured: int = 0) -> PaymentPicture:
    return PaymentPicture(
        payment_reference="pi_1",
        is_authorised=bool(authorised),
        authorised=Money(authorised),
        captured=Money(captured),
        is_cancelled=False,
    )


def test_a_card_pays_it_and_is_charged_at_once(shop: Market, order: Order) -> None:
    payment = Payment.objects.get(order=order)
    assert payment.by_card == DEPOSIT

    payment_apply(actor=MACHINE, payment_id=payment.pk, picture=pictured(authorised=1), now=NOON)
    operation = PaymentOperation.objects.get()
    assert (operation.kind, operation.amount) == ("capture", DEPOSIT)
    assert agreement_of(order).deposit_state == "due"

    for _twice in range(2):
        payment_apply(actor=MACHINE, payment_id=payment.pk, picture=pictured(captured=2_700), now=NOON)
    assert (agreement_of(order).deposit_state, agreement_of(order).paid_medium) == ("held", "card")
    assert balance(chart.card_clearing()) == DEPOSIT
    assert states(order) == {"released"}
    assert not any(all_findings().values())


def test_a_card_beside_another_way_is_let_go(shop: Market, order: Order) -> None:
    receive(shop, order)
    payment = Payment.objects.get(order=order)

    payment_apply(actor=MACHINE, payment_id=payment.pk, picture=pictured(authorised=1), now=NOON)

    assert [row.kind for row in PaymentOperation.objects.all()] == ["cancel"]


def test_an_order_that_waits_for_both_is_prepared_once_both_are_there(shop: Market) -> None:
    deposit_rule(shop)
    call_rule(shop)
    order = shop.order({0: 1})

    receive(shop, order)
    assert states(order) == {"placed"}

    cod_confirm_by_link(token=call_of(order).token, now=NOON)
    assert states(order) == {"released"}


def test_paying_the_whole_order_by_transfer_counts_the_deposit(shop: Market, order: Order) -> None:
    receive(shop, order)

    order_mark_paid(actor=shop.accountant, order_id=order.pk, reference="V2", now=NOON)

    assert (agreement_of(order).deposit_state, held(order)) == ("applied", Money(0))
    assert balance(chart.bank()) == Money(13_500)
    assert not any(all_findings().values())


def test_paying_the_whole_order_by_transfer_ends_the_wait_for_the_deposit(shop: Market, order: Order) -> None:
    order_mark_paid(actor=shop.accountant, order_id=order.pk, reference="V2", now=NOON)

    assert (agreement_of(order).deposit_state, states(order)) == ("lapsed", {"released"})
    assert not any(all_findings().values())


def test_the_customer_is_told_what_is_left_for_the_door(shop: Market, order: Order) -> None:
    receive(shop, order)

    tell_deposit_received(DepositReceived(order_id=str(order.pk), happened_at=NOON), now=NOON)

    [message] = Message.objects.filter(template="deposit_received")
    assert (message.context["deposit"], message.context["rest"]) == ("27,00\u00a0DH", "108,00\u00a0DH")
