"""shortage_answer: test that ..."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from logistics.checks import stock_findings
from logistics.models.fulfilment import FulfilmentLine
from logistics.models.lot import Lot
from logistics.models.stock import Reservation, Shortage
from logistics.services.fulfilment_cancel import fulfilment_cancel
from logistics.services.lot_count import lot_count
from logistics.states import TrackingKind
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound, OutOfStock
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.promotions.services.gift_card_locked import left_on
from orders.cod_states import DepositMedium
from orders.gateways.base import PaymentPicture
from orders.management.commands.check_books import all_findings
from orders.models.cash import CashCollection
from orders.models.order import Order
from orders.models.payment import Payment, PaymentOperation
from orders.models.refund import Claim, Refund, RefundPart
from orders.models.shortage import LineShortage
from orders.services.deposit_confirm import deposit_confirm
from orders.services.earnings_mature import earnings_mature
from orders.services.order_release import order_release
from orders.services.payment_apply import payment_apply
from orders.services.shortage_answer import shortage_answer, shortages_close
from orders.shortage_states import Remedy, ShortageState
from tests.factories.cod import deposit_rule
from tests.factories.ground import NOON
from tests.factories.logistics import MACHINE, released_lot, stock_of
from tests.factories.orders import VISITOR, Market, market
from tests.factories.promotions import BudgetFactory, gift_card, voucher
from tests.factories.refunds import LATER, line_of, refunded, transferred
from tests.factories.shortages import answered, counted_away, fulfilment_of, other_product, short
from tests.logistics.racing import errors, race
from tests.once import fresh, once
from tests.orders.journey import packed, shipped, told, tracked
from tests.orders.test_reductions import placed

pytestmark = pytest.mark.django_db

built = once(market)
LATE = NOON + timedelta(hours=25)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def healthy() -> bool:
    """Whether books, orders and stock all add up."""
    return not any(all_findings().values()) and stock_findings() == []


def door(order: Order) -> int:
    """What the carrier is to collect, in minor units; the payment and the hub say the same."""
    due = Payment.objects.get(order=order).at_the_door.minor
    assert fulfilment_of(order).cash_due_minor == due
    return due


def test_what_is_left_out_of_a_cash_order_is_not_collected_and_the_books_know_it(shop: Market) -> None:
    order = shop.order({0: 3, 1: 1})
    row = short(shop, order, 2)
    assert (row.state, row.answer_by, stock_of(shop.variants[0])) == (
        "open",
        NOON + timedelta(days=1),
        (1, 1),
    )

    answered(row, Remedy.LEAVE_OUT)
    answered(row, Remedy.LEAVE_OUT)

    assert (door(order), order.total_minor) == (28_500, 48_500)
    assert Refund.objects.count() == Shortage.objects.count() == 0
    tracked(shipped(order, NOON), TrackingKind.DELIVERED, NOON, cash=Money(28_500))

    [refund] = Refund.objects.all()
    assert (refund.amount_minor, refund.set_off_minor, refund.state, refund.medium) == (
        0, 20_000, "done", "deducted",
    )  # fmt: skip
    assert CashCollection.objects.get().amount_minor == 28_500
    assert balance(chart.cash_with_carrier(shop.carrier.pk)) == Money(28_500)
    part = RefundPart.objects.get()
    # 10 % of 200 goes back; of the hub's 5 what 200 of 300 are; delivery stays as it was
    assert (part.goods_minor, part.commission_minor, part.hub_fee_minor) == (20_000, 2_000, 333)
    assert part.delivery_minor == 0
    earned = balance(chart.payable_maturing(shop.sellers[0].pk))
    assert earned == Money(-(30_000 - 3_000 - 500) + (20_000 - 2_000 - 333))
    row.refresh_from_db()
    assert (row.refund, row.decided_by) == (refund, "visitor")
    assert healthy()


def test_of_a_paid_order_the_money_goes_back_at_once_and_with_the_last_unit_its_delivery(
    shop: Market,
) -> None:
    order = transferred(shop, {0: 2, 1: 1})
    row = short(shop, order, 2)

    answered(row, Remedy.LEAVE_OUT)

    refund = Refund.objects.get()
    split = line_of(order).sub_order.split
    assert (refund.cause, refund.amount_minor) == ("missing", 20_000 + split.delivery_minor)
    assert (row.quantity, FulfilmentLine.objects.count()) == (2, 1)
    tracked(shipped(order, NOON), TrackingKind.DELIVERED, NOON)
    assert balance(chart.payable_maturing(shop.sellers[0].pk)) == Money(0)
    assert healthy()


def test_a_substitute_is_sent_from_real_lots_and_the_difference_is_not_collected(shop: Market) -> None:
    other = other_product(shop)
    order = shop.order({0: 2, 1: 1})
    row = short(shop, order, 1)
    assert (row.substitute, row.substitute_unit_minor) == (other, 8_000)

    answered(row, Remedy.SUBSTITUTE)

    assert (door(order), stock_of(other), stock_of(shop.variants[0])) == (36_500, (20, 1), (1, 1))
    assert sorted(FulfilmentLine.objects.values_list("variant", "quantity")) == sorted(
        [(shop.variants[0].pk, 1), (shop.variants[1].pk, 1), (other.pk, 1)]
    )
    tracked(shipped(order, NOON), TrackingKind.DELIVERED, NOON, cash=Money(36_500))
    assert Refund.objects.get().set_off_minor == 2_000
    # One of 100 and one of 80 were sold: 10 % commission, and the hub's fee less what 20 of 200 are
    assert balance(chart.payable_maturing(shop.sellers[0].pk)) == Money(-(18_000 - 1_800 - 450))
    assert healthy()


def test_a_substitute_of_a_paid_order_pays_the_difference_back_and_its_loss_is_asked_about_again(
    shop: Market,
) -> None:
    other = other_product(shop, price=7_777)
    order = transferred(shop, {0: 3})
    row = answered(short(shop, order, 2), Remedy.SUBSTITUTE)
    assert row.refund is not None and row.refund.amount_minor == 20_000 - 2 * 7_777

    counted_away(other, 19)

    again = LineShortage.objects.exclude(pk=row.pk).get()
    assert (again.key, again.quantity, again.substitute, again.origin) == (row.reference, 1, None, "hub")
    answered(again, Remedy.LEAVE_OUT)
    again.refresh_from_db()
    assert again.refund is not None and again.refund.amount_minor == 7_777
    tracked(shipped(order, NOON), TrackingKind.DELIVERED, NOON)
    assert healthy()


def test_silence_leaves_out_and_an_answer_after_the_deadline_is_none(shop: Market) -> None:
    other_product(shop)
    order = shop.order({0: 2, 1: 1})
    row = short(shop, order, 1)
    assert shortages_close(actor=MACHINE, now=LATE - timedelta(hours=2), limit=9) == 0

    with pytest.raises(IllegalMove):
        answered(row, Remedy.SUBSTITUTE, now=LATE)
    assert shortages_close(actor=MACHINE, now=LATE, limit=9) == 1
    assert shortages_close(actor=MACHINE, now=LATE, limit=9) == 0
    with pytest.raises(IllegalMove):
        answered(row, Remedy.SUBSTITUTE, now=LATE)

    row.refresh_from_db()
    assert (row.state, door(order)) == ("left_out", 28_500)


def test_whoever_waits_is_served_first_or_chooses_otherwise_or_waits_in_vain(shop: Market) -> None:
    order = shop.order({0: 2, 1: 1})
    row = answered(short(shop, order, 1, wait_until=(NOON + timedelta(days=3)).date()), Remedy.WAIT)
    assert shortages_close(actor=MACHINE, now=NOON + timedelta(days=3), limit=9) == 0

    released_lot(shop.variants[0], 5)
    told()

    row.refresh_from_db()
    assert (row.state, door(order)) == ("filled", 38_500)
    second = answered(short(shop, order, 2), Remedy.WAIT)
    assert answered(second, Remedy.LEAVE_OUT).state == ShortageState.LEFT_OUT
    other = shop.order({1: 3, 2: 1})
    third = answered(short(shop, other, 1), Remedy.WAIT)
    assert shortages_close(actor=MACHINE, now=NOON + timedelta(days=9), limit=9) == 1
    third.refresh_from_db()
    assert (third.state, door(other)) == ("left_out", 36_000)
    assert healthy()


def test_what_came_in_a_moment_before_is_sent_whatever_was_chosen(shop: Market) -> None:
    order = shop.order({0: 3, 1: 1})
    row = short(shop, order, 2)
    released_lot(shop.variants[0], 1)
    # Nobody has told yet
    assert LineShortage.objects.get().quantity == 2

    answered(row, Remedy.LEAVE_OUT)

    assert (LineShortage.objects.get().quantity, door(order)) == (1, 38_500)
    again = short(shop, order, 1)
    released_lot(shop.variants[0], 1)
    assert answered(again, Remedy.LEAVE_OUT).state == "filled"
    told()
    assert (door(order), packed(order, NOON).weight_g) == (38_500, 3 * 560)


@pytest.mark.parametrize("is_paid", [False, True])
def test_an_order_of_which_nothing_is_left_is_given_up(shop: Market, is_paid: bool) -> None:
    order = transferred(shop, {0: 1}) if is_paid else shop.order({0: 1})
    row = short(shop, order, 1)

    answered(row, Remedy.LEAVE_OUT)

    assert {*order.sub_orders.values_list("state", flat=True)} == {"cancelled"}
    assert not fulfilment_cancel(reference=f"order:{order.pk}", now=NOON)
    back = sum(Refund.objects.values_list("amount_minor", flat=True))
    assert back == (order.total_minor if is_paid else 0)
    assert not Reservation.objects.exists()
    told()
    assert healthy()


def test_a_card_that_is_charged_later_gets_the_missing_back(shop: Market) -> None:
    order = shop.order({0: 2, 1: 1}, pay="card")
    payment = Payment.objects.get(order=order)
    Payment.objects.filter(pk=payment.pk).update(state="authorised")
    order.sub_orders.update(state="released")
    order_release(order_id=order.pk, now=NOON)

    answered(short(shop, order, 1), Remedy.LEAVE_OUT)

    assert (Refund.objects.count(), fulfilment_of(order).cash_due_minor) == (0, 0)
    picture = PaymentPicture(
        "pi_1", is_authorised=False, is_cancelled=False, authorised=Money(0), captured=payment.amount
    )
    payment_apply(actor=MACHINE, payment_id=payment.pk, picture=picture, now=NOON)
    told()
    assert (Refund.objects.get().amount_minor, Refund.objects.get().medium) == (10_000, "card")
    assert PaymentOperation.objects.get(kind="refund").amount_minor == 10_000


def test_two_shortages_of_a_line_and_a_gift_card_add_up_to_the_centime(shop: Market) -> None:
    order = shop.order({2: 7})
    for units in (2, 1, 3):
        answered(short(shop, order, units), Remedy.LEAVE_OUT)

    assert door(order) == 3_500 + 2_500
    tracked(shipped(order, NOON), TrackingKind.DELIVERED, NOON, cash=Money(6_000))
    assert (Refund.objects.get().set_off_minor, line_of(order).refunded_quantity) == (15_000, 6)
    assert healthy()


def test_who_may_not_answer_changes_nothing(shop: Market) -> None:
    order = shop.order({0: 2, 1: 1})
    row = short(shop, order, 1)

    with pytest.raises(NotAllowed):
        shortage_answer(
            actor=VISITOR, shortage_id=row.pk, holds_secret=False, remedy=Remedy.LEAVE_OUT, now=NOON
        )
    with pytest.raises(NotFound):
        shortage_answer(actor=VISITOR, shortage_id=0, holds_secret=True, remedy=Remedy.WAIT, now=NOON)
    with pytest.raises(InvalidInput):
        answered(row, Remedy.SUBSTITUTE)
    row.refresh_from_db()
    assert (row.state, door(order)) == ("open", 38_500)


def test_a_substitute_that_is_gone_meanwhile_leaves_the_question_open(shop: Market) -> None:
    other = other_product(shop, stock=1)
    row = short(shop, shop.order({0: 2, 1: 1}), 1)
    lot = Lot.objects.get(variant=other)
    lot_count(actor=MACHINE, lot_id=lot.pk, warehouse_id=lot.warehouse_id, counted=0, reason="gone", now=NOON)

    with pytest.raises(OutOfStock):
        answered(row, Remedy.SUBSTITUTE)

    row.refresh_from_db()
    assert (row.state, Shortage.objects.get().quantity) == ("open", 1)


def test_gift_card_voucher_deposit_and_cash_share_what_is_missing_exactly(shop: Market) -> None:
    budget = BudgetFactory.create(amount_minor=100_000)
    voucher("AID", funder="partner", budget=budget, value="7")
    issued = gift_card(10_001)
    deposit_rule(shop)
    order = placed(shop, {0: 1, 2: 3}, "AID", issued.code)
    payment = Payment.objects.get(order=order)
    deposit_confirm(
        actor=shop.accountant,
        order_id=order.pk,
        received=payment.deposit,
        medium=DepositMedium.TRANSFER,
        reference="V1",
        now=NOON,
    )
    row = short(shop, order, 1)
    before = Payment.objects.get(order=order).at_the_door.minor

    answered(row, Remedy.LEAVE_OUT)

    collected = door(order)
    assert 0 <= collected < before
    tracked(shipped(order, NOON), TrackingKind.DELIVERED, NOON, cash=Money(collected))
    refund = Refund.objects.get()
    line = line_of(order)
    split = line.sub_order.split
    assert refund.whole == line.paid + split.delivery
    assert (before - collected, refund.amount_minor) == (refund.set_off_minor, 0)
    assert healthy()
    # All that is left goes back once, to whoever had paid it, and nothing twice
    rest = refunded(order, key="rest", with_delivery=True, units={1: 3})
    assert refund.whole + rest.whole == order.total
    assert left_on(issued.card) == Money(10_001)
    assert healthy()


def test_more_missing_than_is_left_to_collect_is_paid_back_after_the_delivery(shop: Market) -> None:
    deposit_rule(shop, rate=Decimal("0.8"))
    order = shop.order({0: 3, 2: 1})
    payment = Payment.objects.get(order=order)
    deposit_confirm(
        actor=shop.accountant,
        order_id=order.pk,
        received=payment.deposit,
        medium=DepositMedium.TRANSFER,
        reference="V1",
        now=NOON,
    )
    left = order.total - payment.deposit
    assert left < Money(20_000)

    answered(short(shop, order, 2), Remedy.LEAVE_OUT)

    assert door(order) == 0
    tracked(shipped(order, NOON), TrackingKind.DELIVERED, NOON, cash=Money(0))
    refund = Refund.objects.get()
    assert (refund.set_off, refund.amount, refund.state) == (left, Money(20_000) - left, "choice")
    assert healthy()


def test_nobody_owes_what_was_not_in_a_lost_parcel_that_nobody_had_paid(shop: Market) -> None:
    order = shop.order({0: 3, 1: 1, 2: 1})
    answered(short(shop, order, 2), Remedy.LEAVE_OUT)
    answered(short(shop, order, 1, index=2), Remedy.LEAVE_OUT)
    parcel = shipped(order, NOON)

    tracked(parcel, TrackingKind.LOST, NOON)

    assert sum(Claim.objects.values_list("amount_minor", flat=True)) == 25_000
    assert balance(chart.payable_maturing(shop.sellers[2].pk)) == Money(0)
    assert balance(chart.payable_maturing(shop.sellers[0].pk)) == Money(-(30_000 - 3_000 - 500 - 17_667))
    assert healthy()
    earnings_mature(actor=MACHINE, now=LATER)
    assert healthy()


def test_a_missing_gift_that_cost_nothing_gives_nothing_back(shop: Market) -> None:
    order = shop.order({0: 2, 1: 1})
    line = line_of(order)
    line.given_minor = line.funded_minor = 0
    type(line).objects.filter(pk=line.pk).update(unit_price_minor=0, total_minor=0, commission_minor=0)

    answered(short(shop, order, 1), Remedy.LEAVE_OUT)

    assert door(order) == order.total_minor


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
@pytest.mark.parametrize("hours", [1, 24])
def test_of_answers_and_the_deadline_at_one_moment_exactly_one_decides(hours: int) -> None:
    shop = market(prices=(10_000, 15_000))
    other_product(shop)
    order = shop.order({0: 2, 1: 1})
    row = short(shop, order, 1)
    at = NOON + timedelta(hours=hours)
    wishes = (Remedy.LEAVE_OUT, Remedy.SUBSTITUTE) * 3

    results = race(
        *(partial(answered, row, remedy, now=at) for remedy in wishes),
        partial(shortages_close, actor=MACHINE, now=at, limit=9),
    )

    assert {type(error) for error in errors(results)} == {IllegalMove}
    row.refresh_from_db()
    expected = {"left_out": 28_500, "substituted": 36_500}
    assert door(order) == expected[row.state]
    assert row.state == "left_out" or hours == 1
    assert FulfilmentLine.objects.count() == (3 if row.state == "substituted" else 2)
    assert stock_findings() == []
