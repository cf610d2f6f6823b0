"""Deciding refunds: test that ..."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from logistics.selectors.custody import Custody
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance, entries_of, journal, postings_of
from marketplace.outbox.models import Message
from marketplace.payouts.explanations import explain
from marketplace.payouts.models.debt import CarriedDebt
from orders.events import RefundDecided
from orders.management.commands.check_books import all_findings
from orders.models.order import OrderLine, SubOrder
from orders.models.payment import Payment, PaymentOperation, PaymentSplit
from orders.models.refund import Claim, Refund, RefundPart
from orders.refund_states import RefundCause
from orders.refunding import OverRefund, WantedLine
from orders.services.earnings_mature import earnings_mature
from orders.services.order_deliver import order_delivered
from orders.services.refund_decide import refund_decide
from orders.services.refund_draft import Wish
from tests.factories.ground import NOON, member_actor, staff_actor
from tests.factories.orders import Market, market
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
from tests.once import fresh, once

pytestmark = pytest.mark.django_db


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def owed_to(shop: Market, seller: int) -> tuple[Money, Money]:
    """What is maturing for a seller, and what is payable."""
    pk = shop.sellers[seller].pk
    return -balance(chart.payable_maturing(pk)), -balance(chart.payable_available(pk))


def findings() -> list[object]:
    return [row for part, rows in all_findings().items() for row in rows if part != "outbox"]


def test_a_line_goes_back_with_its_commission_out_of_what_is_payable(shop: Market) -> None:
    order = matured(shop, {0: 3, 1: 1})
    assert owed_to(shop, 0) == (Money(0), Money(26_500))

    refund = refunded(order, {0: 1})

    assert (refund.amount, refund.state, refund.medium) == (Money(10_000), "choice", "")
    assert refund.due_date == (LATER + timedelta(days=15)).date()
    assert owed_to(shop, 0) == (Money(0), Money(17_500))
    assert owed_to(shop, 1) == (Money(0), Money(13_000))
    assert balance(chart.commission()) == Money(-3_500)
    assert balance(chart.refunds_due(), subject=refund.subject) == Money(-10_000)
    assert balance(chart.hub_fees()) == Money(-1_000)
    assert findings() == []


def test_what_is_taken_off_is_explained_and_recomputes(shop: Market) -> None:
    order = matured(shop, {0: 3})
    refunded(order, {0: 1})
    refunded(order, {0: 1}, key="refund-2")

    account = chart.payable_available(shop.sellers[0].pk)
    for row in postings_of(account)[1:]:
        why = explain(row.facts, -row.amount)
        assert why.amount == Money(-9_000)
        assert "withdrew" in why.texts("en")[0]
        assert why.texts("en")[-1] == "90.00\N{NO-BREAK SPACE}MAD are taken off."


def test_units_given_back_one_by_one_give_back_what_all_at_once_would(shop: Market) -> None:
    order = delivered(shop, {0: 7})
    line = line_of(order)
    OrderLine.objects.filter(pk=line.pk).update(commission_minor=6_999)
    SubOrder.objects.update(commission_minor=6_999)

    backs = [refunded(order, {0: 1}, key=f"refund-{n}") for n in range(7)]

    parts = [RefundPart.objects.get(refund=refund) for refund in backs]
    assert sum(part.commission_minor for part in parts) == 6_999
    assert sum(part.goods_minor for part in parts) == 70_000
    assert {part.commission_minor for part in parts} == {999, 1_000}
    assert [part.delivery_minor for part in parts] == [0] * 6 + [3_500]


def test_the_last_unit_of_a_part_brings_its_share_of_the_delivery_back(shop: Market) -> None:
    order = matured(shop, {0: 1, 1: 1})
    split = PaymentSplit.objects.get(sub_order__organisation=shop.sellers[0])

    refund = refunded(order, {0: 1})

    assert split.delivery_minor > 0
    assert refund.amount == Money(10_000 + split.delivery_minor)
    assert balance(chart.delivery_revenue()) == Money(split.delivery_minor - 3_500)


@pytest.mark.parametrize(
    ("with_delivery", "units", "amount"),
    [(False, {0: 1}, 10_000), (True, {0: 1}, 13_500), (True, {}, 3_500)],
)
def test_delivery_goes_back_as_the_staff_wishes(
    shop: Market, with_delivery: bool, units: dict[int, int], amount: int
) -> None:
    order = matured(shop, {0: 2})

    assert refunded(order, units, with_delivery=with_delivery).amount == Money(amount)
    assert findings() == []


def test_everything_goes_back_and_nothing_is_left_anywhere(shop: Market) -> None:
    order = delivered(shop, {0: 2, 1: 1, 2: 4})

    refund = refunded(order)

    assert refund.amount == order.total
    for seller in range(3):
        assert owed_to(shop, seller)[1] == Money(0)
    assert balance(chart.commission()) == Money(0)
    # The hub has packed the goods and keeps its fee: 5 MAD of each cooperative
    assert sum(owed_to(shop, seller)[0].minor for seller in range(3)) == -1_500
    assert balance(chart.delivery_revenue()) == Money(0)
    assert findings() == []


def test_the_hub_gives_its_fee_back_for_what_it_did_not_pack(shop: Market) -> None:
    order = matured(shop, {0: 2})

    refund = refunded(order, {0: 1}, cause=RefundCause.MISSING)

    part = RefundPart.objects.get(refund=refund)
    assert (part.commission_minor, part.hub_fee_minor) == (1_000, 250)
    assert owed_to(shop, 0) == (Money(0), Money(17_500 - 8_750))
    assert SubOrder.objects.get().refunded_hub_fee_minor == 250


def test_tax_goes_back_with_its_goods(shop: Market) -> None:
    order = matured(shop, {0: 3})
    OrderLine.objects.update(tax_rate="0.2000")

    parts = [RefundPart.objects.get(refund=refunded(order, {0: 1}, key=f"r{n}")) for n in range(3)]

    assert sum(part.tax_minor for part in parts) == 5_000
    assert [part.tax_minor for part in parts] == [1_667, 1_666, 1_667]


def test_a_price_is_reduced_without_a_unit_coming_back(shop: Market) -> None:
    order = matured(shop, {0: 2})

    refund = refunded(order, amount=Money(2_000), cause=RefundCause.HIDDEN_DEFECT)

    line = line_of(order)
    assert (refund.amount, line.refunded_quantity, line.refunded_minor) == (Money(2_000), 0, 2_000)
    assert owed_to(shop, 0) == (Money(0), Money(17_500 - 1_800))
    row = postings_of(chart.payable_available(shop.sellers[0].pk))[-1]
    assert any("reduced by" in text for text in explain(row.facts, -row.amount).texts("en"))
    assert refunded(order, {0: 2}, key="rest", with_delivery=False).amount == Money(18_000)


def test_a_sum_is_spread_over_the_cooperatives_by_largest_remainder(shop: Market) -> None:
    order = matured(shop, {0: 1, 1: 1, 2: 1})

    refund = refunded(order, amount=Money(1_000), cause=RefundCause.GOODWILL)

    goods = list(refund.parts.order_by("sub_order__number").values_list("goods_minor", flat=True))
    assert goods == [364, 545, 91]
    assert balance(chart.goodwill()) == Money(1_000)
    assert [owed_to(shop, seller)[1] for seller in range(3)] == [Money(8_500), Money(13_000), Money(1_750)]


# ---- where the money is taken from


def test_before_it_is_earned_it_comes_out_of_the_clearing_and_then_out_of_the_earning(shop: Market) -> None:
    order = transferred(shop, {0: 3})
    refunded(order, {0: 1}, now=NOON, cause=RefundCause.UNDELIVERED)
    sub_order = SubOrder.objects.get()
    assert balance(chart.order_clearing(), subject=sub_order.subject) == Money(-20_000)
    assert findings() == []

    order.sub_orders.update(state="shipped")
    order_delivered(actor=MACHINE, order_id=order.pk, carrier_id=shop.carrier.pk, happened_at=NOON, now=NOON)

    # Two units of 100.00 less 10 %; a third of the hub's fee was for the unit that did not come
    assert balance(chart.order_clearing()) == Money(0)
    assert owed_to(shop, 0) == (Money(20_000 - 2_000 - 333), Money(0))
    assert findings() == []

    earnings_mature(actor=MACHINE, now=LATER)
    assert owed_to(shop, 0) == (Money(0), Money(20_000 - 2_000 - 333))
    assert findings() == []


def test_while_it_matures_it_comes_out_of_what_matures(shop: Market) -> None:
    order = delivered(shop, {0: 2})

    refunded(order, {0: 1}, now=NOON)

    assert owed_to(shop, 0) == (Money(8_500), Money(0))
    assert findings() == []
    earnings_mature(actor=MACHINE, now=LATER)
    assert owed_to(shop, 0) == (Money(0), Money(8_500))
    for row in postings_of(chart.payable_available(shop.sellers[0].pk)):
        assert explain(row.facts, -row.amount).amount == -row.amount
    assert findings() == []


def test_after_the_payout_it_is_carried_as_a_debt(shop: Market) -> None:
    order = matured(shop, {0: 2})
    settled()

    refund = refunded(order, {0: 1}, now=LATER + timedelta(days=20))

    seller = shop.sellers[0].pk
    debt = CarriedDebt.objects.get()
    assert (debt.organisation_id, debt.amount, debt.recovered_minor) == (seller, Money(9_000), 0)
    assert balance(chart.debt_carried(seller)) == Money(9_000)
    assert owed_to(shop, 0) == (Money(0), Money(0))
    assert balance(chart.refunds_due(), subject=refund.subject) == Money(-10_000)
    assert findings() == []


def test_after_a_partial_payout_each_part_is_taken_from_where_its_money_is(shop: Market) -> None:
    order = matured(shop, {0: 2, 1: 1})
    run = settled()
    assert run.statements.filter(outcome="payable").count() == 2
    other = matured(shop, {0: 1})

    refunded(order, {0: 1}, now=LATER + timedelta(days=20))
    refunded(other, {0: 1}, key="other", with_delivery=False, now=LATER + timedelta(days=20))

    seller = shop.sellers[0].pk
    assert balance(chart.debt_carried(seller)) == Money(9_000)
    # The second order was not paid out: 85.00 were there, 90.00 are taken off, for the hub keeps its fee
    assert owed_to(shop, 0) == (Money(0), Money(-500))
    assert findings() == []


@pytest.mark.parametrize(
    ("cause", "holder"), [(RefundCause.HUB_DAMAGE, "hub"), (RefundCause.CARRIER_DAMAGE, "carrier")]
)
def test_who_breaks_it_pays_it_and_the_cooperative_keeps_its_earning(
    shop: Market, monkeypatch: pytest.MonkeyPatch, cause: RefundCause, holder: str
) -> None:
    custody = Custody(hub_id=shop.hub.pk, warehouse_id=uuid.uuid4(), carrier_id=shop.carrier.pk, parcel_id=1)
    monkeypatch.setattr("orders.services.refund_decide.custody_of", lambda _reference: custody)
    order = matured(shop, {0: 2})

    refund = refunded(order, {0: 2}, cause=cause)

    debtor = getattr(shop, holder)
    claim = Claim.objects.get()
    assert (claim.debtor_id, claim.amount_minor, claim.state) == (debtor.pk, 23_500, "open")
    assert balance(chart.claim_on(debtor.pk), subject=claim.subject) == Money(23_500)
    assert owed_to(shop, 0) == (Money(0), Money(17_500))
    assert balance(chart.commission()) == Money(-2_000)
    assert refund.parts.get().commission_minor == 0
    assert findings() == []


def test_without_a_parcel_there_is_nobody_to_claim_from(shop: Market) -> None:
    order = matured(shop, {0: 1})

    refunded(order, {0: 1}, cause=RefundCause.CARRIER_LOSS)

    assert not Claim.objects.exists()
    assert balance(chart.goodwill()) == Money(13_500)


# ---- once, never more


def test_deciding_again_under_the_same_key_changes_nothing(shop: Market) -> None:
    order = matured(shop, {0: 2})
    first = refunded(order, {0: 1})
    before = len(journal(limit=500))

    assert refunded(order, {0: 1}).pk == first.pk
    assert (Refund.objects.count(), len(journal(limit=500))) == (1, before)


@pytest.mark.parametrize(
    "wish",
    [
        lambda line: Wish(lines=[WantedLine(line.pk, 3)]),
        lambda line: Wish(lines=[WantedLine(line.pk, -1)]),
        lambda line: Wish(lines=[WantedLine(line.pk, 0)]),
        lambda line: Wish(lines=[WantedLine(line.pk, 1, Money(20_001))]),
        lambda line: Wish(lines=[WantedLine(line.pk, 1, Money(-1))]),
        lambda line: Wish(amount=Money(20_001)),
        lambda line: Wish(amount=Money(0)),
        lambda line: Wish(),
        lambda line: Wish(lines=[WantedLine(line.pk + 999, 1)]),
        lambda line: Wish(lines=[WantedLine(line.pk, 1), WantedLine(line.pk, 1)]),
        lambda line: Wish(amount=Money(100, "EUR")),
    ],
)
def test_more_than_was_paid_or_nonsense_is_refused(shop: Market, wish: Callable[[OrderLine], Wish]) -> None:
    order = matured(shop, {0: 2})
    before = len(journal(limit=500))

    with pytest.raises(InvalidInput):
        refund_decide(
            actor=MACHINE,
            order_id=order.pk,
            key="k",
            cause=RefundCause.WITHDRAWAL,
            wish=wish(line_of(order)),
            reason="",
            now=LATER,
        )

    assert (Refund.objects.count(), len(journal(limit=500))) == (0, before)
    assert line_of(order).refunded_minor == 0


def test_what_was_refunded_once_is_not_refunded_again(shop: Market) -> None:
    order = matured(shop, {0: 2})
    refunded(order, {0: 2})

    with pytest.raises(OverRefund):
        refunded(order, {0: 1}, key="again")
    with pytest.raises(OverRefund):
        refunded(order, {}, key="delivery", with_delivery=True)

    assert Payment.objects.get().owed_back_minor == order.total_minor


@pytest.mark.parametrize(
    ("model", "counter", "limit"),
    [
        (OrderLine, "refunded_minor", "total_minor"),
        (OrderLine, "refunded_quantity", "quantity"),
        (OrderLine, "returned_quantity", "quantity"),
        (OrderLine, "refunded_commission_minor", "commission_minor"),
        (SubOrder, "refunded_minor", "gross_minor"),
        (SubOrder, "refunded_hub_fee_minor", "hub_fee_minor"),
        (PaymentSplit, "delivery_refunded_minor", "delivery_minor"),
        (Payment, "owed_back_minor", "captured_minor"),
        (Payment, "refunded_minor", "owed_back_minor"),
    ],
)
def test_the_database_itself_refuses_more_than_was_paid(
    shop: Market, model: type, counter: str, limit: str
) -> None:
    matured(shop, {0: 2})

    model.objects.update(**{counter: F(limit)})  # type: ignore[attr-defined]
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**{counter: F(limit) + 1})  # type: ignore[attr-defined]


def test_an_order_that_was_not_paid_gives_nothing_back(shop: Market) -> None:
    order = shop.order({0: 1})

    with pytest.raises(IllegalMove):
        refunded(order)

    assert not Refund.objects.exists()


def test_an_unknown_order_is_not_found(shop: Market) -> None:
    order = matured(shop, {0: 1})
    wish = Wish(lines=[WantedLine(line_of(order).pk, 1)])

    with pytest.raises(NotFound):
        refund_decide(
            actor=MACHINE,
            order_id=shop.checkout({0: 1}).pk,
            key="k",
            cause=RefundCause.WITHDRAWAL,
            wish=wish,
            reason="",
            now=LATER,
        )


@pytest.mark.parametrize("who", ["visitor", "cooperative", "cash staff", "the customer"])
def test_strangers_give_nothing_back(shop: Market, who: str) -> None:
    order = matured(shop, {0: 1})
    actors = {
        "visitor": Actor.anonymous(),
        "cooperative": member_actor(shop.sellers[0], Role.PRESIDENT.value),
        "cash staff": staff_actor(Permission.MANAGE_CASH),
        "the customer": Actor(user_id=order.user_id or 1),
    }

    with pytest.raises(NotAllowed):
        refunded(order, actor=actors[who])

    assert not Refund.objects.exists()


def test_staff_in_charge_of_orders_decide_and_it_is_told(shop: Market) -> None:
    order = matured(shop, {0: 1})

    refund = refunded(order, actor=staff_actor(Permission.MANAGE_ORDERS))

    assert Message.objects.get(topic=RefundDecided.topic).body["refund_id"] == str(refund.pk)
    assert len(entries_of(refund.subject)) == 1


def test_a_card_is_credited_without_anybody_asking(shop: Market) -> None:
    order = matured(shop, {0: 1})
    Payment.objects.update(method="card")

    refund = refunded(order)

    assert (refund.state, refund.medium, refund.attempt) == ("due", "card", 1)
    operation = PaymentOperation.objects.get(kind="refund")
    assert (operation.key, operation.amount) == (f"{refund.subject}:1", refund.amount)


def test_the_fee_for_paying_at_the_door_goes_back_from_its_own_account(shop: Market) -> None:
    shop.channel.cash_fee_minor = 700
    shop.channel.save()
    order = shop.order({0: 1, 1: 1})
    order_delivered(actor=MACHINE, order_id=order.pk, carrier_id=shop.carrier.pk, happened_at=NOON, now=NOON)
    assert order.cash_fee_minor == 700

    refunded(order, {0: 1}, now=NOON)
    refunded(order, {1: 1}, key="rest", now=NOON)

    assert balance(chart.cash_fees()) == Money(0)
    assert balance(chart.delivery_revenue()) == Money(0)
    assert findings() == []


def test_what_others_had_paid_of_a_line_does_not_go_to_the_customer(shop: Market) -> None:
    order = matured(shop, {0: 3})
    OrderLine.objects.update(funded_minor=1_000)

    amounts = [refunded(order, {0: 1}, key=f"f{n}", with_delivery=False).amount_minor for n in range(3)]

    assert sum(amounts) == 29_000
    assert set(amounts) <= {9_666, 9_667}
    assert balance(chart.promotions()) == Money(-1_000)
    assert balance(chart.refunds_due()) == Money(-29_000)
    assert owed_to(shop, 0) == (Money(0), Money(-500))
