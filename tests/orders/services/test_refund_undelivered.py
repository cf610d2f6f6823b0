"""Giving back what was paid and never came: test that ..."""

import uuid

import pytest

from logistics.selectors.custody import Custody
from logistics.states import FailureReason, TrackingKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.checks import order_findings
from orders.management.commands.check_books import all_findings
from orders.models.order import Order
from orders.models.payment import Payment
from orders.models.refund import Claim, Refund
from orders.refund_states import ClaimState, RefundCause
from orders.services.claim_close import claim_close
from orders.services.order_deliver import order_returned
from orders.services.refund_undelivered import refund_undelivered
from tests.factories.ground import NOON
from tests.factories.orders import Market, market
from tests.factories.refunds import MACHINE, refunded, transferred
from tests.once import fresh, once
from tests.orders.journey import shipped, told, tracked

pytestmark = pytest.mark.django_db


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def test_a_paid_parcel_that_comes_back_is_refunded_by_itself_with_its_delivery(shop: Market) -> None:
    order = transferred(shop, {0: 2, 1: 1})
    parcel = shipped(order, NOON)
    tracked(parcel, TrackingKind.REFUSED, NOON, reason=FailureReason.REFUSED)
    tracked(parcel, TrackingKind.RETURNED, NOON)
    told()

    refund = Refund.objects.get()
    assert (refund.amount, refund.cause, refund.state) == (order.total, "undelivered", "choice")
    assert balance(chart.order_clearing()) == Money(0)
    assert balance(chart.delivery_revenue()) == Money(0)


def test_a_refused_parcel_that_nobody_paid_gives_nothing_back(shop: Market) -> None:
    order = shop.order({0: 1})
    order.sub_orders.update(state="returned")

    assert refund_undelivered(actor=MACHINE, order_id=order.pk, is_back=True, now=NOON) is None
    assert not Refund.objects.exists()


def test_money_that_arrives_after_the_parcel_is_back_goes_back_too_and_once(shop: Market) -> None:
    order = transferred(shop, {0: 1})
    assert refund_undelivered(actor=MACHINE, order_id=order.pk, is_back=False, now=NOON) is None
    order.sub_orders.update(state="refused")
    order_returned(order_id=order.pk, now=NOON)

    first = refund_undelivered(actor=MACHINE, order_id=order.pk, is_back=False, now=NOON)

    assert first is not None and first.amount == order.total
    assert refund_undelivered(actor=MACHINE, order_id=order.pk, is_back=True, now=NOON) is None
    assert Payment.objects.get().owed_back_minor == order.total_minor


def test_strangers_refund_nothing(shop: Market) -> None:
    order = transferred(shop, {0: 1})

    with pytest.raises(NotAllowed):
        refund_undelivered(actor=Actor.anonymous(), order_id=order.pk, is_back=True, now=NOON)

    assert not Refund.objects.exists()


def came_back(order: Order) -> None:
    """The parcel is at the hub again, and its money goes back."""
    order.sub_orders.update(state="returned")
    refund_undelivered(actor=MACHINE, order_id=order.pk, is_back=True, now=NOON)


def test_what_the_marketplace_gave_of_a_parcel_that_comes_back_is_no_expense_any_more(shop: Market) -> None:
    order = transferred(shop, {0: 2, 1: 1})
    refunded(order, {0: 1}, cause=RefundCause.GOODWILL, now=NOON)
    assert balance(chart.goodwill()) == Money(10_000)

    came_back(order)

    for empty in (chart.goodwill(), chart.order_clearing(), chart.delivery_revenue()):
        assert balance(empty) == Money(0), empty
    assert balance(chart.refunds_due()) == -order.total
    assert not any(rows for part, rows in all_findings().items() if part in ("ledger", "orders"))


def test_a_gesture_over_the_whole_order_is_paid_by_its_own_money_once_it_is_back(shop: Market) -> None:
    order = transferred(shop, {0: 1})
    refunded(order, cause=RefundCause.GOODWILL, now=NOON)
    assert balance(chart.goodwill()) == order.total

    for _time in range(2):
        came_back(order)

    assert (balance(chart.goodwill()), balance(chart.order_clearing())) == (Money(0), Money(0))
    assert balance(chart.delivery_revenue()) == Money(0)
    assert Refund.objects.count() == 1


@pytest.mark.parametrize("end", [None, ClaimState.PAID, ClaimState.SET_OFF, ClaimState.GIVEN_UP])
def test_a_claim_on_a_carrier_that_brought_the_parcel_back_after_all_is_void(
    shop: Market, monkeypatch: pytest.MonkeyPatch, end: ClaimState | None
) -> None:
    order = transferred(shop, {0: 2})
    custody = Custody(hub_id=shop.hub.pk, warehouse_id=uuid.uuid4(), carrier_id=shop.carrier.pk, parcel_id=1)
    monkeypatch.setattr("orders.services.refund_decide.custody_of", lambda _reference: custody)
    refunded(order, {0: 1}, cause=RefundCause.CARRIER_LOSS, now=NOON)
    claim = Claim.objects.get()
    if end is not None:
        claim_close(actor=shop.accountant, claim_id=claim.pk, outcome=end, note="agreed", now=NOON)

    came_back(order)

    claim.refresh_from_db()
    assert claim.state == (end or ClaimState.VOID)
    assert balance(chart.claim_on(shop.carrier.pk)) == Money(0)
    assert balance(chart.claims_given_up()) == Money(0)
    # What it had paid already is owed to it again; what was set off is not taken off any more.
    assert balance(chart.payable_carrier(shop.carrier.pk)) == Money(-10_000 if end == ClaimState.PAID else 0)
    assert balance(chart.order_clearing()) == Money(0)
    assert order_findings() == []


def test_a_hub_that_had_paid_for_a_parcel_that_came_back_is_owed_it(
    shop: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = transferred(shop, {0: 1})
    custody = Custody(hub_id=shop.hub.pk, warehouse_id=uuid.uuid4(), carrier_id=None, parcel_id=None)
    monkeypatch.setattr("orders.services.refund_decide.custody_of", lambda _reference: custody)
    refunded(order, {0: 1}, cause=RefundCause.HUB_DAMAGE, now=NOON)
    claim = Claim.objects.get()
    claim_close(actor=shop.accountant, claim_id=claim.pk, outcome=ClaimState.PAID, note="", now=NOON)

    came_back(order)

    assert balance(chart.payable_available(shop.hub.pk)) == Money(-claim.amount_minor)
    assert balance(chart.order_clearing()) == Money(0)


def test_an_expense_that_stayed_behind_is_found(shop: Market) -> None:
    order = transferred(shop, {0: 1})
    refunded(order, cause=RefundCause.GOODWILL, now=NOON)
    assert order_findings() == []

    order.sub_orders.update(state="returned")

    assert [row.code for row in order_findings()] == ["refund_borne"]
    assert [row.code for row in all_findings()["ledger"]] == ["PASSAGE_NOT_EMPTY"]
