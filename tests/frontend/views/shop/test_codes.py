"""Codes in the basket, and what it shows of reductions: test that ..."""

import pytest
from django.test import Client

from orders.models.checkout import Checkout
from orders.models.order import Order
from tests.factories.orders import market
from tests.factories.promotions import gift_card, promotion, voucher
from tests.frontend.views.shop.pages import give_address, put

pytestmark = pytest.mark.django_db


def test_a_voucher_and_a_card_are_given_shown_and_taken_away(client: Client) -> None:
    shop = market()
    voucher()
    card = gift_card(5_000)
    put(client, shop, 0)

    for code in ("ait10", card.code):
        assert client.post("/fr/basket/code/", {"code": code}).status_code == 303
    page = client.get("/fr/basket/").content.decode()
    assert ("ait10" in page, f"•••• {card.card.last4}" in page, "Bon de réduction" in page) == (True,) * 3

    client.post("/fr/basket/code/", {"code": "ait10", "remove": "voucher"})
    client.post("/fr/basket/code/", {"remove": str(card.card.pk)})
    checkout = Checkout.objects.get()
    assert (checkout.voucher_code, checkout.gift_cards.count()) == ("", 0)


def test_a_code_that_is_none_is_told_and_changes_nothing(client: Client) -> None:
    shop = market()
    put(client, shop, 0)

    page = client.post("/fr/basket/code/", {"code": "NOPE"}, follow=True).content.decode()

    assert "Ce code n’est pas valable" in page
    assert Checkout.objects.get().voucher_code == ""


def test_an_order_that_a_card_pays_whole_is_placed_without_another_way_to_pay(client: Client) -> None:
    shop = market()
    put(client, shop, 0)
    client.post("/fr/basket/code/", {"code": gift_card(50_000).code})
    give_address(client, shop)

    page = client.get("/fr/checkout/review/").content.decode()
    assert "Cartes cadeaux" in page or "cartes cadeaux" in page
    checkout = Checkout.objects.get()
    sent = client.post(
        "/fr/checkout/review/",
        {"checkout": str(checkout.pk), "seen_total": "13500", "seen_fee": "0", "payment_method": "card"},
    )

    order = Order.objects.get()
    assert (sent.status_code, order.payment_method, order.due.minor) == (303, "gift", 0)
    shown = client.get(f"/fr/order/{order.access_token}/")
    assert shown.status_code == 200
    assert "Carte cadeau" in shown.content.decode()


def test_a_reduced_product_shows_the_reference_price_beside(client: Client) -> None:
    shop = market()
    product = shop.variants[0].product
    promotion({"productPredicate": {"ids": [product.pk]}})

    page = client.get(f"/fr/product/{product.slug}/").content.decode()

    assert "price--was" in page
