"""The hosted page of a Moroccan acquirer: test that ..."""

import threading
from collections.abc import Iterator
from itertools import permutations
from urllib.parse import parse_qsl, urlencode

import pytest
from django.db import connection
from django.test import Client, override_settings

from marketplace.kernel.errors import IllegalMove, InvalidInput
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.sandbox.api import Request
from marketplace.sandbox.hosted.acquirer import Acquirer, signature
from orders.gateways.hosted_page import hosted_fields, hosted_hash
from orders.management.commands.check_books import all_findings
from orders.models.order import Order
from orders.models.payment import Payment
from orders.services.hosted_payment import hosted_callback, hosted_form
from orders.services.order_cancel import order_cancel
from tests.factories.ground import NOON
from tests.factories.orders import VISITOR, Market, market

KEY = "store|key\\1"
PLACE = "/webhooks/hosted-page/"


@pytest.fixture(autouse=True)
def _offered() -> Iterator[None]:
    with override_settings(
        HOSTED_PAGE_STORE_KEY=KEY,
        HOSTED_PAGE_CLIENT="600",
        HOSTED_PAGE_URL="https://bank.example/fim/est3Dgate",
    ):
        yield


@pytest.fixture
def shop(db: None) -> Market:
    return market()


@pytest.fixture
def order(shop: Market) -> Order:
    """135 MAD."""
    return shop.order({0: 1}, pay="hosted")


def said(order: Order, *, key: str = KEY, **changes: str) -> dict[str, str]:
    """A callback of the acquirer."""
    fields = {
        "clientid": "600", "oid": str(Payment.objects.get(order=order).pk), "amount": "135.00", "currency": "504",
        "Response": "Approved", "ProcReturnCode": "00", "TransId": "T1", **changes,
    }  # fmt: skip
    return fields | {"HASH": hosted_hash(fields, key)}


def declined(order: Order) -> dict[str, str]:
    return said(order, Response="Declined", ProcReturnCode="05", TransId="T0")


def stands(order: Order) -> tuple[str, Money]:
    return Payment.objects.get(order=order).state, balance(chart.hosted_clearing())


def test_the_form_is_signed_and_the_same_each_time(order: Order) -> None:
    fields = hosted_form(payment_id=order.payment.pk)

    assert fields == hosted_form(payment_id=order.payment.pk)
    assert (fields["amount"], fields["currency"], fields["clientid"]) == ("135.00", "504", "600")
    assert fields["hash"] == signature(fields, KEY)
    assert fields["callbackUrl"].endswith(PLACE)


def test_an_approval_pays_the_order_and_a_replay_changes_nothing(order: Order) -> None:
    answers = [Client().post(PLACE, said(order)).content for _time in range(3)]

    assert answers == [b"ACTION=POSTAUTH"] * 3
    assert stands(order) == ("paid", Money(13_500))
    assert Payment.objects.get(order=order).provider_reference == "T1"
    assert set(order.sub_orders.values_list("state", flat=True)) == {"released"}
    assert not any(all_findings().values())


@pytest.mark.parametrize(
    ("_case", "changes", "key"),
    [
        ("another key", {}, "forged"),
        ("another merchant", {"clientid": "601"}, KEY),
        ("another currency", {"currency": "978"}, KEY),
        ("no order", {"oid": "42"}, KEY),
        ("no amount", {"amount": "much"}, KEY),
    ],
)
def test_a_forged_or_unreadable_answer_is_refused(
    order: Order, _case: str, changes: dict[str, str], key: str
) -> None:
    assert Client().post(PLACE, said(order, key=key, **changes)).status_code == 400
    assert stands(order) == ("pending", Money(0))


@pytest.mark.parametrize("change", [{"amount": "1.00"}, {"TransId": "T9"}, {"HASH": ""}, {"extra": "1"}])
def test_an_answer_that_was_altered_on_its_way_is_refused(order: Order, change: dict[str, str]) -> None:
    assert Client().post(PLACE, said(order) | change).status_code == 400
    assert stands(order) == ("pending", Money(0))


def test_without_a_store_key_everything_is_refused(order: Order) -> None:
    fields = said(order, key="")

    with override_settings(HOSTED_PAGE_STORE_KEY=""), pytest.raises(InvalidInput):
        hosted_callback(fields=fields, now=NOON)

    assert stands(order) == ("pending", Money(0))


@pytest.mark.parametrize("amount", ["1.00", "134.99", "135.01"])
def test_an_approval_of_another_sum_takes_nothing(order: Order, amount: str) -> None:
    assert Client().post(PLACE, said(order, amount=amount)).content == b"FAILURE"
    assert stands(order) == ("pending", Money(0))


def test_a_late_approval_of_a_cancelled_order_takes_nothing(order: Order) -> None:
    order_cancel(actor=VISITOR, order_id=order.pk, holds_secret=True, reason="customer", now=NOON)

    assert Client().post(PLACE, said(order)).content == b"FAILURE"
    assert stands(order) == ("cancelled", Money(0))
    with pytest.raises(IllegalMove):
        hosted_form(payment_id=order.payment.pk)


def test_a_second_approval_of_another_transaction_takes_nothing_more(order: Order) -> None:
    hosted_callback(fields=said(order), now=NOON)

    assert not hosted_callback(fields=said(order, TransId="T2"), now=NOON)
    assert stands(order) == ("paid", Money(13_500))


def test_an_answer_for_an_order_paid_in_another_way_takes_nothing(shop: Market) -> None:
    other = shop.order({0: 1}, pay="transfer")

    assert not hosted_callback(fields=said(other), now=NOON)
    assert stands(other) == ("pending", Money(0))


def test_answers_in_any_order_end_in_the_same_state(shop: Market) -> None:
    for way in permutations(range(3)):
        order = shop.order({0: 1}, pay="hosted")
        before = balance(chart.hosted_clearing())
        answers = [declined(order), said(order), said(order)]
        for index in way:
            hosted_callback(fields=answers[index], now=NOON)

        assert stands(order) == ("paid", before + Money(13_500)), way


def test_a_declined_payment_can_be_tried_again(order: Order) -> None:
    hosted_callback(fields=declined(order), now=NOON)

    assert stands(order)[0] == "failed"
    assert hosted_form(payment_id=order.payment.pk)["oid"] == str(order.payment.pk)


@pytest.mark.django_db(transaction=True)
def test_the_same_answer_many_times_at_once_pays_once(order: Order) -> None:
    fields = said(order)

    def work() -> None:
        hosted_callback(fields=fields, now=NOON)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert stands(order) == ("paid", Money(13_500))


def test_only_dirhams_are_taken() -> None:
    with pytest.raises(InvalidInput):
        hosted_fields(
            payment_id=Payment().pk, amount=Money(1, "EUR"), language="fr", ok_url="", fail_url="", callback_url="",
            client="", store_key="",
        )  # fmt: skip


def test_the_twin_asks_and_calls_back_and_refuses_forged_forms(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = hosted_form(payment_id=order.payment.pk)
    called: list[dict[str, str]] = []
    monkeypatch.setattr(Acquirer, "_call", lambda _self, _url, answer: called.append(answer))
    twin = Acquirer(KEY)

    def ask(form: dict[str, str]) -> int:
        return twin.handle(Request("POST", "/fim/est3Dgate", "", {}, urlencode(form).encode())).status

    assert ask(fields) == 200
    assert ask(fields | {"amount": "1.00"}) == 400
    assert ask(fields | {"verdict": "pay"}) == 303
    assert hosted_callback(fields=dict(parse_qsl(urlencode(called[0]))), now=NOON)
    assert stands(order) == ("paid", Money(13_500))


def test_the_page_leads_to_the_bank_with_a_signed_form(order: Order) -> None:
    page = Client().get(f"/en/order/{order.access_token}/hosted/").content.decode()

    assert 'action="https://bank.example/fim/est3Dgate"' in page
    assert hosted_form(payment_id=order.payment.pk)["hash"].replace("+", "+") in page.replace("&#x2B;", "+")
    hosted_callback(fields=said(order), now=NOON)
    assert Client().get(f"/en/order/{order.access_token}/hosted/").status_code == 303
