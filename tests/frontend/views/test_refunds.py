"""Pages of returns and refunds: the customer's, the hub's, the operator's, the cooperative's. Test that ..."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from orders.models.order import Order
from orders.models.refund import Claim, Refund
from orders.models.returning import ReturnRequest
from orders.refund_states import RefundCause, RefundMedium, ReturnReason
from orders.services.refund_send import refund_medium_choose
from orders.services.return_request import WantedBack, return_request
from tests.factories.ground import NOON, member_actor, rib_of
from tests.factories.orders import Market, market
from tests.factories.refunds import delivered, line_of, refunded
from tests.frontend.views.people import browser_of, cashier, customer, hub_worker, president, staff
from tests.once import fresh, once
from tests.orders import journey

pytestmark = pytest.mark.django_db


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


@pytest.fixture
def order(shop: Market, time_machine_at_noon: None) -> Order:
    """Two units, paid and delivered."""
    return delivered(shop, {0: 2})


@pytest.fixture
def time_machine_at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def text(response: Any) -> str:
    return str(response.content.decode())


def test_a_customer_sends_something_back_from_the_page_of_the_order(order: Order) -> None:
    browser, base = Client(), f"/fr/order/{order.access_token}/"
    line = line_of(order).pk
    assert f"{base}return/" in text(browser.get(base))
    page = browser.get(f"{base}return/")
    assert page.status_code == 200

    sent = {"key": "k", f"units-{line}": "1", f"reason-{line}": "changed_mind", "note": ""}
    for _press in range(2):
        assert browser.post(f"{base}return/", sent).status_code == 303

    row = ReturnRequest.objects.get()
    assert row.state == "approved"
    shown = text(browser.get(base))
    assert row.number in shown
    browser.post(f"{base}return/cancel/", {"number": row.number})
    assert ReturnRequest.objects.get().state == "cancelled"


def test_nothing_chosen_or_too_much_is_told_beside_the_form(order: Order) -> None:
    line = line_of(order).pk
    url = f"/ar/order/{order.access_token}/return/"

    for units in ("", "9"):
        sent = {"key": "k", f"units-{line}": units, f"reason-{line}": "changed_mind", "note": "n"}
        assert Client().post(url, sent).status_code == 422
    assert not ReturnRequest.objects.exists()


def test_a_customer_chooses_how_to_be_paid_back(order: Order) -> None:
    refund = refunded(order, {0: 1}, now=NOON)
    base = f"/fr/order/{order.access_token}/"
    browser = Client()
    assert f"{base}refund/" in text(browser.get(base))
    assert browser.get(f"{base}refund/").status_code == 200

    wrong = {"refund": str(refund.pk), "medium": "transfer", "holder": "A", "rib": "1"}
    assert browser.post(f"{base}refund/", wrong).status_code == 422
    right = wrong | {"rib": rib_of(3)}
    assert browser.post(f"{base}refund/", right).status_code == 303

    assert Refund.objects.get().rib == rib_of(3)
    assert browser.get(f"{base}refund/").status_code == 303


def test_a_link_of_one_order_pays_no_refund_of_another(shop: Market, order: Order) -> None:
    other = delivered(shop, {1: 1})
    theirs = refunded(other, {0: 1}, key="theirs", now=NOON)
    refunded(order, {0: 1}, now=NOON)
    sent = {"refund": str(theirs.pk), "medium": "agency", "holder": "", "rib": ""}

    response = Client().post(f"/fr/order/{order.access_token}/refund/", sent)

    assert response.status_code == 422
    theirs.refresh_from_db()
    assert theirs.state == "choice"


def test_the_staff_decides_and_the_cash_desk_pays(order: Order) -> None:
    line = line_of(order).pk
    deciding, paying = staff(Permission.MANAGE_ORDERS), staff(Permission.MANAGE_CASH)
    url = f"/fr/operator/orders/{order.number}/refund/"
    assert deciding.get(url).status_code == 200
    sent = {
        "key": "k",
        f"units-{line}": "1",
        "cause": "missing",
        "reason": "Oubli",
        "delivery": "no",
        "amount": "",
    }

    assert deciding.post(url, sent).status_code == 302
    refund = Refund.objects.get()
    assert (refund.amount_minor, refund.cause) == (10_000, "missing")
    assert paying.post(url, sent | {"key": "again"}).status_code == 403
    refund_medium_choose(
        actor=Actor.of_machine("t"),
        refund_id=refund.pk,
        holds_secret=True,
        medium=RefundMedium.AGENCY,
        now=NOON,
    )
    page = f"/fr/operator/refunds/{refund.pk}/"
    for step, data in (
        ("voucher", {"code": "WC-1", "expires_on": "2027-01-01"}),
        ("pay", {"payment_reference": ""}),
        ("pay", {"payment_reference": "WC-9"}),
    ):
        answer = paying.post(f"{page}{step}/", data)
        assert answer.status_code == (302 if all(data.values()) else 422)
    assert Refund.objects.get().state == "done"
    assert "WC-9" in text(paying.get(page))
    paying.post(f"{page}unclaimed/", {"why": "Code perdu"})
    assert Refund.objects.get().state == "failed"
    assert paying.post(f"{page}nothing/", {}).status_code == 404
    for show in ("", "customer", "done", "returns", "claims"):
        assert paying.get(f"/ar/operator/refunds/?show={show}").status_code == 200


def test_a_return_is_decided_at_the_desk_and_inspected_at_the_hub(
    shop: Market, time_machine_at_noon: None
) -> None:
    order = shop.order({0: 2})
    journey.delivered(order, NOON)
    row = return_request(
        actor=Actor.anonymous(), order_id=order.pk, holds_secret=True, key="k", note="Cassé",
        lines=[WantedBack(line_of(order).pk, 1, ReturnReason.DAMAGED)], now=NOON,
    )  # fmt: skip
    ReturnRequest.objects.update(state="requested", is_withdrawal=False)
    desk = staff(Permission.MANAGE_ORDERS)
    page = f"/fr/operator/returns/{row.number}/"
    assert "Cassé" in text(desk.get(page))
    assert desk.post(page, {"why": ""}).status_code == 422
    assert desk.post(page, {"accept": "1"}).status_code == 302
    assert ReturnRequest.objects.get().state == "approved"

    worker, line = hub_worker(shop.hub), line_of(order).pk
    assert row.number in text(worker.get("/ar/hub/sent-back/"))
    look = f"/ar/hub/sent-back/{row.number}/"
    assert worker.get(look).status_code == 200
    found = {f"kept-{line}": "1", f"gone-{line}": "1", f"cause-{line}": "hub_damage", "note": ""}
    assert worker.post(look, found).status_code == 422
    assert worker.post(look, found | {f"kept-{line}": "0"}).status_code == 302

    assert Refund.objects.get().cause == "hub_damage"
    claim = Claim.objects.order_by("pk").first()
    assert claim is not None
    assert (
        cashier_of_money()
        .post(f"/fr/operator/claims/{claim.pk}/", {"outcome": "paid", "note": ""})
        .status_code
        == 302
    )
    claim.refresh_from_db()
    assert claim.state == "paid"


def cashier_of_money() -> Client:
    return staff(Permission.MANAGE_CASH)


def test_a_cooperative_reads_what_was_given_back_of_its_part_and_why(shop: Market, order: Order) -> None:
    refunded(order, {0: 1}, cause=RefundCause.HIDDEN_DEFECT, now=NOON)
    browser = browser_of(member_actor(shop.sellers[0], Role.SALES.value))
    part = order.sub_orders.get().pk

    shown = text(browser.get(f"/en/portal/orders/{part}/"))

    assert "Given back" in shown and "hidden defect" in shown
    assert president().get(f"/en/portal/orders/{part}/").status_code == 404


def test_strangers_open_and_move_nothing(shop: Market, order: Order) -> None:
    refund = refunded(order, {0: 1}, now=NOON)
    strangers = [
        customer(),
        president(),
        hub_worker(shop.hub),
        cashier(shop.hub),
        staff(Permission.MANAGE_HUB),
    ]
    opened = [
        f"operator/refunds/{refund.pk}/",
        "operator/refunds/",
        f"operator/orders/{order.number}/refund/",
    ]
    sent = [f"operator/refunds/{refund.pk}/pay/", "operator/claims/1/", "operator/returns/R1-1/"]

    for browser in strangers:
        assert {browser.get(f"/fr/{place}").status_code for place in opened} == {403}
        assert {browser.post(f"/fr/{place}", {}).status_code for place in sent} == {403}
    for place in opened + sent[-1:]:
        assert Client().get(f"/fr/{place}").status_code == 302
    for browser in [customer(), president(), cashier(shop.hub)]:
        assert browser.get("/fr/hub/sent-back/").status_code == 403
        assert browser.get("/fr/hub/sent-back/R1-1/").status_code == 403
    assert Client().get(f"/fr/order/{uuid.uuid4()}/return/").status_code == 404
    assert Refund.objects.get().state == "choice"
