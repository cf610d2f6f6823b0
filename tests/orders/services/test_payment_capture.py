"""payment_capture: test that ..."""

from datetime import timedelta

import pytest

from logistics.services.parcel_unpack import parcel_unpack
from logistics.states import TrackingKind
from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import IllegalMove
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.management.commands.check_books import all_findings
from orders.models.payment import Payment, PaymentOperation
from orders.models.refund import Refund, RefundPart
from orders.models.weighing import LineWeighing
from orders.services.checkout_place import checkout_place
from orders.services.checkout_promo_code import checkout_promo_add
from orders.services.line_weigh import line_weigh_undo
from orders.services.order_cancel import order_cancel
from orders.services.order_deliver import order_packed
from orders.services.order_payment_move import order_capture
from orders.services.payment_apply import payment_apply
from orders.shortage_states import Remedy
from tests.factories.cards import Processor
from tests.factories.ground import NOON, staff_actor
from tests.factories.orders import VISITOR, Market, market
from tests.factories.promotions import BudgetFactory, subsidy, voucher
from tests.factories.refunds import MACHINE, line_of
from tests.factories.shortages import answered, short
from tests.factories.weighing import by_weight, weighed
from tests.once import fresh, once
from tests.orders.journey import HUB, handed_over, packed, shipped, told, tracked

pytestmark = pytest.mark.django_db
built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


@pytest.fixture
def processor() -> Processor:
    return Processor()


def healthy() -> bool:
    """Whether the books add up."""
    return not any(all_findings().values())


def asked() -> list[tuple[str, int]]:
    """What the processor was asked for."""
    calls = PaymentOperation.objects.exclude(kind="session").order_by("pk")
    return list(calls.values_list("kind", "amount_minor"))


def test_the_card_pays_what_is_in_the_parcel_and_each_part_loses_its_own(
    shop: Market, processor: Processor
) -> None:
    order = shop.order({0: 2, 1: 1, 2: 1}, pay="card")
    processor.authorise(order)
    # One of two of the first cooperative, and all of the third: its share of the delivery with it
    answered(short(shop, order, 1), Remedy.LEAVE_OUT)
    answered(short(shop, order, 1, index=2), Remedy.LEAVE_OUT)
    assert Payment.objects.get().deducted_minor == 0 == Refund.objects.count()

    parcel = packed(order, NOON)
    order_packed(order_id=order.pk, now=NOON)

    way = order.payment.splits.get(sub_order=line_of(order, 2).sub_order).delivery_minor
    less = 10_000 + 2_500 + way
    assert asked() == [("capture", order.total_minor - less)]
    processor.is_silent = True
    assert processor.work() == 0
    processor.is_silent = False
    assert (processor.work(NOON + timedelta(hours=1)), processor.captured) == (
        1, {"pi_1": order.total_minor - less},
    )  # fmt: skip
    for _late_and_again in range(2):
        processor.tell(order)
    told()

    payment = Payment.objects.get()
    assert (payment.state, payment.captured_minor, payment.deducted_minor) == (
        "paid", order.total_minor - less, less,
    )  # fmt: skip
    [refund] = Refund.objects.all()
    assert (refund.set_off_minor, refund.amount_minor, refund.medium, refund.state) == (
        less, 0, "deducted", "done",
    )  # fmt: skip
    # The commission of 10 % and the hub's fee go back with the goods
    parts = RefundPart.objects.order_by("sub_order__number").values_list("goods_minor", "commission_minor")
    assert list(parts) == [(10_000, 1_000), (2_500, 250)]
    assert balance(chart.card_clearing()) == payment.captured
    assert balance(chart.refunds_due()) == Money(0)
    assert healthy()
    tracked(handed_over(parcel, NOON), TrackingKind.DELIVERED, NOON)
    # Of 100 are earned: less 10 % and the half of the hub's 5
    assert balance(chart.payable_maturing(shop.sellers[0].pk)) == Money(-(10_000 - 1_000 - 250))
    assert balance(chart.payable_maturing(shop.sellers[2].pk)) == Money(0)
    assert healthy()


def test_a_weight_counts_once_it_is_packed_and_stands_then(shop: Market, processor: Processor) -> None:
    by_weight(shop)
    order = shop.order({0: 3, 1: 1}, pay="card")
    processor.authorise(order)
    weighed(order, 1_410)
    parcel = packed(order, NOON)

    # 90 of 1500 g lack: 6 % of 300
    assert asked() == [("capture", order.total_minor - 1_800)]
    parcel_unpack(actor=HUB, parcel_id=parcel.pk, now=NOON)
    told()
    with pytest.raises(IllegalMove):
        weighed(order, 1_500)
    with pytest.raises(IllegalMove):
        line_weigh_undo(actor=HUB, line_id=line_of(order).pk, now=NOON)
    # All pieces but one are gone before the card is charged: that goes back, and never more than the line
    answered(short(shop, order, 2), Remedy.LEAVE_OUT)
    processor.work()
    told()
    [refund] = Refund.objects.all()
    assert (refund.set_off_minor, refund.amount_minor, refund.cause) == (1_800, 20_000, "missing")
    assert LineWeighing.objects.get().refund == refund
    processor.work()
    tracked(shipped(order, NOON), TrackingKind.DELIVERED, NOON)
    assert (Refund.objects.count(), line_of(order).refunded_minor, healthy()) == (1, 21_800, True)


def test_a_line_that_was_weighed_and_is_gone_after_all_costs_nothing_and_no_more(
    shop: Market, processor: Processor
) -> None:
    by_weight(shop)
    order = shop.order({0: 1, 1: 1}, pay="card")
    processor.authorise(order)
    weighed(order, 470)
    parcel = packed(order, NOON)
    parcel_unpack(actor=HUB, parcel_id=parcel.pk, now=NOON)
    answered(short(shop, order, 1), Remedy.LEAVE_OUT)

    processor.work()

    way = order.payment.splits.get(sub_order=line_of(order).sub_order).delivery_minor
    refund = Refund.objects.get()
    assert (refund.set_off_minor, refund.amount_minor) == (600, 9_400 + way)
    assert healthy()


def test_what_goes_missing_after_the_packing_is_paid_back_and_nothing_is_asked_twice(
    shop: Market, processor: Processor
) -> None:
    order = shop.order({0: 2, 1: 1}, pay="card")
    processor.authorise(order)
    answered(short(shop, order, 1), Remedy.LEAVE_OUT)
    parcel = packed(order, NOON)
    processor.work()
    told()
    parcel_unpack(actor=HUB, parcel_id=parcel.pk, now=NOON)
    told()
    answered(short(shop, order, 1), Remedy.LEAVE_OUT)
    answered(short(shop, order, 1, index=1), Remedy.LEAVE_OUT)

    assert [kind for kind, _minor in asked()] == ["capture", "refund", "refund"]
    processor.work()
    payment = Payment.objects.get()
    assert payment.refunded == payment.captured == Money(order.total_minor - 10_000)
    assert {*order.sub_orders.values_list("state", flat=True)} == {"cancelled"}
    assert (balance(chart.card_clearing()), healthy()) == (Money(0), True)


def test_given_up_between_asking_and_charging_what_was_taken_goes_back(
    shop: Market, processor: Processor
) -> None:
    order = shop.order({0: 2, 1: 1}, pay="card")
    processor.authorise(order)
    answered(short(shop, order, 1), Remedy.LEAVE_OUT)
    parcel = packed(order, NOON)
    parcel_unpack(actor=HUB, parcel_id=parcel.pk, now=NOON)
    told()
    order_cancel(actor=MACHINE, order_id=order.pk, holds_secret=False, reason="", now=NOON)
    # Somebody takes all of it in the processor's own console
    processor.captured["pi_1"] = order.total_minor

    processor.tell(order)

    back = dict(Refund.objects.values_list("cause", "amount_minor"))
    assert back == {"late": order.total_minor - 10_000, "surplus": 10_000}
    assert (balance(chart.refunds_due()), healthy()) == (Money(-order.total_minor), True)


def test_refused_at_the_door_only_what_was_taken_comes_back(shop: Market, processor: Processor) -> None:
    order = shop.order({0: 2, 1: 1}, pay="card")
    processor.authorise(order)
    answered(short(shop, order, 1), Remedy.LEAVE_OUT)
    parcel = shipped(order, NOON)
    processor.work()
    told()
    tracked(parcel, TrackingKind.REFUSED, NOON, reason="refused")
    tracked(parcel, TrackingKind.RETURNED, NOON)

    payment = Payment.objects.get()
    assert payment.captured_minor == order.total_minor - 10_000
    # What was not in the parcel was never taken, and does not come back
    assert (payment.owed_back, healthy()) == (payment.captured, True)


def test_more_than_was_asked_for_goes_back_and_an_older_answer_changes_nothing(
    shop: Market, processor: Processor
) -> None:
    order = shop.order({0: 2, 1: 1}, pay="card")
    processor.authorise(order)
    before = processor.payment("pi_1")
    answered(short(shop, order, 1), Remedy.LEAVE_OUT)
    packed(order, NOON)
    processor.captured["pi_1"] = order.total_minor

    payment = processor.tell(order)
    payment_apply(actor=MACHINE, payment_id=payment.pk, picture=before, now=NOON)

    assert (payment.captured_minor, Payment.objects.get().surplus_minor) == (
        order.total_minor - 10_000,
        10_000,
    )
    assert [kind for kind, _minor in asked()] == ["capture", "refund"]
    assert healthy()


def test_the_staff_take_it_before_the_packing_without_what_is_missing(
    shop: Market, processor: Processor
) -> None:
    by_weight(shop)
    order = shop.order({0: 2, 1: 1}, pay="card")
    processor.authorise(order)
    answered(short(shop, order, 1, index=0), Remedy.LEAVE_OUT)
    weighed(order, 480)

    order_capture(actor=staff_actor(Permission.MANAGE_ORDERS), order_id=order.pk, amount=None, now=NOON)
    processor.work()
    told()

    # Until the packing a weight is a word: it goes back when the parcel leaves
    assert Payment.objects.get().captured_minor == order.total_minor - 10_000
    weighed(order, 470)
    shipped(order, NOON)
    assert {*Refund.objects.values_list("cause", "amount_minor", "set_off_minor")} == {
        ("missing", 0, 10_000), ("weight", 600, 0),
    }  # fmt: skip
    assert healthy()


def test_where_others_pay_for_all_that_is_left_nothing_is_taken(shop: Market, processor: Processor) -> None:
    budget = BudgetFactory.create(amount_minor=100_000)
    product = shop.variants[1].product_id
    voucher("AID", value="100", funder="partner", budget=budget, products=[product])
    subsidy("100", budget=budget)
    checkout = shop.checkout({0: 1, 1: 1}, pay="card")
    checkout_promo_add(actor=VISITOR, checkout_id=checkout.pk, code="AID", now=NOON)
    order = checkout_place(actor=VISITOR, checkout_id=checkout.pk, expected_total=None, now=NOON)
    assert order.due == Money(10_000)
    processor.authorise(order)
    answered(short(shop, order, 1), Remedy.LEAVE_OUT)
    packed(order, NOON)

    assert (processor.work(), processor.captured, processor.cancelled) == (1, {}, {"pi_1"})
    told()

    payment = Payment.objects.get()
    assert (payment.state, payment.captured_minor, payment.deducted_minor) == ("paid", 0, 10_000)
    assert (Refund.objects.get().set_off_minor, healthy()) == (10_000, True)
