"""What is asked of an order to be paid at the door: test that ..."""

from datetime import timedelta
from decimal import Decimal

import pytest

from logistics.models.fulfilment import Fulfilment
from marketplace.kernel.errors import InvalidInput
from marketplace.notifications.models import Message
from orders.cod_states import Confirmation, DepositState, RuleKind, Standing
from orders.events import OrderPlaced
from orders.handlers_cod import ask_confirmation, ask_deposit
from orders.models.cod import CodAgreement, ConfirmationCall
from orders.models.order import Order
from orders.models.payment import Payment
from orders.services.order_release import order_release
from tests.factories.cod import agreement_of, call_of, call_rule, cod_rule, deposit_rule
from tests.factories.ground import NOON
from tests.factories.orders import Market, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    """Three sellers at 100, 150 and 25 MAD; delivery 35 MAD."""
    return fresh(built)


def states(order: Order) -> set[str]:
    return set(order.sub_orders.values_list("state", flat=True))


def told(template: str) -> list[Message]:
    return list(Message.objects.filter(template=template))


def test_without_rules_an_order_is_prepared_at_once_and_nothing_is_written(shop: Market) -> None:
    order = shop.order({0: 1})

    assert states(order) == {"released"}
    assert not order.needs_confirmation
    assert (CodAgreement.objects.count(), ConfirmationCall.objects.count()) == (0, 0)


def test_a_first_order_above_the_sum_waits_for_its_deposit(shop: Market) -> None:
    deposit_rule(shop)

    order = shop.order({0: 1})

    agreement, payment = agreement_of(order), Payment.objects.get(order=order)
    assert states(order) == {"placed"}
    # A fifth of 135 MAD
    assert (agreement.deposit_minor, payment.deposit_minor) == (2_700, 2_700)
    assert (agreement.deposit_state, agreement.expires_at) == (DepositState.DUE, NOON + timedelta(hours=72))
    assert agreement.kept_rate == Decimal("0.5")
    assert agreement.transfer_reference == f"AC{order.number}"
    assert int(agreement.agency_code) % 97 == 0
    [reason] = agreement.reasons
    assert (reason["standing"], reason["amount_minor"]) == ("new", 2_700)
    assert agreement.history == {"delivered": 0, "refused": 0, "unreachable": 0}


def test_its_customer_is_told_of_the_deposit_and_of_the_link(shop: Market) -> None:
    deposit_rule(shop)
    call_rule(shop)
    order = shop.order({0: 1})

    event = OrderPlaced(order_id=str(order.pk), happened_at=NOON)
    for _twice in range(2):
        ask_deposit(event, now=NOON)
        ask_confirmation(event, now=NOON)

    [deposit], [link] = told("deposit_awaited"), told("cod_confirm")
    assert (deposit.channel, deposit.context["deposit"]) == ("email", "27,00\u00a0DH")
    # The link goes to the phone that would be called, whatever else is known of the customer
    assert (link.channel, link.to) == ("sms", "+212612345678")
    assert link.context["url"].endswith(f"/fr/confirm/{call_of(order).token}/")
    assert link.context["total"] == "108,00\u00a0DH"


def test_where_only_a_call_counts_no_link_is_sent(shop: Market) -> None:
    call_rule(shop, confirmation=Confirmation.CALL)
    order = shop.order({0: 1})

    ask_confirmation(OrderPlaced(order_id=str(order.pk), happened_at=NOON), now=NOON)
    ask_deposit(OrderPlaced(order_id=str(order.pk), happened_at=NOON), now=NOON)

    assert [len(told(name)) for name in ("cod_confirm", "cod_call", "deposit_awaited")] == [0, 1, 0]


def test_an_order_that_needs_a_call_is_not_picked_before(shop: Market) -> None:
    call_rule(shop)

    order = shop.order({0: 1})
    order_release(order_id=order.pk, now=NOON)

    call = call_of(order)
    assert (order.needs_confirmation, states(order)) == (True, {"placed"})
    assert Fulfilment.objects.count() == 0
    assert (call.state, call.mode, call.attempts_most) == ("waiting", "link", 3)
    assert call.deadline_at == NOON + timedelta(hours=48)


def test_a_known_good_customer_is_not_called(shop: Market) -> None:
    call_rule(shop)
    cod_rule(shop, RuleKind.CONFIRMATION, standing=Standing.KNOWN, confirmation=Confirmation.NONE)
    first = shop.order({0: 1})
    first.sub_orders.update(state="delivered")

    second = shop.order({0: 1})

    assert states(second) == {"released"}
    assert not ConfirmationCall.objects.filter(order=second).exists()
    assert agreement_of(second).history["delivered"] == 1


def test_what_happened_a_year_ago_does_not_count(shop: Market) -> None:
    cod_rule(shop, RuleKind.FEE, standing=Standing.REFUSED, amount_minor=900)
    before = shop.order({0: 1})
    before.sub_orders.update(state="refused")

    assert shop.order({0: 1}, now=NOON + timedelta(days=364)).cash_fee_minor == 900
    assert shop.order({0: 1}, now=NOON + timedelta(days=366)).cash_fee_minor == 0


def test_a_cap_of_a_city_keeps_an_order_from_being_paid_at_the_door(shop: Market) -> None:
    cod_rule(shop, RuleKind.CAP, place="MA-MAR", amount_minor=13_499)

    with pytest.raises(InvalidInput) as refusal:
        shop.order({0: 1})

    assert refusal.value.field == "payment_method"
    assert Order.objects.count() == 0
    assert shop.order({0: 1}, pay="card").payment_method == "card"


def test_a_rule_holds_on_its_days_only(shop: Market) -> None:
    today = NOON.date()
    cod_rule(shop, RuleKind.FEE, amount_minor=100, from_date=today + timedelta(days=1))
    cod_rule(shop, RuleKind.FEE, amount_minor=200, until_date=today)
    cod_rule(shop, RuleKind.FEE, amount_minor=300, until_date=today + timedelta(days=1))

    assert shop.order({0: 1}).cash_fee_minor == 300


def test_other_ways_to_pay_are_asked_for_nothing(shop: Market) -> None:
    deposit_rule(shop)
    call_rule(shop)

    order = shop.order({0: 1}, pay="card")

    assert not order.needs_confirmation
    assert (CodAgreement.objects.count(), ConfirmationCall.objects.count()) == (0, 0)
