"""Cash from the door to the statement."""

import pytest

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotAllowed
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.checks import open_passages
from marketplace.ledger.selectors import balance
from orders.models.cash import BankDeposit, CashCase, CashCollection, CashRemittance
from orders.models.order import Order
from orders.services.cash_deposit import cash_deposit_confirm, cash_deposit_make
from orders.services.cash_remit import cash_remittance_count, cash_remittance_open
from orders.services.earnings_mature import earnings_mature
from orders.services.order_deliver import order_delivered
from orders.states import CashState, SubOrderState
from tests.factories.ground import NOON
from tests.factories.orders import VISITOR, Market, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db
MACHINE = Actor.of_machine("test")


def delivered(shop: Market, quantities: dict[int, int]) -> Order:
    """Place an order for cash and say that its parcel arrived."""
    order = shop.order(quantities)
    order.sub_orders.update(state=SubOrderState.SHIPPED)
    order_delivered(actor=MACHINE, order_id=order.pk, carrier_id=shop.carrier.pk, happened_at=NOON, now=NOON)
    return order


def remitted(shop: Market, *orders: Order, number: str = "R-1") -> CashRemittance:
    return cash_remittance_open(
        actor=shop.cashier,
        desk_id=shop.hub.pk,
        carrier_id=shop.carrier.pk,
        collection_ids=[order.cash.pk for order in orders],
        number=number,
        now=NOON,
    )


def counted(shop: Market, remittance: CashRemittance, minor: int) -> CashRemittance:
    return cash_remittance_count(
        actor=shop.cashier, remittance_id=remittance.pk, counted=Money(minor), now=NOON
    )


def deposited(shop: Market, *remittances: CashRemittance) -> BankDeposit:
    ids = [row.pk for row in remittances]
    return cash_deposit_make(
        actor=shop.cashier, desk_id=shop.hub.pk, remittance_ids=ids, slip_number="S-1", now=NOON
    )


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    """Three sellers at 100, 150 and 25 MAD; delivery 35 MAD."""
    return fresh(built)


def test_a_delivered_order_makes_the_carrier_the_holder_of_all_its_cash(shop: Market) -> None:
    order = delivered(shop, {0: 3, 1: 1})

    assert balance(chart.cash_with_carrier(shop.carrier.pk)) == Money(48_500)
    assert balance(chart.order_clearing()) == Money(0)
    assert balance(chart.payable_maturing(shop.sellers[0].pk)) == Money(-(30_000 - 3_000 - 500))
    assert balance(chart.payable_maturing(shop.sellers[1].pk)) == Money(-(15_000 - 1_500 - 500))
    assert balance(chart.delivery_revenue()) == Money(-3_500)
    assert balance(chart.carrier_expense()) == Money(2_500)
    assert order.cash.state == CashState.COLLECTED


def test_delivering_twice_books_once(shop: Market) -> None:
    order = delivered(shop, {0: 1})

    order_delivered(actor=MACHINE, order_id=order.pk, carrier_id=shop.carrier.pk, happened_at=NOON, now=NOON)

    assert CashCollection.objects.count() == 1
    assert balance(chart.cash_with_carrier(shop.carrier.pk)) == Money(13_500)


def test_nothing_matures_before_the_statement_confirms(shop: Market) -> None:
    remittance = counted(shop, remitted(shop, delivered(shop, {0: 1})), 13_500)
    deposit = deposited(shop, remittance)

    assert earnings_mature(actor=MACHINE, now=NOON) == 0

    cash_deposit_confirm(
        actor=shop.accountant, deposit_id=deposit.pk, credited=Money(13_500), bank_reference="B-1", now=NOON
    )
    assert earnings_mature(actor=MACHINE, now=NOON) == 1
    assert earnings_mature(actor=MACHINE, now=NOON) == 0
    assert balance(chart.payable_available(shop.sellers[0].pk)) == Money(-8_500)
    assert balance(chart.payable_maturing(shop.sellers[0].pk)) == Money(0)
    assert balance(chart.bank()) == Money(13_500)
    assert open_passages() == []


def test_a_shortage_is_the_carriers_case_and_never_the_cooperatives(shop: Market) -> None:
    remittance = counted(shop, remitted(shop, delivered(shop, {0: 3, 1: 1})), 46_500)
    deposit = deposited(shop, remittance)
    cash_deposit_confirm(
        actor=shop.accountant, deposit_id=deposit.pk, credited=Money(46_500), bank_reference="B-1", now=NOON
    )
    earnings_mature(actor=MACHINE, now=NOON)

    case = CashCase.objects.get()
    assert (case.holder_id, case.missing) == (shop.carrier.pk, Money(2_000))
    assert balance(chart.cash_case(shop.carrier.pk)) == Money(2_000)
    assert balance(chart.payable_available(shop.sellers[0].pk)) == Money(-26_500)
    assert balance(chart.payable_available(shop.sellers[1].pk)) == Money(-13_000)


def test_counting_again_with_the_same_result_changes_nothing_and_with_another_is_refused(
    shop: Market,
) -> None:
    remittance = counted(shop, remitted(shop, delivered(shop, {0: 1})), 13_500)

    counted(shop, remittance, 13_500)
    with pytest.raises(Conflict):
        counted(shop, remittance, 13_000)

    assert balance(chart.cash_at_desk(shop.hub.pk)) == Money(13_500)


def test_cash_cannot_be_handed_in_twice(shop: Market) -> None:
    order = delivered(shop, {0: 1})
    remitted(shop, order)

    with pytest.raises(InvalidInput):
        remitted(shop, order, number="R-2")

    assert CashRemittance.objects.count() == 1


def test_a_deposit_of_cash_that_left_the_desk_is_refused(shop: Market) -> None:
    remittance = counted(shop, remitted(shop, delivered(shop, {0: 1})), 13_500)
    deposited(shop, remittance)

    with pytest.raises(IllegalMove):
        cash_deposit_make(
            actor=shop.cashier,
            desk_id=shop.hub.pk,
            remittance_ids=[remittance.pk],
            slip_number="S-2",
            now=NOON,
        )

    assert BankDeposit.objects.count() == 1
    assert balance(chart.cash_in_deposit()) == Money(13_500)


@pytest.mark.parametrize("who", ["visitor", "seller", "accountant of nothing"])
def test_a_stranger_cannot_count_or_confirm(shop: Market, who: str) -> None:
    remittance = remitted(shop, delivered(shop, {0: 1}))
    strangers = {
        "visitor": VISITOR,
        "seller": Actor(user_id=1, roles={shop.sellers[0].pk: frozenset({"cashier"})}),
        "accountant of nothing": Actor(user_id=2),
    }

    with pytest.raises(NotAllowed):
        cash_remittance_count(actor=strangers[who], remittance_id=remittance.pk, counted=Money(1), now=NOON)

    remittance.refresh_from_db()
    assert remittance.counted_minor is None
    assert balance(chart.cash_at_desk(shop.hub.pk)) == Money(0)


def test_a_deposit_credited_short_is_the_desks_case(shop: Market) -> None:
    deposit = deposited(shop, counted(shop, remitted(shop, delivered(shop, {0: 1})), 13_500))

    cash_deposit_confirm(
        actor=shop.accountant, deposit_id=deposit.pk, credited=Money(13_400), bank_reference="B-1", now=NOON
    )

    case = CashCase.objects.get()
    assert (case.holder_id, case.missing) == (shop.hub.pk, Money(100))
    assert balance(chart.cash_in_deposit()) == Money(0)
