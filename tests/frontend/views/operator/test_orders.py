"""Orders as the staff look them up, match and give up; and the messages of the twins."""

import pytest
from django.test import Client

from logistics.selectors.stock import available
from marketplace.kernel.actor import Permission
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.notifications.models import ConsoleDelivery
from orders.models.order import Order
from orders.models.payment import Payment
from orders.states import PaymentState, SubOrderState
from tests.frontend.views.operator.world import OperatorWorld, messages_written, orders_placed
from tests.frontend.views.people import page_of, staff

# The sale of the payee, which is in the bank already
BANKED = Money(10_000)


@pytest.fixture
def clerk(world: OperatorWorld) -> Client:
    """Staff in charge of orders and of cash."""
    return staff(Permission.MANAGE_ORDERS, Permission.MANAGE_CASH)


@pytest.fixture
def transfer(world: OperatorWorld) -> Order:
    """An order that waits for 135 MAD by transfer."""
    return orders_placed(world, 1, pay="transfer")[0]


def test_a_number_leads_to_its_order(world: OperatorWorld, clerk: Client, transfer: Order) -> None:
    response = clerk.get(f"/en/operator/orders/?number={transfer.number}")

    assert response["Location"] == f"/en/operator/orders/{transfer.number}/"


@pytest.mark.parametrize("number", ["999999", "-1", "0", "x", "", "9" * 40])
def test_a_number_of_no_order_is_told_beside_the_field(
    world: OperatorWorld, clerk: Client, number: str
) -> None:
    response = clerk.get("/en/operator/orders/", {"number": number})

    assert response.status_code == 422
    assert 'id="id_number_error"' in page_of(response)


def test_those_that_wait_for_a_transfer_are_listed_apart(
    world: OperatorWorld, clerk: Client, transfer: Order
) -> None:
    (cash,) = orders_placed(world, 1)

    every = page_of(clerk.get("/en/operator/orders/"))
    waiting = page_of(clerk.get("/en/operator/orders/?show=transfers"))

    assert f"/en/operator/orders/{cash.number}/" in every
    assert f"/en/operator/orders/{cash.number}/" not in waiting
    assert f"/en/operator/orders/{transfer.number}/" in waiting


def test_a_transfer_on_the_statement_releases_the_order(
    world: OperatorWorld, clerk: Client, transfer: Order
) -> None:
    for _press in range(2):
        clerk.post(
            f"/en/operator/orders/{transfer.number}/transfer/",
            {"received": "135,00", "bank_reference": "VIR-7"},
        )

    payment = Payment.objects.get(order=transfer)
    assert (payment.state, payment.provider_reference) == (PaymentState.PAID, "VIR-7")
    assert transfer.sub_orders.get().state == SubOrderState.RELEASED
    assert balance(chart.bank()) == BANKED + Money(13_500)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"received": "134", "bank_reference": "V"}, "id_received_error"),
        ({"received": "", "bank_reference": "V"}, "id_received_error"),
        ({"received": "-135", "bank_reference": "V"}, "id_received_error"),
        ({"received": "135", "bank_reference": " "}, "id_bank_reference_error"),
        ({"received": "135", "bank_reference": "V" * 121}, "id_bank_reference_error"),
    ],
)
def test_a_transfer_that_does_not_fit_is_refused(
    world: OperatorWorld, clerk: Client, transfer: Order, data: dict[str, str], field: str
) -> None:
    response = clerk.post(f"/en/operator/orders/{transfer.number}/transfer/", data)

    assert response.status_code == 422
    assert f'id="{field}"' in page_of(response)
    assert Payment.objects.get(order=transfer).state == PaymentState.PENDING
    assert balance(chart.bank()) == BANKED


def test_a_cancelled_order_frees_its_goods(world: OperatorWorld, clerk: Client, transfer: Order) -> None:
    variant_id = world.shop.variants[0].pk
    before = available([variant_id])[variant_id]

    for _press in range(2):
        clerk.post(f"/en/operator/orders/{transfer.number}/cancel/", {"reason": "double commande"})

    assert transfer.sub_orders.get().state == SubOrderState.CANCELLED
    assert available([variant_id])[variant_id] == before + 1


def test_an_order_is_not_cancelled_without_a_reason(
    world: OperatorWorld, clerk: Client, transfer: Order
) -> None:
    response = clerk.post(f"/en/operator/orders/{transfer.number}/cancel/", {"reason": ""})

    assert response.status_code == 422
    assert 'id="id_reason_error"' in page_of(response)
    assert transfer.sub_orders.get().state == SubOrderState.PLACED


def test_an_order_that_is_packed_is_not_cancelled(
    world: OperatorWorld, clerk: Client, transfer: Order
) -> None:
    transfer.sub_orders.update(state=SubOrderState.PACKED)

    page = page_of(clerk.get(f"/en/operator/orders/{transfer.number}/"))
    response = clerk.post(f"/en/operator/orders/{transfer.number}/cancel/", {"reason": "x"})

    assert "/cancel/" not in page
    assert response.status_code == 422
    assert transfer.sub_orders.get().state == SubOrderState.PACKED


def test_an_unknown_step_is_not_found(world: OperatorWorld, clerk: Client, transfer: Order) -> None:
    assert clerk.post(f"/en/operator/orders/{transfer.number}/burn/").status_code == 404


def test_messages_are_read_page_by_page(world: OperatorWorld) -> None:
    messages_written(31)
    browser = staff(Permission.MANAGE_SETTINGS)

    first = page_of(browser.get("/en/operator/messages/"))
    after = first.split('rel="next" href="')[1].split('"')[0]
    second = page_of(browser.get(f"/en/operator/messages/{after}"))

    assert "Code 000030" in first
    assert "Code 000000" not in first
    assert "Code 000000" in second
    assert "Code 000030" not in second


def test_a_message_is_shown_as_text(world: OperatorWorld) -> None:
    ConsoleDelivery.objects.create(
        key="x", channel="sms", to="+212600000000", language="fr", text="<script>alert(1)</script>"
    )

    page = page_of(staff(Permission.MANAGE_SETTINGS).get("/en/operator/messages/"))

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("cursor", ["nonsense", "W10", "!!"])
def test_a_forged_cursor_is_a_bad_request(world: OperatorWorld, cursor: str) -> None:
    browser = staff(Permission.MANAGE_SETTINGS, Permission.MANAGE_ORDERS, Permission.PREPARE_SETTLEMENTS)

    for place in ("messages", "orders", "settlements", "holds"):
        assert browser.get(f"/en/operator/{place}/?after={cursor}").status_code == 400, place
