"""The board of what waits about money: test that ..."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from marketplace.kernel.actor import Permission
from marketplace.kernel.money import Money
from orders.cod_states import DepositMedium
from orders.models.cash import CashCase, CashRemittance
from orders.models.refund import Refund
from orders.refund_states import RefundMedium
from orders.selectors.money_board import WaitingKind, money_board
from orders.services.deposit_confirm import deposit_confirm
from orders.services.order_cancel import order_cancel
from orders.services.refund_send import refund_medium_choose
from tests.factories.cod import call_rule, deposit_rule
from tests.factories.ground import NOON, staff_actor
from tests.factories.orders import VISITOR, Market, market
from tests.frontend.views.operator.world import operator_world
from tests.frontend.views.people import customer, hub_worker, queries_of, staff

pytestmark = pytest.mark.django_db
PAGE = "/fr/operator/money/"


def remittance(shop: Market, number: str) -> CashRemittance:
    return CashRemittance.objects.create(
        carrier=shop.carrier,
        desk=shop.hub,
        number=number,
        declared_minor=98_765,
        currency="MAD",
        created_at=NOON,
    )


def case(shop: Market, number: str) -> CashCase:
    return CashCase.objects.create(
        holder=shop.carrier,
        remittance=remittance(shop, number),
        missing_minor=2_000,
        currency="MAD",
        opened_at=NOON,
        deadline_date=date(2026, 11, 30),
    )


def test_strangers_do_not_open_it() -> None:
    shop = market()

    assert [customer().get(PAGE).status_code, hub_worker(shop.hub).get(PAGE).status_code] == [403, 403]
    assert Client().get(PAGE).status_code == 302


def test_each_sees_what_they_can_act_on() -> None:
    now = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)

    def kinds(*permissions: Permission) -> set[WaitingKind]:
        return {group.kind for group in money_board(actor=staff_actor(*permissions), now=now)}

    everything = set(WaitingKind)
    assert kinds(*Permission) == everything
    assert kinds(Permission.MANAGE_ORDERS) == {WaitingKind.CALL, WaitingKind.DEPOSIT, WaitingKind.DISPUTE}
    assert kinds(Permission.APPROVE_SETTLEMENTS) == {WaitingKind.APPEAL, WaitingKind.SETTLEMENT}
    assert kinds(Permission.AUDIT_BOOKS) == {WaitingKind.BREAK}
    assert kinds(Permission.MANAGE_PRODUCTS) == set()


def test_what_waits_stands_there_with_its_owner_deadline_and_next_step() -> None:
    shop = market()
    deposit_rule(shop)
    call_rule(shop)
    order = shop.order({0: 1})
    case(shop, "in-1")

    response = staff(*Permission).get(PAGE)
    page = response.content.decode()

    assert f"/fr/operator/orders/{order.number}/" in page
    assert "/fr/operator/calls/" in page
    assert f"/fr/cash/differences/{CashCase.objects.get().pk}/" in page
    amounts = {item.amount for card in response.context["cards"] for item, _url in card.items}
    assert {Money(2_000), Money(2_700)} <= amounts
    # Whoever counts must not know the sum
    assert "987,65" not in page


def test_refunds_that_are_to_be_sent_stand_there_and_no_others() -> None:
    shop = market()
    deposit_rule(shop)
    order = shop.order({0: 1})
    deposit_confirm(
        actor=shop.accountant,
        order_id=order.pk,
        received=Money(2_700),
        medium=DepositMedium.TRANSFER,
        reference="V1",
        now=NOON,
    )
    order_cancel(actor=VISITOR, order_id=order.pk, holds_secret=True, reason="customer", now=NOON)
    actor = staff_actor(Permission.MANAGE_CASH)

    def counted() -> int:
        [group] = [each for each in money_board(actor=actor, now=NOON) if each.kind == WaitingKind.REFUND]
        return group.count

    assert counted() == 0
    refund_medium_choose(
        actor=VISITOR,
        refund_id=Refund.objects.get().pk,
        holds_secret=True,
        medium=RefundMedium.AGENCY,
        now=NOON,
    )
    assert counted() == 1


def test_settlements_and_holds_lead_to_their_pages() -> None:
    world = operator_world()
    run = world.drafted()

    page = staff(Permission.APPROVE_SETTLEMENTS).get(PAGE).content.decode()

    assert f"/fr/operator/settlements/{run.pk}/" in page


def test_an_empty_board_says_so() -> None:
    assert "Rien n" in staff(Permission.MANAGE_ORDERS).get(PAGE).content.decode()


@pytest.mark.parametrize("count", [1, 12])
def test_the_number_of_queries_is_fixed(count: int) -> None:
    shop = market()
    deposit_rule(shop, standing="any")
    call_rule(shop)
    for number in range(count):
        shop.order({0: 1})
        case(shop, f"in-{number}")

    # Session, person and roles; one for each of nine kinds
    assert queries_of(staff(*Permission), PAGE) == 3 + 9
