"""Money at the card processor while the worker dies or the processor is silent: test that ..."""

import time

import pytest
from django.utils import timezone

from logistics.models.fulfilment import Fulfilment, LotAllocation
from logistics.models.warehouse import Warehouse
from logistics.services.line_pick import line_pick
from logistics.services.parcel_pack import parcel_pack
from logistics.services.wave_create import wave_create
from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import postings_of
from orders.gateways.stripe import StripeGateway
from orders.models.order import Order
from orders.models.payment import Payment, PaymentOperation
from orders.services.payment_operate import payment_page_open
from orders.states import OperationKind, PaymentState, WorkState
from tests.chaos.accounts import all_adds_up, drained
from tests.chaos.customers import TOTAL_MINOR
from tests.chaos.house import House, wait_for
from tests.factories.orders import Market
from tests.marketplace.sandbox.ordering import fill_in
from tests.orders.test_cards import PAID

pytestmark = [pytest.mark.chaos, pytest.mark.django_db(transaction=True)]
HUB = Actor.of_machine("test-hub")


def authorised(house: House, shop: Market) -> Order:
    """Order by card and pay on the hosted page; the webhook reaches the web server, and a worker acts on it."""
    order = shop.order({0: 1, 1: 1, 2: 1}, pay="card", now=timezone.now())
    gateway = StripeGateway(
        api_key=house.environ["STRIPE_SECRET_KEY"], webhook_secret="", api_base=house.addresses.sandbox
    )
    page = payment_page_open(payment_id=order.payment.pk, gateway=gateway, now=timezone.now())
    fill_in(house.running_sandbox(), page.session_reference, PAID)
    wait_for(lambda: state(order) == PaymentState.AUTHORISED, seconds=60, why="the webhook was acted on")
    drained()
    return order


def state(order: Order) -> str:
    return Payment.objects.values_list("state", flat=True).get(order=order)


def packed(order: Order) -> PaymentOperation:
    """Pack the order, and wait until its money is to be taken."""
    now = timezone.now()
    parcel = Fulfilment.objects.get(reference=f"order:{order.pk}")
    warehouse = Warehouse.objects.get(is_online=True)
    wave_create(actor=HUB, warehouse_id=warehouse.pk, fulfilment_ids=[parcel.pk], now=now)
    for allocation in LotAllocation.objects.filter(line__fulfilment=parcel).order_by("id"):
        line_pick(actor=HUB, fulfilment_id=parcel.pk, allocation_id=allocation.pk, now=now)
    parcel_pack(actor=HUB, fulfilment_id=parcel.pk, now=now)
    wanted = PaymentOperation.objects.filter(payment=order.payment, kind=OperationKind.CAPTURE)
    wait_for(wanted.exists, seconds=60, why="the capture is due")
    return wanted.get()


def taken_once(house: House, order: Order, since: int) -> None:
    payment = Payment.objects.get(order=order)
    assert (payment.state, payment.captured) == (PaymentState.PAID, Money(TOTAL_MINOR))
    booked = [row.amount for row in postings_of(chart.card_clearing(), after_id=since)]
    assert booked == [Money(TOTAL_MINOR)]
    intent = house.running_sandbox().client().v1.payment_intents.retrieve(payment.provider_reference)
    assert (intent.status, intent.amount_received) == ("succeeded", TOTAL_MINOR)


def last_posting() -> int:
    return max((row.posting_id for row in postings_of(chart.card_clearing())), default=0)


def test_a_worker_killed_while_it_takes_the_money_takes_it_once(house: House, shop: Market) -> None:
    order, since = authorised(house, shop), last_posting()
    house.running_sandbox().fault(
        "delay", milliseconds=3000, times=1, path="/v1/payment_intents", method="POST"
    )
    operation = packed(order)
    house.task("orders.run_payment_operations")
    wait_for(
        lambda: PaymentOperation.objects.get(pk=operation.pk).attempts == 1,
        seconds=30,
        why="the call is made",
    )
    time.sleep(0.3)
    house.kill("worker")

    began = time.monotonic()
    house.start("worker")
    wait_for(lambda: state(order) == PaymentState.PAID, seconds=70, why="the money is taken")
    recovered = time.monotonic() - began
    # The dead worker's lease of half a minute is over, the call is made a second time under its key.
    PaymentOperation.objects.filter(pk=operation.pk, state=WorkState.DUE).update(due_at=timezone.now())
    house.task("orders.run_payment_operations")
    wait_for(
        lambda: PaymentOperation.objects.get(pk=operation.pk).state == WorkState.DONE,
        seconds=45,
        why="it is done",
    )
    drained()

    taken_once(house, order, since)
    operation.refresh_from_db()
    assert (operation.state, operation.attempts) == (WorkState.DONE, 2)
    all_adds_up()
    assert recovered < 70


def test_an_answer_lost_after_the_processor_acted_takes_the_money_once(house: House, shop: Market) -> None:
    order, since = authorised(house, shop), last_posting()
    house.running_sandbox().fault("drop_response", times=2, path="/v1/payment_intents", method="POST")
    operation = packed(order)
    house.task("orders.run_payment_operations")

    wait_for(
        lambda: PaymentOperation.objects.get(pk=operation.pk).error != "", seconds=30, why="silence is noted"
    )
    # Its time comes again after five seconds; beat would call within thirty.
    time.sleep(5)
    house.task("orders.run_payment_operations")
    wait_for(lambda: state(order) == PaymentState.PAID, seconds=45, why="the money is taken")

    taken_once(house, order, since)
    all_adds_up()
