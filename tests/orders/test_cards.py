"""Cards, spoken for by the real Stripe library against the payment sandbox."""

import json
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from logistics.checks import stock_findings
from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.checks import order_findings
from orders.gateways.base import ProcessorRefused, ProcessorUnreachable
from orders.gateways.stripe import StripeGateway
from orders.models.order import Order
from orders.models.payment import Payment, PaymentOperation, ProviderEvent
from orders.services.order_cancel import order_cancel
from orders.services.order_deliver import order_packed
from orders.services.payment_apply import payment_sync
from orders.services.payment_operate import payment_operations_run, payment_page_open
from orders.services.provider_event_record import payments_reconcile, provider_events_handle
from orders.states import PaymentState, SubOrderState, WorkState
from tests.factories.orders import Market, market
from tests.logistics.racing import errors, race
from tests.marketplace.sandbox.ordering import fill_in
from tests.marketplace.sandbox.server import RunningSandbox, running_sandbox

pytestmark = pytest.mark.django_db(transaction=True)
MACHINE = Actor.of_machine("test")


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


@pytest.fixture
def order(shop: Market, now: datetime) -> Order:
    """An order of 100 + 150 + 35 MAD, waiting for its card."""
    return shop.order({0: 1, 1: 1}, pay="card", now=now)


PAID, DECLINED = "4242 4242 4242 4242", "4000 0000 0000 0002"


def authorised(order: Order, gateway: StripeGateway, sandbox: RunningSandbox, now: datetime) -> Payment:
    opened = payment_page_open(payment_id=order.payment.pk, gateway=gateway, now=now)
    fill_in(sandbox, opened.session_reference, PAID)
    return payment_sync(actor=MACHINE, payment_id=order.payment.pk, gateway=gateway, now=now)


def states(order: Order) -> set[str]:
    return set(order.sub_orders.values_list("state", flat=True))


def test_an_authorised_card_lets_the_hub_prepare(
    order: Order, gateway: StripeGateway, sandbox: RunningSandbox, now: datetime
) -> None:
    assert states(order) == {SubOrderState.PLACED}

    payment = authorised(order, gateway, sandbox, now)

    assert payment.state == PaymentState.AUTHORISED
    assert states(order) == {SubOrderState.RELEASED}
    assert balance(chart.card_clearing()) == Money(0)


def test_a_declined_card_leaves_the_order_waiting(
    order: Order, gateway: StripeGateway, sandbox: RunningSandbox, now: datetime
) -> None:
    opened = payment_page_open(payment_id=order.payment.pk, gateway=gateway, now=now)
    fill_in(sandbox, opened.session_reference, DECLINED)

    payment = payment_sync(actor=MACHINE, payment_id=order.payment.pk, gateway=gateway, now=now)

    assert payment.state == PaymentState.PENDING
    assert states(order) == {SubOrderState.PLACED}


def test_the_money_is_taken_when_the_parcel_is_packed(
    order: Order, gateway: StripeGateway, sandbox: RunningSandbox, now: datetime
) -> None:
    authorised(order, gateway, sandbox, now)
    order_packed(order_id=order.pk, now=now)

    assert payment_operations_run(actor=MACHINE, gateway=gateway, now=now) == 1

    payment = Payment.objects.get(order=order)
    assert (payment.state, payment.captured) == (PaymentState.PAID, Money(28_500))
    assert balance(chart.card_clearing()) == Money(28_500)
    assert order_findings() == []


def test_a_lost_answer_takes_the_money_once(order: Order, sandbox: RunningSandbox, now: datetime) -> None:
    patient = StripeGateway(
        api_key=sandbox.secret_key, webhook_secret=sandbox.webhook_secret, api_base=sandbox.base_url
    )
    authorised(order, patient, sandbox, now)
    order_packed(order_id=order.pk, now=now)
    sandbox.fault("drop_response", times=3, path="/v1/payment_intents")

    payment_operations_run(actor=MACHINE, gateway=patient, now=now)
    assert PaymentOperation.objects.get(kind="capture").state == WorkState.DUE
    payment_operations_run(actor=MACHINE, gateway=patient, now=now + timedelta(minutes=5))

    assert PaymentOperation.objects.get(kind="capture").state == WorkState.DONE
    assert balance(chart.card_clearing()) == Money(28_500)
    assert len(sandbox.client().v1.charges.list().data) == 1


def test_fifty_returns_webhooks_and_retries_at_once_have_one_effect(
    order: Order, gateway: StripeGateway, sandbox: RunningSandbox, now: datetime
) -> None:
    opened = payment_page_open(payment_id=order.payment.pk, gateway=gateway, now=now)
    fill_in(sandbox, opened.session_reference, PAID)
    sync = partial(payment_sync, actor=MACHINE, payment_id=order.payment.pk, gateway=gateway, now=now)

    results = race(*([sync] * 20))

    assert errors(results) == []
    assert Payment.objects.get(order=order).state == PaymentState.AUTHORISED
    assert states(order) == {SubOrderState.RELEASED}


def test_two_browsers_open_the_same_page(
    order: Order, gateway: StripeGateway, sandbox: RunningSandbox, now: datetime
) -> None:
    open_page = partial(payment_page_open, payment_id=order.payment.pk, gateway=gateway, now=now)

    results = race(open_page, open_page, open_page)

    pages = {row.session_reference for row in results if isinstance(row, Payment)}
    assert len(pages) == 1
    assert {type(error) for error in errors(results)} <= {ProcessorUnreachable}


def test_a_payment_whose_webhook_never_came_is_found(
    order: Order, gateway: StripeGateway, sandbox: RunningSandbox, now: datetime
) -> None:
    opened = payment_page_open(payment_id=order.payment.pk, gateway=gateway, now=now)
    fill_in(sandbox, opened.session_reference, PAID)

    assert payments_reconcile(actor=MACHINE, gateway=gateway, now=now) == 1

    assert Payment.objects.get(order=order).state == PaymentState.AUTHORISED
    assert ProviderEvent.objects.filter(kind="checkout.session.completed").count() == 1


def test_events_in_any_order_and_again_end_the_same(
    order: Order, gateway: StripeGateway, sandbox: RunningSandbox, now: datetime
) -> None:
    authorised(order, gateway, sandbox, now)
    order_packed(order_id=order.pk, now=now)
    payment_operations_run(actor=MACHINE, gateway=gateway, now=now)
    for _again in range(3):
        payments_reconcile(actor=MACHINE, gateway=gateway, now=now)
    ProviderEvent.objects.update(due_at=now - timedelta(seconds=1))

    handled = provider_events_handle(actor=MACHINE, gateway=gateway, now=now)

    assert handled == ProviderEvent.objects.count() > 2
    assert balance(chart.card_clearing()) == Money(28_500)
    assert order_findings() == []


def test_cancelling_gives_the_authorisation_up_and_frees_the_goods(
    order: Order, gateway: StripeGateway, sandbox: RunningSandbox, now: datetime
) -> None:
    payment = authorised(order, gateway, sandbox, now)

    order_cancel(actor=Actor.anonymous(), order_id=order.pk, holds_secret=True, reason="", now=now)
    payment_operations_run(actor=MACHINE, gateway=gateway, now=now)

    intent = sandbox.client().v1.payment_intents.retrieve(payment.provider_reference)
    assert intent.status == "canceled"
    assert states(order) == {SubOrderState.CANCELLED}
    assert stock_findings() == []


def test_money_authorised_after_the_cancellation_is_given_up(
    order: Order, gateway: StripeGateway, sandbox: RunningSandbox, now: datetime
) -> None:
    opened = payment_page_open(payment_id=order.payment.pk, gateway=gateway, now=now)
    order_cancel(actor=Actor.anonymous(), order_id=order.pk, holds_secret=True, reason="", now=now)
    fill_in(sandbox, opened.session_reference, PAID)

    payment = payment_sync(actor=MACHINE, payment_id=order.payment.pk, gateway=gateway, now=now)
    payment_operations_run(actor=MACHINE, gateway=gateway, now=now)

    assert payment.state == PaymentState.CANCELLED
    assert sandbox.client().v1.payment_intents.retrieve(payment.provider_reference).status == "canceled"
    assert states(order) == {SubOrderState.CANCELLED}


def test_an_unknown_payment_is_refused_and_not_asked_for_again(
    order: Order, gateway: StripeGateway, sandbox: RunningSandbox, now: datetime
) -> None:
    with pytest.raises(ProcessorRefused):
        gateway.capture(key=str(uuid.uuid4()), payment_reference="pi_unknown", amount=Money(1))


@pytest.mark.parametrize(
    "signature",
    ["", "t=1,v1=00", "nonsense"],
    ids=["without a signature", "old and wrong", "not in its form"],
)
def test_a_forged_webhook_is_refused_and_nothing_is_kept(client: Client, signature: str) -> None:
    body = json.dumps({"id": "evt_1", "object": "event", "type": "charge.refunded", "data": {"object": {}}})

    answer = client.post(
        "/webhooks/stripe/", body, content_type="application/json", headers={"Stripe-Signature": signature}
    )

    assert answer.status_code == 400
    assert ProviderEvent.objects.count() == 0
