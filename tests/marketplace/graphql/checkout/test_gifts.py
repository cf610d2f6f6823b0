"""Gifts over the wire: test that ..."""

import pytest

from orders.models.checkout import Checkout
from orders.models.order import Order
from tests.factories.orders import market
from tests.marketplace.graphql.api import data_of, global_id

pytestmark = pytest.mark.django_db
SET = """mutation ($id: ID!, $input: GiftWishInput) { checkoutGiftUpdate(id: $id, input: $input) {
  checkout { gift { sender message hidesPrices } } errors { field code message } } }"""
COMPLETE = """mutation ($id: ID!) { checkoutComplete(id: $id) { errors { code field message }
  order { number gift { sender hidesPrices } } } }"""
ORDER = "query ($id: ID!) { order(id: $id) { gift { sender } } }"


def test_a_checkout_is_made_a_gift_refused_in_cash_and_made_none_again() -> None:
    checkout = market().checkout({0: 1})
    Checkout.objects.filter(pk=checkout.pk).update(agreed_minor=13_500)
    given = {
        "id": global_id("Checkout", checkout.pk),
        "input": {"sender": "Younes", "message": "Bonne\u202e fête", "hidesPrices": True},
    }

    answer = data_of(SET, given)["checkoutGiftUpdate"]
    assert answer["errors"] == []
    assert answer["checkout"]["gift"] == {"sender": "Younes", "message": "Bonne fête", "hidesPrices": True}
    refused = data_of(COMPLETE, {"id": given["id"]})["checkoutComplete"]
    assert refused["order"] is None
    assert "cachés" in refused["errors"][0]["message"]

    Checkout.objects.filter(pk=checkout.pk).update(payment_method="transfer")
    placed = data_of(COMPLETE, {"id": given["id"]})["checkoutComplete"]
    assert placed["errors"] == []
    order = Order.objects.get()
    # The secret of who bought it is not told to whoever knows the order's key
    assert data_of(ORDER, {"id": global_id("Order", order.pk)})["order"]["gift"] is None
    late = data_of(SET, {"id": given["id"]})["checkoutGiftUpdate"]
    assert late["errors"][0]["code"] == "NOT_FOUND"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"sender": ""}, "sender"),
        ({"sender": "Y", "message": "x" * 301}, "message"),
        ({"sender": "Y", "phone": "1"}, "phone"),
    ],
)
def test_what_is_wrong_is_told_of_its_field(wrong: dict[str, str], field: str) -> None:
    checkout = market().checkout({0: 1})

    answer = data_of(SET, {"id": global_id("Checkout", checkout.pk), "input": wrong})["checkoutGiftUpdate"]

    assert [(error["field"], error["code"]) for error in answer["errors"]] == [(field, "INVALID")]
    assert not Checkout.objects.get().is_gift


def test_it_is_none_again() -> None:
    checkout = market().checkout({0: 1})
    key = global_id("Checkout", checkout.pk)
    data_of(SET, {"id": key, "input": {"sender": "Y"}})

    assert data_of(SET, {"id": key})["checkoutGiftUpdate"]["checkout"]["gift"] is None
