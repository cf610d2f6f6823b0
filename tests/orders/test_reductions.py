"""Orders that are reduced, subsidised or paid with gift cards: test that ..."""

import time
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from catalog.models.offer import Price
from logistics.models.delivery import DeliveryRate
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.promotions.checks import promotions_findings
from marketplace.promotions.models.voucher import Voucher, VoucherCode, VoucherUse
from marketplace.promotions.selectors.gift_cards import returnable_to_cards
from marketplace.promotions.selectors.rules import VoucherNotApplicable
from marketplace.promotions.selectors.subsidies import budget_reports
from marketplace.promotions.services.budget_spend import BudgetUsedUp
from marketplace.promotions.services.gift_card_locked import left_on
from orders.basket import Basket
from orders.checks import explained_passages, order_findings
from orders.management.commands.check_books import all_findings
from orders.models.checkout import Checkout
from orders.models.discount import OrderDiscount
from orders.models.order import Order, SubOrder
from orders.models.payment import Payment, PaymentSplit
from orders.postings import net_of, order_subject
from orders.refund_states import RefundCause
from orders.refunding import WantedLine
from orders.selectors.baskets import basket_of
from orders.selectors.checkouts import checkout_by_id
from orders.services.checkout_place import BasketChanged, checkout_place
from orders.services.checkout_promo_code import checkout_promo_add, checkout_promo_remove
from orders.services.order_cancel import order_cancel
from orders.services.order_deliver import order_delivered, order_packed, order_refused, order_shipped
from orders.services.refund_decide import refund_decide
from orders.services.refund_draft import Wish
from orders.states import PaymentState, SubOrderState
from tests.factories.ground import NOON, AllianceFactory
from tests.factories.orders import VISITOR, Market, market
from tests.factories.promotions import (
    MACHINE,
    BudgetFactory,
    gift_card,
    promotion,
    subsidy,
    voucher,
)
from tests.logistics.racing import errors, race

pytestmark = pytest.mark.django_db


def add(checkout: Checkout, code: str) -> None:
    checkout_promo_add(actor=VISITOR, checkout_id=checkout.pk, code=code, now=NOON)


def seen(checkout: Checkout) -> Basket:
    found = checkout_by_id(checkout.pk)
    assert found is not None
    return basket_of(found, now=NOON)


def place(checkout: Checkout) -> Order:
    return checkout_place(
        actor=VISITOR, checkout_id=checkout.pk, expected_total=seen(checkout).total, now=NOON
    )


def placed(shop: Market, quantities: dict[int, int], *codes: str) -> Order:
    checkout = shop.checkout(quantities)
    for code in codes:
        add(checkout, code)
    return place(checkout)


def deliver(shop: Market, order: Order) -> None:
    order_packed(order_id=order.pk, now=NOON)
    order_shipped(order_id=order.pk, now=NOON)
    order_delivered(actor=MACHINE, order_id=order.pk, carrier_id=shop.carrier.pk, happened_at=NOON, now=NOON)


def part_of(order: Order, seller: Organisation) -> SubOrder:
    return SubOrder.objects.get(order=order, organisation=seller)


def money_findings() -> list[Any]:
    return [*order_findings(), *promotions_findings()]


def test_a_voucher_of_the_marketplace_never_lowers_what_a_cooperative_earns() -> None:
    shop = market()
    plain = placed(shop, {0: 2, 1: 1})
    voucher()

    order = placed(shop, {0: 2, 1: 1}, "ait10")

    assert (order.items, order.funded, order.total) == (Money(35_000), Money(3_500), Money(35_000))
    for seller in shop.sellers[:2]:
        assert net_of(part_of(order, seller)) == net_of(part_of(plain, seller))
        assert part_of(order, seller).commission == part_of(plain, seller).commission
    rows = OrderDiscount.objects.filter(order=order).order_by("pk")
    assert [(row.amount_minor, row.funder, row.code) for row in rows] == [
        (2_000, "platform", "AIT10"),
        (1_500, "platform", "AIT10"),
    ]
    deliver(shop, order)
    assert balance(chart.promotions()) == Money(3_500)
    assert balance(chart.cash_with_carrier(shop.carrier.pk), subject=order_subject(order)) == Money(35_000)
    assert money_findings() == []


def test_a_voucher_of_a_cooperative_lowers_its_own_earning_and_nobody_elses() -> None:
    shop = market()
    own, other = shop.sellers[0], shop.sellers[1]
    voucher("OWN", funder="cooperative", organisation=own, consented_at=NOON)

    order = placed(shop, {0: 2, 1: 1}, "OWN")

    part = part_of(order, own)
    assert (part.gross, part.commission, net_of(part)) == (Money(18_000), Money(1_800), Money(15_700))
    assert part_of(order, other).gross == Money(15_000)
    assert (order.items, order.funded, order.total) == (Money(33_000), Money(0), Money(36_500))
    line = order.lines.get(sub_order=part)
    assert (line.unit_price_minor, line.given_minor, line.total_minor) == (10_000, 2_000, 18_000)
    deliver(shop, order)
    assert balance(chart.promotions()) == Money(0)
    assert money_findings() == []


def test_a_cooperative_that_did_not_agree_pays_for_nothing() -> None:
    shop = market()
    voucher("OWN", funder="cooperative", organisation=shop.sellers[0])

    checkout = shop.checkout({0: 1})
    with pytest.raises(InvalidInput):
        add(checkout, "OWN")

    assert seen(checkout).total == Money(13_500)


def test_a_partners_budget_pays_for_a_voucher_and_gets_it_back_when_the_order_is_given_up() -> None:
    shop = market()
    budget = BudgetFactory.create(amount_minor=5_000)
    voucher("AID", funder="partner", budget=budget)

    order = placed(shop, {0: 2, 1: 1}, "AID")

    budget.refresh_from_db()
    assert (order.partner, budget.used) == (Money(3_500), Money(3_500))
    assert explained_passages()[("clearing:promised", order_subject(order))] == -3_500
    assert all_findings()["ledger"] == []
    order_cancel(actor=MACHINE, order_id=order.pk, holds_secret=False, reason="x", now=NOON)
    budget.refresh_from_db()
    assert (budget.used, balance(chart.promised())) == (Money(0), Money(0))
    assert money_findings() == []


def test_a_budget_that_holds_less_refuses_the_order_whole() -> None:
    shop = market()
    voucher("AID", funder="partner", budget=BudgetFactory.create(amount_minor=3_499))
    checkout = shop.checkout({0: 2, 1: 1})
    add(checkout, "AID")

    with pytest.raises(BudgetUsedUp):
        place(checkout)
    assert (Order.objects.count(), balance(chart.promised())) == (0, Money(0))


@pytest.mark.parametrize(
    ("changes", "pieces"),
    [
        ({"min_spent": 20_001}, 2),
        ({"min_quantity": 3}, 2),
        ({"countries": ["FR"]}, 2),
        ({"only_for_staff": True}, 2),
    ],
)
def test_a_voucher_asks_for_its_conditions(changes: dict[str, Any], pieces: int) -> None:
    shop = market()
    voucher(**changes)
    checkout = shop.checkout({0: pieces})

    with pytest.raises(VoucherNotApplicable):
        add(checkout, "AIT10")
    assert Checkout.objects.get().voucher_code == ""


@pytest.mark.parametrize(
    "columns",
    [
        {"starts_at": NOON + timedelta(seconds=1)},
        {"ends_at": NOON},
        {"usage_limit": 0},
    ],
)
def test_a_voucher_of_another_time_is_no_code_at_all(columns: dict[str, Any]) -> None:
    shop = market()
    made = voucher()
    Voucher.objects.filter(pk=made.pk).update(**columns)

    with pytest.raises(InvalidInput):
        add(shop.checkout({0: 1}), "AIT10")


def test_what_a_voucher_is_limited_to_is_reduced_alone() -> None:
    shop = market()
    product = shop.variants[1].product
    voucher(
        "CAT", categories=[product.category_id], type="specific_product", value_type="fixed", value="3.50"
    )
    voucher("NONE", products=[10**9])

    checkout = shop.checkout({0: 1, 1: 2})
    add(checkout, "CAT")
    with pytest.raises(VoucherNotApplicable):
        add(checkout, "NONE")

    basket = seen(checkout)
    same_shelf = shop.variants[0].product.category_id == product.category_id
    assert basket.discount == Money(700 + (350 if same_shelf else 0))
    assert (basket.voucher.code if basket.voucher else "") == "CAT"


def test_once_per_order_reduces_one_piece_of_the_cheapest() -> None:
    shop = market()
    voucher(once_per_order=True)
    checkout = shop.checkout({0: 3, 2: 2})
    add(checkout, "AIT10")

    assert [(each.variant_id, each.amount) for each in seen(checkout).off_goods] == [
        (shop.variants[2].pk, Money(250))
    ]


def test_a_voucher_pays_for_delivery() -> None:
    shop = market()
    voucher("FREE", "100", type="shipping")
    checkout = shop.checkout({0: 1})
    add(checkout, "FREE")

    order = place(checkout)

    assert (order.delivery, order.delivery_full, order.platform) == (Money(0), Money(3_500), Money(3_500))
    assert order.total == Money(10_000)
    deliver(shop, order)
    assert (balance(chart.delivery_revenue()), balance(chart.promotions())) == (Money(-3_500), Money(3_500))
    assert money_findings() == []


def test_a_customer_uses_a_voucher_once_and_may_again_after_cancelling() -> None:
    shop = market()
    voucher(once_per_customer=True)
    order = placed(shop, {0: 1}, "AIT10")

    second = shop.checkout({0: 1})
    with pytest.raises(VoucherNotApplicable):
        add(second, "AIT10")
    order_cancel(actor=MACHINE, order_id=order.pk, holds_secret=False, reason="x", now=NOON)
    add(second, "AIT10")

    assert place(second).total == Money(12_500)
    assert (VoucherUse.objects.count(), VoucherCode.objects.get().used) == (1, 1)


def test_a_code_can_be_taken_away_again() -> None:
    shop = market()
    voucher()
    card = gift_card(5_000)
    checkout = shop.checkout({0: 1})
    add(checkout, "AIT10")
    add(checkout, card.code)
    assert (seen(checkout).total, seen(checkout).due) == (Money(12_500), Money(7_500))

    checkout_promo_remove(actor=VISITOR, checkout_id=checkout.pk, code="ait10", now=NOON)
    checkout_promo_remove(actor=VISITOR, checkout_id=checkout.pk, card_id=card.card.pk, now=NOON)

    assert seen(checkout).due == Money(13_500)
    with pytest.raises(NotFound):
        checkout_promo_remove(actor=VISITOR, checkout_id=checkout.pk, code="AIT10", now=NOON)


def test_a_gift_card_pays_a_part_and_cash_the_rest() -> None:
    shop = market()
    card = gift_card(5_000)

    order = placed(shop, {0: 2, 1: 1}, card.code)

    assert (order.total, order.gift, order.due) == (Money(38_500), Money(5_000), Money(33_500))
    assert (Payment.objects.get().amount, left_on(card.card)) == (Money(33_500), Money(0))
    splits = PaymentSplit.objects.order_by("pk")
    assert sum(each.items_minor + each.delivery_minor - each.gift_minor for each in splits) == 33_500
    deliver(shop, order)
    assert balance(chart.promised()) == Money(0)
    assert balance(chart.cash_with_carrier(shop.carrier.pk)) == Money(33_500)
    assert returnable_to_cards(order_subject(order), "MAD") == Money(5_000)
    assert money_findings() == []


def test_an_order_that_gift_cards_pay_whole_is_paid_at_once() -> None:
    shop = market()
    first, second = gift_card(8_000), gift_card(20_000)

    order = placed(shop, {0: 1}, first.code, second.code)

    payment = Payment.objects.get()
    assert (payment.method, payment.state, payment.amount) == ("gift", PaymentState.PAID, Money(0))
    assert (left_on(first.card), left_on(second.card)) == (Money(0), Money(14_500))
    assert set(order.sub_orders.values_list("state", flat=True)) == {SubOrderState.RELEASED}
    deliver(shop, order)
    assert part_of(order, shop.sellers[0]).matures_at == NOON + timedelta(days=7)
    assert money_findings() == []


def test_a_refused_parcel_gives_card_budget_and_voucher_back() -> None:
    shop = market()
    card = gift_card(5_000)
    budget = BudgetFactory.create()
    voucher("AID", funder="partner", budget=budget, single_use=True)
    order = placed(shop, {0: 1}, card.code, "AID")
    assert VoucherCode.objects.get().is_active is False
    order_packed(order_id=order.pk, now=NOON)
    order_shipped(order_id=order.pk, now=NOON)

    order_refused(order_id=order.pk, now=NOON)

    budget.refresh_from_db()
    assert (left_on(card.card), budget.used, balance(chart.promised())) == (Money(5_000), Money(0), Money(0))
    assert (VoucherCode.objects.get().is_active, VoucherCode.objects.get().used) == (True, 0)
    assert money_findings() == []


def test_a_promotion_of_the_marketplace_lowers_the_price_and_not_the_earning() -> None:
    shop = market()
    promotion({"productPredicate": {"ids": [shop.variants[0].product_id]}})

    checkout = shop.checkout({0: 2, 1: 1})
    assert (seen(checkout).items, seen(checkout).discount) == (Money(31_000), Money(0))
    order = place(checkout)

    line = order.lines.get(variant=shop.variants[0])
    assert (line.undiscounted_unit_price_minor, line.unit_price_minor) == (10_000, 10_000)
    assert (line.total, line.paid) == (Money(20_000), Money(16_000))
    assert part_of(order, shop.sellers[0]).gross == Money(20_000)
    assert order.total == Money(34_500)
    deliver(shop, order)
    assert balance(chart.promotions()) == Money(4_000)
    assert money_findings() == []


def test_a_promotion_that_a_cooperative_agreed_to_lowers_its_own_price() -> None:
    shop = market()
    made = promotion(
        {"productPredicate": {"ids": [shop.variants[0].product_id, shop.variants[1].product_id]}}
    )
    type(made).objects.filter(pk=made.pk).update(
        funder="cooperative", organisation=shop.sellers[0], consented_at=NOON
    )
    promotion({"productPredicate": {"ids": [10**9]}})

    order = placed(shop, {0: 1, 1: 1})

    line = order.lines.get(variant=shop.variants[0])
    assert (line.undiscounted_unit_price_minor, line.unit_price_minor, line.funded_minor) == (
        10_000,
        8_000,
        0,
    )
    assert (line.commission_minor, order.items) == (800, Money(23_000))
    assert Price.objects.get(variant=shop.variants[1]).reduced_minor is None
    assert money_findings() == []


def test_the_best_promotion_on_baskets_holds_until_a_voucher_is_given() -> None:
    shop = market()
    order_rule = {"reward_type": "subtotal_discount", "catalogue_predicate": None}
    from_200 = {"discountedObjectPredicate": {"baseSubtotalPrice": {"range": {"gte": "200"}}}}
    promotion(kind="order", value="5", rule={**order_rule, "order_predicate": from_200})
    promotion(kind="order", value="15", rule={**order_rule, "order_predicate": from_200})
    voucher(value="1")
    small, large = shop.checkout({0: 1}), shop.checkout({0: 2})

    assert (seen(small).discount, seen(large).discount) == (Money(0), Money(3_000))
    add(large, "AIT10")
    assert seen(large).discount == Money(200)


def test_a_gift_is_added_reserved_and_paid_to_its_cooperative() -> None:
    shop = market()
    promotion(
        kind="order",
        value=None,
        rule={
            "value_type": None,
            "reward_type": "gift",
            "catalogue_predicate": None,
            "gifts": [shop.variants[2].pk],
            "order_predicate": {
                "discountedObjectPredicate": {"baseSubtotalPrice": {"range": {"gte": "100"}}}
            },
        },
    )

    order = placed(shop, {0: 1})

    gift = order.lines.get(is_gift=True)
    assert (gift.variant, gift.total, gift.paid) == (shop.variants[2], Money(2_500), Money(0))
    assert (order.total, part_of(order, shop.sellers[2]).gross) == (Money(13_500), Money(2_500))
    assert money_findings() == []


def test_a_partner_pays_half_of_the_delivery_of_an_alliance_alone() -> None:
    shop = market()
    alliance = AllianceFactory.create()
    alliance.members.add(shop.sellers[0])
    made = subsidy(alliance=alliance)

    order = placed(shop, {0: 1, 1: 1})

    # Both parts weigh the same: the alliance's half of 35.00 is 17.50, of which the partner pays half.
    assert (order.delivery, order.delivery_full, order.partner) == (Money(2_625), Money(3_500), Money(875))
    (report,) = budget_reports(MACHINE)
    assert (report.used, report.delivery, report.booked, report.orders) == (
        Money(875),
        Money(875),
        Money(875),
        1,
    )
    deliver(shop, order)
    partner = made.budget.partner_id
    assert balance(chart.receivable_partner(partner)) == Money(875)
    assert balance(chart.delivery_revenue()) == Money(-3_500)
    assert money_findings() == []


@pytest.mark.parametrize(
    ("columns", "delivery"),
    [
        ({"places": ["MA-07"]}, 1_750),
        ({"places": ["MA-MAR"]}, 1_750),
        ({"places": ["MA-01"]}, 3_500),
        ({"most_minor": 500}, 3_000),
        ({"is_active": False}, 3_500),
        ({"value": "20", "value_type": "fixed"}, 1_500),
        ({"seller_regions": ["MA-12"]}, 3_500),
    ],
)
def test_a_subsidy_is_for_its_area_and_within_its_bounds(columns: dict[str, Any], delivery: int) -> None:
    shop = market()
    subsidy(**columns)

    assert seen(shop.checkout({0: 1})).delivery == Money(delivery)


def test_a_budget_pays_no_more_than_it_holds_and_the_customer_pays_the_rest() -> None:
    shop = market()
    subsidy(budget=BudgetFactory.create(amount_minor=700))
    waiting = shop.checkout({0: 1})
    assert seen(waiting).delivery == Money(2_800)

    first = placed(shop, {0: 1})

    assert first.partner == Money(700)
    assert seen(waiting).delivery == Money(3_500)
    with pytest.raises(BasketChanged):
        checkout_place(actor=VISITOR, checkout_id=waiting.pk, expected_total=Money(12_800), now=NOON)
    assert money_findings() == []


def test_delivery_is_free_from_the_value_that_the_tariff_says() -> None:
    shop = market()
    DeliveryRate.objects.update(free_from_minor=20_000, remote_minor=1_000)

    assert seen(shop.checkout({0: 1})).delivery == Money(4_500)
    order = placed(shop, {0: 2})

    assert (order.delivery, order.delivery_full, order.platform) == (Money(0), Money(4_500), Money(4_500))
    row = OrderDiscount.objects.get(order=order)
    assert (row.kind, row.rule, row.amount) == ("free_delivery", "tariff", Money(4_500))


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_fifty_customers_at_once_use_a_single_code_once() -> None:
    shop = market(stock=100)
    voucher(single_use=True)
    checkouts = [shop.checkout({0: 1}) for _ in range(50)]
    Checkout.objects.update(voucher_code="AIT10")

    results = race(*(partial(place_careful, checkout.pk) for checkout in checkouts))

    assert {type(error) for error in errors(results)} == {VoucherNotApplicable}
    assert len(errors(results)) == 49
    assert (VoucherUse.objects.count(), VoucherCode.objects.get().used) == (1, 1)
    assert Order.objects.filter(funded_minor__gt=0).count() == 1


def place_careful(checkout_id: Any) -> None:
    checkout_place(actor=Actor.anonymous(), checkout_id=checkout_id, expected_total=None, now=NOON)


def careless_redeem(code_id: int, reference: str) -> None:
    """What using a code must not be: look whether it may be used, think, then count; no condition."""
    row = VoucherCode.objects.get(pk=code_id)
    if not row.is_active:
        return
    time.sleep(0.05)
    VoucherUse.objects.create(code=row, voucher_id=row.voucher_id, reference=reference, used_at=NOON)
    VoucherCode.objects.filter(pk=code_id).update(is_active=False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_the_control_without_the_condition_uses_it_several_times() -> None:
    voucher(single_use=True)
    code = VoucherCode.objects.get()

    race(*(partial(careless_redeem, code.pk, f"order:{n}") for n in range(10)))

    assert VoucherUse.objects.count() > 1


def test_a_refund_gives_the_customer_what_was_paid_and_the_rest_to_who_paid_it() -> None:
    shop = market()
    voucher()
    order = placed(shop, {0: 2}, "AIT10")
    deliver(shop, order)
    line = order.lines.get()

    refund = refund_decide(
        actor=MACHINE,
        order_id=order.pk,
        key="r1",
        cause=RefundCause.WITHDRAWAL,
        wish=Wish(lines=[WantedLine(line.pk, 1)]),
        reason="",
        now=NOON,
    )

    assert refund.amount == Money(9_000)
    assert balance(chart.refunds_due(), subject=refund.subject) == Money(-9_000)
    assert balance(chart.promotions()) == Money(1_000)
    assert money_findings() == []
