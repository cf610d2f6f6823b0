"""Sending goods back: test that ..."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from logistics.checks import stock_findings
from logistics.models.lot import Movement
from logistics.models.stock import Stock
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import DomainError, IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.models.order import Order, OrderLine, SubOrder
from orders.models.refund import Claim, Refund
from orders.models.returning import ReturnRequest, ReturnTerm
from orders.refund_states import RefundCause, ReturnReason
from orders.return_window import Term, last_day
from orders.selectors.returns import (
    return_by_number,
    return_counts,
    returnable_lines,
    returns_listed,
    returns_of,
)
from orders.services.return_request import WantedBack, return_cancel, return_decide, return_request
from orders.services.return_resolve import Finding, return_inspect, return_receive
from tests.factories.ground import NOON, member_actor, staff_actor
from tests.factories.orders import Market, market
from tests.factories.refunds import line_of
from tests.once import fresh, once
from tests.orders.journey import delivered, told

pytestmark = pytest.mark.django_db
VISITOR = Actor.anonymous()
RECEIVED = NOON + timedelta(hours=2)


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


@pytest.fixture
def order(shop: Market) -> Order:
    """Three units of one cooperative and one of another, paid at the door today."""
    order = shop.order({0: 3, 1: 1})
    delivered(order, RECEIVED)
    return order


def asked(
    order: Order,
    units: int = 1,
    reason: ReturnReason = ReturnReason.CHANGED_MIND,
    *,
    index: int = 0,
    key: str = "r1",
    now: datetime = RECEIVED + timedelta(days=1),
) -> ReturnRequest:
    return return_request(
        actor=VISITOR,
        order_id=order.pk,
        holds_secret=True,
        key=key,
        lines=[WantedBack(line_of(order, index).pk, units, reason)],
        note="",
        now=now,
    )


def looked_at(
    shop: Market,
    row: ReturnRequest,
    restocked: int = 1,
    destroyed: int = 0,
    cause: RefundCause = RefundCause.WITHDRAWAL,
    **more: object,
) -> ReturnRequest:
    line = row.lines.get()
    return return_inspect(
        actor=member_actor(shop.hub, Role.HUB.value),
        number=row.number,
        findings=[Finding(line_id=line.order_line_id, restocked=restocked, destroyed=destroyed, cause=cause)],
        now=RECEIVED + timedelta(days=4),
    )


# ---- the window (lesson 29)


@pytest.mark.parametrize(("seller_days", "expected"), [(None, 7), (3, 7), (0, 7), (7, 7), (14, 14)])
def test_no_seller_shortens_the_legal_window_and_any_may_lengthen_it(
    seller_days: int | None, expected: int
) -> None:
    terms = [Term(None, date(2011, 4, 7), 7)]
    if seller_days is not None:
        terms.append(Term(5, date(2026, 1, 1), seller_days))

    received = date(2026, 11, 2)
    assert last_day(terms, organisation_id=5, received_on=received) == received + timedelta(days=expected)
    assert last_day(terms, organisation_id=6, received_on=received) == received + timedelta(days=7)


def test_the_term_of_the_day_of_reception_counts() -> None:
    terms = [
        Term(None, date(2011, 4, 7), 7),
        Term(None, date(2027, 1, 1), 14),
        Term(5, date(2026, 1, 1), 30),
        Term(5, date(2026, 6, 1), 10),
    ]

    assert last_day(terms, organisation_id=5, received_on=date(2026, 11, 2)) == date(2026, 11, 12)
    assert last_day(terms, organisation_id=5, received_on=date(2027, 1, 1)) == date(2027, 1, 15)
    assert last_day([], organisation_id=5, received_on=date(2027, 1, 1)) == date(2027, 1, 1)


@pytest.mark.parametrize(("days", "is_accepted"), [(0, True), (7, True), (8, False)])
def test_inside_seven_days_a_change_of_mind_is_accepted_at_once(
    shop: Market, order: Order, days: int, is_accepted: bool
) -> None:
    ReturnTerm.objects.create(organisation=shop.sellers[0], from_date=date(2025, 1, 1), withdrawal_days=1)
    now = RECEIVED + timedelta(days=days)

    if is_accepted:
        row = asked(order, now=now)
        assert (row.state, row.is_withdrawal, row.is_free) == ("approved", True, False)
        assert row.number == f"R{order.number}-1"
        assert line_of(order).returned_quantity == 1
    else:
        with pytest.raises(InvalidInput):
            asked(order, now=now)
        assert line_of(order).returned_quantity == 0


def test_nobody_refuses_a_withdrawal_not_even_the_database(order: Order) -> None:
    row = asked(order)

    with pytest.raises(IllegalMove):
        return_decide(
            actor=staff_actor(Permission.MANAGE_ORDERS),
            return_id=row.pk,
            accept=False,
            refusal="no",
            now=RECEIVED,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        ReturnRequest.objects.update(state="refused", refusal="no")

    assert ReturnRequest.objects.get().state == "approved"


def test_after_the_window_a_defect_is_told_and_somebody_decides(order: Order) -> None:
    row = asked(order, reason=ReturnReason.DEFECTIVE, now=RECEIVED + timedelta(days=30))
    assert (row.state, row.is_withdrawal, row.is_free) == ("requested", False, True)

    decided = return_decide(
        actor=staff_actor(Permission.MANAGE_ORDERS), return_id=row.pk, accept=True, now=RECEIVED
    )

    assert decided.state == "approved"
    assert not Refund.objects.exists()


def test_what_is_refused_is_refused_for_a_reason_and_may_be_asked_again(order: Order) -> None:
    row = asked(order, reason=ReturnReason.DEFECTIVE, now=RECEIVED + timedelta(days=30))
    staff = staff_actor(Permission.MANAGE_ORDERS)
    with pytest.raises(InvalidInput):
        return_decide(actor=staff, return_id=row.pk, accept=False, refusal=" ", now=RECEIVED)
    assert line_of(order).returned_quantity == 1

    return_decide(actor=staff, return_id=row.pk, accept=False, refusal="The seal is broken.", now=RECEIVED)

    assert ReturnRequest.objects.get().refusal == "The seal is broken."
    assert line_of(order).returned_quantity == 0
    assert asked(order, 3, key="r2").number == f"R{order.number}-2"


def test_what_was_not_in_the_parcel_is_given_back_without_coming_back(shop: Market, order: Order) -> None:
    row = asked(order, reason=ReturnReason.MISSING)
    assert row.state == "requested"
    told()

    return_decide(actor=staff_actor(Permission.MANAGE_ORDERS), return_id=row.pk, accept=True, now=RECEIVED)

    assert ReturnRequest.objects.get().state == "resolved"
    refund = Refund.objects.get()
    assert (refund.amount, refund.cause) == (Money(10_000), "missing")
    assert not Movement.objects.filter(reason="return").exists()


# ---- asking


@pytest.mark.parametrize("units", [0, -1, 4])
def test_nobody_sends_back_what_they_have_not(order: Order, units: int) -> None:
    with pytest.raises(InvalidInput):
        asked(order, units)

    assert (ReturnRequest.objects.count(), line_of(order).returned_quantity) == (0, 0)


def test_units_are_sent_back_once(order: Order) -> None:
    asked(order, 2)
    with pytest.raises(InvalidInput):
        asked(order, 2, key="r2")

    assert asked(order, 1, key="r3").number == f"R{order.number}-2"
    assert line_of(order).returned_quantity == 3


def test_pressing_twice_asks_once(order: Order) -> None:
    assert asked(order).pk == asked(order).pk
    assert line_of(order).returned_quantity == 1


def test_what_has_not_arrived_cannot_be_sent_back(shop: Market) -> None:
    with pytest.raises(InvalidInput):
        asked(shop.order({0: 1}))


def test_naming_nothing_or_a_line_twice_is_refused(order: Order) -> None:
    line = line_of(order).pk
    for lines in ([], [WantedBack(line, 1, ReturnReason.DAMAGED)] * 2):
        with pytest.raises(InvalidInput):
            return_request(
                actor=VISITOR,
                order_id=order.pk,
                holds_secret=True,
                key="k",
                lines=lines,
                note="",
                now=RECEIVED,
            )

    assert not ReturnRequest.objects.exists()


def test_giving_up_lets_the_units_go(shop: Market, order: Order) -> None:
    row = asked(order, 2)

    return_cancel(actor=VISITOR, return_id=row.pk, holds_secret=True, now=RECEIVED)

    assert ReturnRequest.objects.get().state == "cancelled"
    assert line_of(order).returned_quantity == 0
    with pytest.raises(IllegalMove):
        looked_at(shop, row)


# ---- at the hub


def test_a_healthy_unit_goes_back_to_its_shelf_and_its_money_to_the_customer(
    shop: Market, order: Order
) -> None:
    before = Stock.objects.get(variant=shop.variants[0]).quantity
    row = asked(order, 2)
    return_receive(actor=member_actor(shop.hub, Role.HUB.value), number=row.number, now=RECEIVED)

    looked_at(shop, row, restocked=1, destroyed=1)

    assert Stock.objects.get(variant=shop.variants[0]).quantity == before + 1
    moved = list(Movement.objects.filter(reason__in=["return", "destroy"]).values_list("quantity", flat=True))
    assert moved == [2, -1]
    refund = Refund.objects.get()
    assert (refund.amount, refund.cause, refund.state) == (Money(20_000), "withdrawal", "choice")
    assert refund.return_request_id == row.pk
    assert line_of(order).refunded_quantity == 2
    # 3 × 100.00 less 10 % and 5.00, less 2 × 90.00
    assert balance(chart.payable_maturing(shop.sellers[0].pk)) == Money(-8_500)
    assert stock_findings() == []


def test_what_did_not_come_is_not_given_back_and_may_be_asked_for_again(shop: Market, order: Order) -> None:
    row = asked(order, 3)

    looked_at(shop, row, restocked=1)

    assert Refund.objects.get().amount == Money(10_000)
    assert line_of(order).returned_quantity == 1
    assert asked(order, 2, key="again").state == "approved"


def test_nothing_came_so_nothing_is_given_back(shop: Market, order: Order) -> None:
    looked_at(shop, asked(order), restocked=0)

    assert not Refund.objects.exists()
    assert ReturnRequest.objects.get().state == "resolved"


@pytest.mark.parametrize(
    ("cause", "holder"),
    [
        (RefundCause.HUB_DAMAGE, "hub"),
        (RefundCause.CARRIER_DAMAGE, "carrier"),
        (RefundCause.WRONG_ITEM, "hub"),
    ],
)
def test_a_free_way_back_is_claimed_from_who_is_at_fault(
    shop: Market, order: Order, cause: RefundCause, holder: str
) -> None:
    row = asked(order, reason=ReturnReason.DAMAGED)
    owed = balance(chart.payable_carrier(shop.carrier.pk))

    looked_at(shop, row, restocked=0, destroyed=1, cause=cause)

    claim = Claim.objects.get(way_back=row)
    assert (claim.debtor_id, claim.amount_minor) == (getattr(shop, holder).pk, 2_500)
    assert balance(chart.payable_carrier(shop.carrier.pk)) == owed - Money(2_500)
    assert balance(chart.claim_on(claim.debtor_id), subject=claim.subject) == Money(2_500)


def test_the_way_back_of_a_defect_is_the_cooperatives(shop: Market, order: Order) -> None:
    looked_at(shop, asked(order, reason=ReturnReason.DEFECTIVE), 0, 1, RefundCause.HIDDEN_DEFECT)

    assert balance(chart.payable_available(shop.sellers[0].pk)) == Money(2_500)
    row = ReturnRequest.objects.get()
    assert (row.way_back_minor, row.way_back_bearer) == (2_500, "cooperative")


def test_a_customer_who_was_wrong_about_the_fault_is_not_charged_for_the_way_back(
    shop: Market, order: Order
) -> None:
    expense = balance(chart.carrier_expense())
    looked_at(shop, asked(order, reason=ReturnReason.DAMAGED), cause=RefundCause.WITHDRAWAL)

    assert ReturnRequest.objects.get().way_back_bearer == "marketplace"
    assert balance(chart.carrier_expense()) == expense + Money(2_500)


def test_a_withdrawal_is_sent_at_the_customers_cost(shop: Market, order: Order) -> None:
    looked_at(shop, asked(order))

    assert ReturnRequest.objects.get().way_back_minor == 0


@pytest.mark.parametrize(("restocked", "destroyed"), [(-1, 1), (2, 0), (1, 1), (0, 2)])
def test_units_that_do_not_add_up_are_refused(
    shop: Market, order: Order, restocked: int, destroyed: int
) -> None:
    row = asked(order)

    with pytest.raises(InvalidInput):
        looked_at(shop, row, restocked, destroyed)

    assert (ReturnRequest.objects.get().state, Refund.objects.count()) == ("approved", 0)


def test_every_article_is_decided_about_once(shop: Market, order: Order) -> None:
    row = asked(order)
    with pytest.raises(InvalidInput):
        return_inspect(
            actor=member_actor(shop.hub, Role.HUB.value), number=row.number, findings=[], now=RECEIVED
        )

    assert ReturnRequest.objects.get().state == "approved"


# ---- strangers


def steps(order: Order, row: ReturnRequest, actor: Actor) -> dict[str, Callable[[], object]]:
    line = line_of(order).pk
    return {
        "request": lambda: return_request(
            actor=actor,
            order_id=order.pk,
            holds_secret=False,
            key="s",
            lines=[WantedBack(line, 1, ReturnReason.DAMAGED)],
            note="",
            now=RECEIVED,
        ),
        "cancel": lambda: return_cancel(actor=actor, return_id=row.pk, holds_secret=False, now=RECEIVED),
        "decide": lambda: return_decide(actor=actor, return_id=row.pk, accept=True, now=RECEIVED),
        "receive": lambda: return_receive(actor=actor, number=row.number, now=RECEIVED),
        "inspect": lambda: return_inspect(
            actor=actor,
            number=row.number,
            findings=[Finding(line_id=line, restocked=1, destroyed=0, cause=RefundCause.WITHDRAWAL)],
            now=RECEIVED,
        ),
        "list": lambda: returns_listed(actor=actor),
        "open": lambda: return_by_number(actor=actor, number=row.number),
        "count": lambda: return_counts(actor=actor),
    }


STEPS = ("request", "cancel", "decide", "receive", "inspect", "list", "open", "count")


def test_strangers_neither_see_nor_move_a_return(shop: Market, order: Order) -> None:
    row = asked(order, reason=ReturnReason.MISSING)
    strangers = (
        VISITOR,
        Actor(user_id=123_456),
        member_actor(shop.sellers[0], Role.PRESIDENT.value),
    )

    for actor in strangers:
        for step in STEPS:
            with pytest.raises(NotAllowed):
                steps(order, row, actor)[step]()

    assert list(ReturnRequest.objects.values_list("state", flat=True)) == ["requested"]


def test_an_unknown_return_is_not_found(shop: Market, order: Order) -> None:
    row = ReturnRequest(pk=order.pk, number="R0-0")

    for step in ("cancel", "decide", "receive", "inspect", "open"):
        with pytest.raises(NotFound):
            steps(order, row, Actor.of_machine("test"))[step]()


def test_what_nobody_accepted_is_not_taken_in(order: Order) -> None:
    row = asked(order, reason=ReturnReason.DAMAGED, now=RECEIVED + timedelta(days=30))

    for step in ("receive", "inspect"):
        with pytest.raises(DomainError):
            steps(order, row, Actor.of_machine("test"))[step]()

    assert ReturnRequest.objects.get().state == "requested"


def test_a_hub_sees_what_comes_back_to_it_alone(shop: Market, order: Order) -> None:
    row = asked(order)
    own = member_actor(shop.hub, Role.HUB.value)
    other = member_actor(shop.carrier, Role.HUB.value)

    assert [view.row.pk for view in returns_listed(actor=own).items] == [row.pk]
    assert return_by_number(actor=own, number=row.number).row.pk == row.pk
    assert returns_listed(actor=other).items == ()
    with pytest.raises(NotFound):
        return_by_number(actor=other, number=row.number)
    with pytest.raises(NotAllowed):
        return_receive(actor=other, number=row.number, now=RECEIVED)
    with pytest.raises(NotAllowed):
        return_inspect(actor=other, number=row.number, findings=[], now=RECEIVED)


def test_lists_answer_in_two_statements(
    shop: Market, order: Order, django_assert_num_queries: Callable[[int], object]
) -> None:
    for number in range(3):
        asked(order, key=f"r{number}", now=RECEIVED + timedelta(hours=number))
    staff = Actor.of_machine("test")

    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        page = returns_listed(actor=staff, first=2)
    assert [view.row.number[-1] for view in page.items] == ["1", "2"]
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        assert len(returns_of(order)) == 3
    assert [v.row.number[-1] for v in returns_listed(actor=staff, after=page.cursor).items] == ["3"]
    assert return_counts(actor=staff) == {"requested": 0, "approved": 3, "received": 0}
    lines = list(OrderLine.objects.filter(order=order).order_by("id"))
    parts = list(SubOrder.objects.filter(order=order))
    can = returnable_lines(parts, lines, today=RECEIVED.date() + timedelta(days=8))
    assert [(each.units, each.is_open) for each in can] == [(1, False)]
