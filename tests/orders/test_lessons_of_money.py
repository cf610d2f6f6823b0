"""What others' shops got wrong with money, as tests of ours; each names its lesson and the thread it comes from."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import ProtectedError

from marketplace.apps.services.webhook_save import WebhookDetails, webhook_create
from marketplace.cooperatives.models.identity import CommissionTerm
from marketplace.cooperatives.services.organisation_move import organisation_move
from marketplace.cooperatives.states import VerificationState
from marketplace.kernel.actor import Permission
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.promotions.services.gift_card_locked import left_on
from marketplace.promotions.services.gift_card_return import MoreThanPaid, gift_card_return
from marketplace.promotions.sources import Source
from orders.checks import order_findings
from orders.gateways.base import EventPicture
from orders.models.cash import CashCase, CashCollection
from orders.models.order import Order, OrderLine, SubOrder
from orders.models.payment import Payment, ProviderEvent
from orders.models.refund import Refund
from orders.models.returning import ReturnTerm
from orders.postings import net_of, order_subject
from orders.refund_states import RefundMedium, ReturnReason, ReturnState
from orders.refunding import OverRefund
from orders.selectors.orders import order_by_token
from orders.services.cash_remit import cash_remittance_count, cash_remittance_open
from orders.services.draft_order_lines import draft_line_update
from orders.services.earnings_mature import earnings_mature
from orders.services.order_deliver import order_delivered
from orders.services.provider_event_record import provider_event_record
from orders.services.refund_send import refund_medium_choose, refund_pay
from orders.services.return_request import WantedBack, return_request
from tests.factories.apps import app_with
from tests.factories.ground import NOON, CommissionTermFactory, staff_actor
from tests.factories.orders import VISITOR, Market, market
from tests.factories.promotions import gift_card
from tests.factories.refunds import (
    LATER,
    MACHINE,
    delivered,
    line_of,
    matured,
    refunded,
    settled,
    transferred,
)
from tests.frontend.views.people import page_of, staff
from tests.frontend.views.portal.conftest import member_of
from tests.marketplace.graphql.api import data_of, global_id
from tests.once import fresh, once
from tests.orders.journey import delivered as brought
from tests.orders.services.test_draft_orders import drafted
from tests.orders.test_reductions import placed

pytestmark = pytest.mark.django_db


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def paid_back(order: Order, refund: Refund, shop: Market) -> None:
    """The customer chose a transfer, and it was made."""
    refund_medium_choose(
        actor=VISITOR, refund_id=refund.pk, holds_secret=True, medium=RefundMedium.TRANSFER, holder="A",
        rib="999780000000000000000105", now=LATER,
    )  # fmt: skip
    refund_pay(actor=shop.accountant, refund_id=refund.pk, payment_reference="V1", now=LATER)


def test_lesson_1_an_event_that_is_told_again_changes_nothing(shop: Market) -> None:
    """Spree PR#14622: webhooks are delivered more than once."""
    event = EventPicture("evt_1", "charge.dispute.created", {"data": {"object": {"id": "dp_1"}}})

    assert [provider_event_record(event=event, now=NOON) for _time in range(3)] == [True, False, False]

    assert ProviderEvent.objects.count() == 1


def test_lesson_1_a_webhook_that_is_registered_again_keeps_the_secret_of_the_first() -> None:
    """Spree PR#14622: registering a second time deleted the secret, and nothing could be verified any more."""
    app = app_with(Permission.MANAGE_ORDERS)
    actor = staff_actor(Permission.MANAGE_APPS)
    known = WebhookDetails(
        name="orders", target_url="https://app.example.com/hook", events=["ORDER_CREATED"], is_active=True,
        secret_key="first", query="subscription { event { ... on OrderCreated { order { id } } } }",
    )  # fmt: skip
    first = webhook_create(actor=actor, app_id=app.pk, details=known)

    webhook_create(actor=actor, app_id=app.pk, details=replace(known, secret_key=None))

    first.refresh_from_db()
    assert first.secret_key == "first"


def test_lesson_2_each_part_of_a_split_order_is_fulfilled_though_the_payment_hangs_on_the_whole(
    shop: Market,
) -> None:
    """Spree PR#14622."""
    order = shop.order({0: 1, 1: 1, 2: 1})

    brought(order, NOON)

    assert Payment.objects.filter(order=order).count() == 1
    parts = list(order.sub_orders.order_by("number"))
    assert {part.state for part in parts} == {"delivered"}
    for part in parts:
        account = chart.payable_maturing(part.organisation_id)
        assert balance(account, subject=part.subject) == -net_of(part)


def test_lesson_5_an_order_that_was_refunded_whole_does_not_read_as_paid(shop: Market) -> None:
    """Spree PR#14622: to the customer, the staff, the cooperative and programs."""
    order = delivered(shop, {0: 1})
    page = f"/en/order/{order.access_token}/"
    clerk, member = staff(Permission.MANAGE_ORDERS), member_of(shop.sellers[0])
    ask = "query ($id: ID!) { order(id: $id) { isPaid paymentStatus paymentStatusDisplay chargeStatus } }"

    def told() -> dict[str, object]:
        found: dict[str, object] = data_of(
            ask, {"id": global_id("Order", order.pk)}, actor=staff_actor(Permission.MANAGE_ORDERS)
        )["order"]
        return found

    def chip() -> str:
        return str(clerk.get(page).context["payment_chip"].text)

    assert (chip(), told()["isPaid"]) == ("Paid", True)
    refund = refunded(order)
    assert chip() == "Money on its way back"

    paid_back(order, refund, shop)

    assert chip() == "Paid back"
    for where in ("/en/operator/orders/", f"/en/operator/orders/{order.number}/"):
        assert "Paid back" in page_of(clerk.get(where)), where
    assert told() == {
        "isPaid": False,
        "paymentStatus": "FULLY_REFUNDED",
        "paymentStatusDisplay": "Remboursé",
        "chargeStatus": "NONE",
    }
    part = order.sub_orders.get()
    assert "Paid back" in page_of(member.client.get("/en/portal/orders/?show=done"))
    # A withdrawal: the cooperative has its goods again, and the hub has packed them
    assert member.client.get(f"/en/portal/orders/{part.pk}/").context["kept"] == net_of(part) - Money(9_000)


def test_lesson_5_a_part_that_went_back_is_told_as_a_part(shop: Market) -> None:
    order = delivered(shop, {0: 2})

    paid_back(order, refunded(order, {0: 1}), shop)

    payment = order_by_token(order.access_token).payment
    assert (payment.captured_minor, payment.refunded_minor) == (23_500, 10_000)
    page = staff(Permission.MANAGE_ORDERS).get(f"/en/order/{order.access_token}/")
    assert page.context["payment_chip"].text == "Partly paid back"


def test_lesson_6_a_parcel_told_of_twice_charges_its_delivery_once(shop: Market) -> None:
    """Spree PR#14622: the customer, each cooperative's share of it, and what the carrier is owed."""
    order = shop.order({0: 1, 1: 1})
    assert sum(split.delivery_minor for split in order.payment.splits.all()) == order.delivery_minor == 3_500

    first, second = order.sub_orders.order_by("number")
    SubOrder.objects.filter(pk=first.pk).update(state="shipped")
    for _time in range(2):
        order_delivered(
            actor=MACHINE, order_id=order.pk, carrier_id=shop.carrier.pk, happened_at=NOON, now=NOON
        )

    assert balance(chart.delivery_revenue()) == Money(-3_500)
    assert balance(chart.payable_carrier(shop.carrier.pk)) == Money(-2_500)
    assert CashCollection.objects.get().amount_minor == order.total_minor
    second.refresh_from_db()
    assert second.state == "delivered"


@pytest.mark.parametrize("when", ["maturing", "payable", "in_a_draft", "paid_out"])
def test_lesson_8_a_refund_counts_once_wherever_its_money_stands(shop: Market, when: str) -> None:
    """lms-front#511 subtracted it twice when it was made before the payout."""
    seller = shop.sellers[0].pk
    order = (delivered if when == "maturing" else matured)(shop, {0: 2})
    if when == "paid_out":
        assert settled().statements.get().total_minor == 17_500
    refund = refunded(order, {0: 1}, key="once")
    assert refunded(order, {0: 1}, key="once") == refund

    earnings_mature(actor=MACHINE, now=LATER + timedelta(days=20))

    names = (chart.payable_maturing, chart.payable_available, chart.debt_carried)
    owed = -sum(balance(name(seller)).minor for name in names)
    # 200.00 less a tenth less 5.00 for the hub; of that 100.00 less a tenth went back
    assert owed == (17_500 - 9_000) - (17_500 if when == "paid_out" else 0)
    if when == "in_a_draft":
        assert settled().statements.get().total_minor == 8_500
    assert order_findings() == []


def test_lesson_9_a_new_commission_never_alters_what_was_sold(shop: Market) -> None:
    """As Mercur does: the rate of the day is frozen on the line."""
    before = shop.order({0: 1})
    CommissionTerm.objects.all().delete()
    CommissionTermFactory.create(rate=Decimal("0.3"))

    after = shop.order({0: 1})

    rates = [OrderLine.objects.get(order=order).commission_minor for order in (before, after)]
    assert rates == [1_000, 3_000]
    before.sub_orders.update(state="shipped")
    order_delivered(actor=MACHINE, order_id=before.pk, carrier_id=shop.carrier.pk, happened_at=NOON, now=NOON)
    assert balance(chart.commission()) == Money(-1_000)


def test_lesson_9_an_edit_of_an_order_touches_the_changed_line_alone(shop: Market) -> None:
    draft = drafted(shop, 1, 2)
    lines = list(draft.checkout.lines.order_by("id"))
    untouched = lines[1].__dict__.copy()

    draft_line_update(actor=staff_actor(Permission.MANAGE_ORDERS), line_id=lines[0].pk, quantity=4, now=LATER)

    changed, other = draft.checkout.lines.order_by("id")
    assert changed.quantity == 4
    assert {key: value for key, value in other.__dict__.items() if key != "_state"} == {
        key: value for key, value in untouched.items() if key != "_state"
    }


def test_lesson_10_three_equal_shares_of_10_00_sum_to_10_00() -> None:
    """CoopCycle lost a centime to rounding."""
    shares = Money(1_000).split([1, 1, 1])

    assert [share.minor for share in shares] == [334, 333, 333]


def test_lesson_10_the_delivery_of_three_cooperatives_adds_up_to_what_the_customer_pays(shop: Market) -> None:
    order = shop.order({0: 1, 1: 1, 2: 1})

    shares = [split.delivery_minor for split in order.payment.splits.order_by("sub_order__number")]

    assert (shares, sum(shares)) == ([1_167, 1_167, 1_166], 3_500)


def test_lesson_11_cash_is_nobodys_balance_before_the_bank_has_it(shop: Market) -> None:
    """dokan#34: commissions of cash on delivery were paid out of money that never came."""
    order = shop.order({0: 1})
    brought(order, NOON)

    earnings_mature(actor=MACHINE, now=NOON + timedelta(days=60))

    part = order.sub_orders.get()
    assert (part.matured_at, balance(chart.payable_available(part.organisation_id))) == (None, Money(0))


def test_lesson_11_a_seller_that_keeps_the_cash_owes_the_commission_with_it(shop: Market) -> None:
    """dokan#1220: who brings its own parcel holds everybody's money, and answers for all of it."""
    seller = shop.sellers[0]
    order = shop.order({0: 1})
    order.sub_orders.update(state="shipped")

    order_delivered(actor=MACHINE, order_id=order.pk, carrier_id=seller.pk, happened_at=NOON, now=NOON)

    held = balance(chart.cash_with_carrier(seller.pk), subject=order_subject(order))
    assert (held, balance(chart.commission())) == (Money(13_500), Money(-1_000))
    remittance = cash_remittance_open(
        actor=shop.cashier, desk_id=shop.hub.pk, carrier_id=seller.pk,
        collection_ids=[order.cash.pk], number="R1", now=NOON,
    )  # fmt: skip
    cash_remittance_count(actor=shop.cashier, remittance_id=remittance.pk, counted=Money(12_500), now=NOON)
    # The commission that it kept is its debt
    assert balance(chart.cash_case(seller.pk)) == Money(1_000)
    assert CashCase.objects.get().holder_id == seller.pk


def test_lesson_28_what_goes_back_to_a_gift_card_never_exceeds_what_it_paid(shop: Market) -> None:
    card = gift_card(5_000)
    order = placed(shop, {0: 1}, card.code)
    reference = order_subject(order)
    assert left_on(card.card) == Money(0)

    with pytest.raises(MoreThanPaid):
        gift_card_return(
            actor=MACHINE, key="too-much", reference=reference, amount=Money(5_001),
            source=Source(chart.promised(), reference), now=NOON,
        )  # fmt: skip

    assert left_on(card.card) == Money(0)


def test_lesson_28_a_customer_never_gets_more_than_they_paid(shop: Market) -> None:
    order = transferred(shop, {0: 2})
    refunded(order, {0: 2})

    with pytest.raises(OverRefund):
        refunded(order, {0: 1}, key="more")
    with pytest.raises(OverRefund):
        refunded(order, amount=Money(1), key="a-centime-more")

    assert Payment.objects.get().owed_back_minor == order.total_minor


@pytest.mark.parametrize("days", [0, 1, 6])
def test_lesson_29_no_seller_shortens_the_legal_window(shop: Market, days: int) -> None:
    """dokan#1957: the seven days of law 31-08 are everybody's."""
    ReturnTerm.objects.create(
        organisation=shop.sellers[0], from_date=date(2024, 1, 1), withdrawal_days=days, refund_days=1
    )
    order = shop.order({0: 1})
    brought(order, NOON)

    row = return_request(
        actor=VISITOR, order_id=order.pk, holds_secret=True, key="r",
        lines=[WantedBack(line_of(order).pk, 1, ReturnReason.CHANGED_MIND)], note="",
        now=NOON + timedelta(days=7),
    )  # fmt: skip

    assert (row.state, row.is_withdrawal) == (ReturnState.APPROVED, True)


def test_lesson_30_when_a_seller_closes_its_orders_lots_and_books_stay_readable(shop: Market) -> None:
    seller = shop.sellers[0]
    order = matured(shop, {0: 1})
    lots = seller.lots.count()

    organisation_move(
        actor=staff_actor(Permission.VERIFY_COOPERATIVES), organisation_id=seller.pk,
        after=VerificationState.CLOSED, now=LATER,
    )  # fmt: skip

    assert order_by_token(order.access_token).parts[0].organisation.pk == seller.pk
    assert (seller.lots.count(), lots > 0) == (lots, True)
    # What it has earned is still paid to it, and what is refunded is still taken off
    assert balance(chart.payable_available(seller.pk)) == Money(-8_500)
    refunded(order, amount=Money(1_000))
    assert settled().statements.get().total_minor == 8_500 - 900
    assert order_findings() == []


def test_lesson_30_a_seller_with_history_cannot_be_deleted(shop: Market) -> None:
    seller = shop.sellers[0]
    matured(shop, {0: 1})

    with pytest.raises(ProtectedError):
        seller.delete()

    assert Order.objects.count() == 1
