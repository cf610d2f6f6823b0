"""Cards given back, disputed and compared, spoken for by the real Stripe library against the payment sandbox."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.checks import order_findings
from orders.gateways.stripe import StripeGateway
from orders.models.bank import Break
from orders.models.dispute import Dispute
from orders.models.order import Order
from orders.models.payment import Payment
from orders.models.refund import Refund
from orders.services.books_reconcile import card_reconcile
from orders.services.dispute_apply import dispute_answer
from orders.services.order_deliver import order_packed
from orders.services.payment_apply import payment_sync
from orders.services.payment_operate import payment_operations_run, payment_page_open
from orders.services.provider_event_record import payments_reconcile, provider_events_handle
from tests.factories.ground import staff_actor
from tests.factories.orders import Market, market
from tests.factories.refunds import refunded
from tests.marketplace.sandbox.ordering import fill_in, pay
from tests.marketplace.sandbox.server import RunningSandbox, running_sandbox

pytestmark = pytest.mark.django_db(transaction=True)
MACHINE = Actor.of_machine("test")
PAID, REFUND_FAILS, DISPUTED = "4242 4242 4242 4242", "4000 0000 0000 5126", "4000 0000 0000 0259"
WHOLE = Money(28_500)


@pytest.fixture(scope="module")
def running() -> Iterator[RunningSandbox]:
    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: RunningSandbox) -> RunningSandbox:
    running.reset()
    return running


@pytest.fixture
def gateway(sandbox: RunningSandbox) -> StripeGateway:
    return StripeGateway(
        api_key=sandbox.secret_key, webhook_secret=sandbox.webhook_secret, api_base=sandbox.base_url
    )


@pytest.fixture
def now() -> datetime:
    """The sandbox lives in real time."""
    return timezone.now()


@pytest.fixture
def shop() -> Market:
    return market()


def bought(shop: Market, gateway: StripeGateway, sandbox: RunningSandbox, card: str, now: datetime) -> Order:
    """An order of 100 + 150 + 35 MAD whose card was charged when it was packed."""
    order = shop.order({0: 1, 1: 1}, pay="card", now=now)
    opened = payment_page_open(payment_id=order.payment.pk, gateway=gateway, now=now)
    fill_in(sandbox, opened.session_reference, card)
    payment_sync(actor=MACHINE, payment_id=order.payment.pk, gateway=gateway, now=now)
    order_packed(order_id=order.pk, now=now)
    assert payment_operations_run(actor=MACHINE, gateway=gateway, now=now) == 1
    assert Payment.objects.get(order=order).captured == WHOLE
    return order


def told(gateway: StripeGateway, now: datetime) -> None:
    """Read what the processor would have told by webhook, and follow it."""
    payments_reconcile(actor=MACHINE, gateway=gateway, now=now)
    provider_events_handle(actor=MACHINE, gateway=gateway, now=now, limit=200)


def test_a_refund_reaches_the_card_and_the_night_finds_books_and_processor_agreed(
    shop: Market, gateway: StripeGateway, sandbox: RunningSandbox, now: datetime
) -> None:
    order = bought(shop, gateway, sandbox, PAID, now)
    refunded(order, {0: 1}, now=now)

    assert payment_operations_run(actor=MACHINE, gateway=gateway, now=now) == 1

    refund = Refund.objects.get()
    back = refund.amount
    assert (refund.state, refund.payment_reference[:3]) == ("done", "re_")
    late = now + timedelta(hours=6)
    for _night in range(2):
        assert card_reconcile(actor=MACHINE, gateway=gateway, now=late) == 0
    fees = balance(chart.card_fees())
    assert fees > Money(0)
    assert balance(chart.card_clearing()) == WHOLE - back - fees
    assert order_findings() == []


def test_a_charge_that_the_books_do_not_know_is_a_break(
    shop: Market, gateway: StripeGateway, sandbox: RunningSandbox, now: datetime
) -> None:
    bought(shop, gateway, sandbox, PAID, now)
    stranger = pay(sandbox.client(), 4_200)

    assert card_reconcile(actor=MACHINE, gateway=gateway, now=now + timedelta(hours=6)) == 1

    found = Break.objects.get()
    assert (found.key, found.reason) == (f"card:{stranger.id}", "not_in_books")


def test_a_refund_that_the_customers_bank_sends_back_is_owed_again(
    shop: Market, gateway: StripeGateway, sandbox: RunningSandbox, now: datetime
) -> None:
    order = bought(shop, gateway, sandbox, REFUND_FAILS, now)
    refunded(order, {0: 1}, now=now)
    payment_operations_run(actor=MACHINE, gateway=gateway, now=now)

    sandbox.advance(60 * 60 * 24)
    told(gateway, now)

    refund = Refund.objects.get()
    assert (refund.state, bool(refund.failure)) == ("failed", True)
    assert balance(chart.refunds_due()) == -refund.amount
    assert Payment.objects.get().refunded_minor == 0


@pytest.mark.parametrize(("evidence", "end"), [("winning_evidence", "won"), ("losing_evidence", "lost")])
def test_a_dispute_is_told_answered_and_decided(
    shop: Market, gateway: StripeGateway, sandbox: RunningSandbox, now: datetime, evidence: str, end: str
) -> None:
    bought(shop, gateway, sandbox, DISPUTED, now)
    told(gateway, now)
    dispute = Dispute.objects.get()
    assert (dispute.state, dispute.amount) == ("needs_response", WHOLE)

    dispute_answer(
        actor=staff_actor(Permission.MANAGE_ORDERS), dispute_id=dispute.pk, now=now,
        evidence={"uncategorized_text": evidence},
    )  # fmt: skip
    payment_operations_run(actor=MACHINE, gateway=gateway, now=now)
    told(gateway, now)

    dispute.refresh_from_db()
    assert dispute.state == end
    assert balance(chart.card_disputed()) == Money(0)
    lost = WHOLE if end == "lost" else Money(0)
    assert balance(chart.card_clearing()) == WHOLE - lost - balance(chart.card_fees())
    assert order_findings() == []
