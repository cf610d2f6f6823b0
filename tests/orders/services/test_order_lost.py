"""Parcels that are lost: test that ..."""

from datetime import timedelta

import pytest
from django.utils import timezone

from logistics.states import FailureReason, TrackingKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.notifications.models import Message
from marketplace.promotions.models.budget import PartnerBudget
from marketplace.promotions.services.gift_card_locked import left_on
from orders.events import RefundDecided, RefundPaid
from orders.handlers_refunds import tell_refund_decided, tell_refund_paid
from orders.management.commands.check_books import all_findings
from orders.models.order import Order, SubOrder
from orders.models.payment import Payment, PaymentOperation
from orders.models.refund import Claim, Refund
from orders.postings import net_of
from orders.refund_states import ClaimState, RefundCause
from orders.selectors.next_payout import next_payout
from orders.services.claim_close import claim_close
from orders.services.earnings_mature import earnings_mature
from orders.services.order_lost import order_lost
from orders.services.refund_undelivered import refund_undelivered
from orders.status import OrderStatus, order_status
from tests.factories.cod import agreement_of, deposit_rule
from tests.factories.ground import NOON
from tests.factories.orders import Market, market
from tests.factories.payouts import SettlementTermFactory
from tests.factories.promotions import BudgetFactory, gift_card, subsidy, voucher
from tests.factories.refunds import LATER, MACHINE, refunded, transferred
from tests.once import fresh, once
from tests.orders.journey import packed, shipped, tracked
from tests.orders.services.test_deposit_receive import receive
from tests.orders.test_reductions import placed

pytestmark = pytest.mark.django_db
NOTHING = Money(0)


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def lost(shop: Market, order: Order, *, is_at_hub: bool = False) -> Refund | None:
    """The carrier (or the hub) has lost the order's parcel."""
    order.sub_orders.exclude(state="cancelled").update(state="shipped")
    holder = shop.hub if is_at_hub else shop.carrier
    return order_lost(
        actor=MACHINE, order_id=order.pk, holder_id=holder.pk, is_at_hub=is_at_hub, happened_at=NOON, now=NOON
    )


def nets(order: Order) -> Money:
    return Money(sum(net_of(row).minor for row in order.sub_orders.all()))


def owed(shop: Market) -> Money:
    """What all cooperatives have earned, payable or not."""
    accounts = [chart.payable_maturing(each.pk) for each in shop.sellers]
    accounts += [chart.payable_available(each.pk) for each in shop.sellers]
    return Money(-sum(balance(account).minor for account in accounts))


def test_a_parcel_that_its_carrier_lost_is_told_once_and_every_purse_is_right(shop: Market) -> None:
    order = transferred(shop, {0: 2, 1: 1})
    parcel = shipped(order, NOON)

    tracked(parcel, TrackingKind.LOST, NOON)
    order_lost(
        actor=MACHINE, order_id=order.pk, holder_id=shop.carrier.pk, is_at_hub=False,
        happened_at=NOON, now=NOON,
    )  # fmt: skip

    refund = Refund.objects.get()
    assert (refund.amount, refund.cause) == (order.total, RefundCause.CARRIER_LOSS)
    assert {claim.debtor_id for claim in Claim.objects.all()} == {shop.carrier.pk}
    # The carrier pays the goods; nobody has earned the way, and no carrier is paid for it.
    assert balance(chart.claim_on(shop.carrier.pk)) == order.items
    assert balance(chart.delivery_revenue()) == NOTHING == balance(chart.payable_carrier(shop.carrier.pk))
    assert balance(chart.order_clearing()) == NOTHING
    assert owed(shop) == nets(order)
    states = list(order.sub_orders.values_list("state", flat=True))
    assert order_status(states, "paid") == OrderStatus.LOST
    assert Message.objects.filter(template="order_lost").count() == 1
    assert not any(all_findings().values())


def test_the_earning_of_a_paid_order_matures_like_any_other(shop: Market) -> None:
    order = transferred(shop, {0: 1})
    lost(shop, order)

    assert earnings_mature(actor=MACHINE, now=LATER) == 1

    assert balance(chart.payable_available(shop.sellers[0].pk)) == -nets(order)
    assert not any(all_findings().values())


@pytest.mark.parametrize("outcome", [ClaimState.PAID, ClaimState.SET_OFF, ClaimState.GIVEN_UP])
def test_cash_that_nobody_paid_is_owed_by_the_carrier_and_waits_for_the_claim(
    shop: Market, outcome: ClaimState
) -> None:
    SettlementTermFactory.create()
    order = shop.order({0: 2})

    assert lost(shop, order) is None

    seller = shop.sellers[0]
    assert Payment.objects.get().state == "cancelled"
    assert balance(chart.claim_on(shop.carrier.pk)) == order.items
    assert owed(shop) == nets(order)
    assert earnings_mature(actor=MACHINE, now=LATER) == 0
    later = next_payout(actor=Actor.of_machine("test"), organisation_id=seller.pk, at=LATER).later
    assert [(each.reason, each.total) for each in later] == [("compensation", nets(order))]
    assert not any(all_findings().values())

    claim_close(
        actor=shop.accountant, claim_id=Claim.objects.get().pk, outcome=outcome, note="agreed", now=LATER
    )

    assert earnings_mature(actor=MACHINE, now=LATER) == 1
    assert balance(chart.payable_available(seller.pk)) == -nets(order)
    assert balance(chart.order_clearing()) == NOTHING
    assert not any(all_findings().values())


def test_a_parcel_that_is_lost_on_its_way_back_is_paid_by_the_carrier_too(shop: Market) -> None:
    order = shop.order({0: 1})
    parcel = shipped(order, NOON)
    tracked(parcel, TrackingKind.REFUSED, NOON, reason=FailureReason.REFUSED)

    tracked(parcel, TrackingKind.LOST, NOON)

    assert balance(chart.claim_on(shop.carrier.pk)) == order.items
    assert owed(shop) == nets(order)
    assert not any(all_findings().values())


def test_a_parcel_that_was_lost_at_the_hub_is_the_hubs(shop: Market) -> None:
    order = transferred(shop, {0: 1})
    parcel = packed(order, NOON)

    tracked(parcel, TrackingKind.LOST, NOON)

    assert Refund.objects.get().cause == RefundCause.HUB_LOSS
    assert balance(chart.claim_on(shop.hub.pk)) == order.items
    assert not any(all_findings().values())


def test_a_deposit_goes_back_whole(shop: Market) -> None:
    deposit_rule(shop)
    order = shop.order({0: 1})
    receive(shop, order)

    lost(shop, order)

    assert agreement_of(order).deposit_state == "returned"
    assert Refund.objects.get().amount == agreement_of(order).deposit
    assert balance(chart.deposits_held()) == NOTHING
    assert not any(all_findings().values())


@pytest.mark.parametrize("is_lost", [True, False])
def test_what_a_partner_paid_of_a_delivery_that_never_was_goes_back_to_its_budget(
    shop: Market, is_lost: bool
) -> None:
    made = subsidy()
    order = transferred(shop, {0: 1})
    assert PartnerBudget.objects.get().used_minor == 1_750
    assert balance(chart.receivable_partner(made.budget.partner_id)) == Money(1_750)

    if is_lost:
        lost(shop, order)
    else:
        parcel = shipped(order, NOON)
        tracked(parcel, TrackingKind.REFUSED, NOON, reason=FailureReason.REFUSED)
        tracked(parcel, TrackingKind.RETURNED, NOON)

    assert PartnerBudget.objects.get().used_minor == 0
    assert balance(chart.receivable_partner(made.budget.partner_id)) == NOTHING
    assert balance(chart.delivery_revenue()) == NOTHING
    assert not any(all_findings().values())


def test_what_a_partner_alone_had_paid_goes_back_to_its_budget_and_nothing_to_the_customer(
    shop: Market,
) -> None:
    budget = BudgetFactory.create()
    voucher("AID", "100", funder="partner", budget=budget)
    subsidy("100", budget=budget)
    order = placed(shop, {0: 2}, "AID")
    assert (order.due, Payment.objects.get().state) == (NOTHING, "paid")

    refund = lost(shop, order)

    assert refund is not None
    assert (refund.amount, refund.gift, refund.medium, refund.state) == (NOTHING, NOTHING, "partner", "done")
    assert PartnerBudget.objects.get().used_minor == 0
    assert balance(chart.claim_on(shop.carrier.pk)) == order.items
    assert owed(shop) == nets(order)
    tell_refund_decided(
        RefundDecided(refund_id=str(refund.pk), order_id=str(order.pk), happened_at=NOON), now=NOON
    )
    tell_refund_paid(RefundPaid(refund_id=str(refund.pk), happened_at=NOON), now=NOON)
    assert not Message.objects.exists()
    assert not any(all_findings().values())


@pytest.mark.parametrize("undelivered", [False, True])
def test_what_cards_and_a_partner_had_paid_between_them_goes_back_to_both(
    shop: Market, undelivered: bool
) -> None:
    budget = BudgetFactory.create()
    voucher("AID", "50", funder="partner", budget=budget)
    issued = gift_card(50_000)
    order = placed(shop, {0: 2, 1: 1}, "AID", issued.code)
    refunded(order, {1: 1}, cause=RefundCause.MISSING, now=NOON)

    if undelivered:
        order.sub_orders.update(state="returned")
        refund_undelivered(actor=MACHINE, order_id=order.pk, is_back=True, now=LATER)
    else:
        lost(shop, order)

    assert left_on(issued.card) == Money(50_000)
    assert PartnerBudget.objects.get().used_minor == 0
    assert balance(chart.order_clearing()) == NOTHING
    assert not any(all_findings().values())


def test_goods_that_were_to_come_back_are_claimed_and_what_was_not_in_the_parcel_is_not(shop: Market) -> None:
    order = transferred(shop, {0: 3})
    refunded(order, {0: 1}, key="a", cause=RefundCause.WITHDRAWAL, now=NOON)
    refunded(order, {0: 1}, key="b", cause=RefundCause.MISSING, now=NOON)

    lost(shop, order)

    line = order.lines.get()
    kept = SubOrder.objects.get()
    # Two of three units are claimed: the one that was sent back, and the one that was on its way.
    assert balance(chart.claim_on(shop.carrier.pk)) == Money(line.total_minor * 2 // 3)
    assert kept.refunded_hub_fee_minor < kept.hub_fee_minor
    assert owed(shop) < nets(order)
    assert balance(chart.order_clearing()) == NOTHING
    assert not any(all_findings().values())


def test_a_parcel_of_which_all_went_back_before_gives_nothing_more(shop: Market) -> None:
    order = transferred(shop, {0: 1})
    refunded(order, {0: 1}, cause=RefundCause.GOODWILL, now=NOON)

    assert lost(shop, order) is None

    assert Refund.objects.count() == 1
    assert owed(shop) == nets(order)
    assert not any(all_findings().values())


def test_a_card_that_was_not_charged_yet_is_let_go(shop: Market) -> None:
    order = shop.order({0: 1}, pay="card")
    Payment.objects.update(state="authorised", provider_reference="pi_1")

    lost(shop, order)

    assert Payment.objects.get().state == "cancelled"
    assert PaymentOperation.objects.filter(kind="cancel").count() == 1
    assert balance(chart.claim_on(shop.carrier.pk)) == order.items
    assert earnings_mature(actor=MACHINE, now=timezone.now() + timedelta(days=900)) == 0
