"""What the books' check finds when somebody has changed a row behind the product's back: test that ..."""

import pytest
from django.core.management import call_command
from django.db import connection

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, ledger_post
from marketplace.outbox.models import Receipt
from orders.checks import explained_passages, order_findings
from orders.models.order import Order
from orders.models.payment import PaymentOperation, ProviderEvent
from orders.services.order_deliver import order_delivered
from tests.factories.ground import NOON
from tests.factories.orders import Market, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db
MACHINE = Actor.of_machine("test")


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


@pytest.fixture
def order(shop: Market) -> Order:
    """An order of 100 + 150 MAD that was delivered and paid at the door."""
    placed = shop.order({0: 1, 1: 1})
    order_delivered(actor=MACHINE, order_id=placed.pk, carrier_id=shop.carrier.pk, happened_at=NOON, now=NOON)
    assert order_findings() == []
    return placed


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def found() -> list[tuple[str, str]]:
    return [(row.code, row.subject) for row in order_findings()]


def test_a_line_that_grew_is_found(order: Order) -> None:
    sql("UPDATE orders_orderline SET quantity = 2, total_minor = 20000 WHERE total_minor = 10000")

    assert found() == [("order_total", str(order.number))]


def test_a_sub_order_that_shrank_is_found(order: Order) -> None:
    sql("UPDATE orders_suborder SET gross_minor = 9000, commission_minor = 0, hub_fee_minor = 500 "
        "WHERE gross_minor = 10000")  # fmt: skip

    codes = {code for code, _subject in found()}
    assert codes == {"order_total", "commission"}


def test_a_payment_that_is_not_the_orders_total_is_found(order: Order) -> None:
    sql("UPDATE orders_payment SET amount_minor = amount_minor + 1")

    assert found() == [("payment_split", str(order.number))]


def test_a_split_that_lost_a_centime_is_found(order: Order) -> None:
    sql("UPDATE orders_paymentsplit SET delivery_minor = delivery_minor - 1 WHERE items_minor = 10000")

    assert found() == [("payment_split", str(order.number))]


def test_a_commission_that_its_lines_do_not_explain_is_found(order: Order) -> None:
    sql("UPDATE orders_orderline SET commission_minor = commission_minor + 1 WHERE total_minor = 15000")

    assert found() == [("commission", f"{order.number}-2")]


def test_cash_that_the_books_do_not_know_is_found(shop: Market, order: Order) -> None:
    sql("UPDATE orders_cashcollection SET amount_minor = amount_minor + 100")

    (finding,) = order_findings()
    assert (finding.code, finding.subject) == (
        "passage_differs",
        f"cash:carrier:{shop.carrier.pk} order:{order.pk}",
    )
    assert finding.message == "The orders say 28600, the books say 28500 (minor units)."


def test_an_earning_that_the_books_do_not_know_is_found(order: Order) -> None:
    sql("UPDATE orders_suborder SET hub_fee_minor = hub_fee_minor - 1 WHERE gross_minor = 10000")

    (finding,) = order_findings()
    assert finding.code == "passage_differs"
    assert finding.message == "The orders say -8501, the books say -8500 (minor units)."


def test_money_that_nobody_explains_is_found_by_the_command(
    order: Order, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("check_books")
    assert "orders: all adds up" in capsys.readouterr().out
    amount = Money(700)
    ledger_post(
        key="stray", reason="test", happened_at=NOON, recorded_at=NOON, actor=MACHINE,
        lines=[Line(chart.order_clearing(), amount, "order:nobody"), Line(chart.bank(), -amount)],
    )  # fmt: skip

    with pytest.raises(SystemExit) as ended:
        call_command("check_books")

    assert ended.value.code == 1
    assert "ledger: PASSAGE_NOT_EMPTY: clearing:orders order:nobody" in capsys.readouterr().out
    assert ("clearing:orders", "order:nobody") not in explained_passages()


def test_a_dead_letter_is_found_by_the_command(order: Order, capsys: pytest.CaptureFixture[str]) -> None:
    Receipt.objects.update(state="dead")

    with pytest.raises(SystemExit):
        call_command("check_books", quiet=True)

    assert "outbox: dead_letters" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("state", "kind", "code"),
    [
        ("dead", "session", "operation_dead"),
        ("failed", "capture", "operation_refused"),
        ("dead", "refund", "operation_dead"),
        ("failed", "session", None),
        ("done", "capture", None),
        ("due", "capture", None),
    ],
)
def test_a_call_to_the_processor_that_was_given_up_or_refused_is_found(
    order: Order, state: str, kind: str, code: str | None
) -> None:
    PaymentOperation.objects.create(
        payment=order.payment, kind=kind, key="k", currency="MAD", state=state, due_at=NOON, created_at=NOON,
        error="no",
    )  # fmt: skip

    # A capture that was refused is nobody's business once the order was paid otherwise
    assert "operation_refused" not in [row.code for row in order_findings()]
    sql("UPDATE orders_payment SET state = 'authorised'")
    told = [(row.code, row.message) for row in order_findings() if row.code.startswith("operation_")]

    assert told == ([(code, "no")] if code else [])


def test_an_event_of_the_processor_that_was_given_up_is_found(order: Order) -> None:
    event = ProviderEvent.objects.create(
        provider="stripe", event_id="evt_1", kind="x", payload={}, received_at=NOON, due_at=NOON, state="dead"
    )

    assert found() == [("event_dead", str(event.pk))]
