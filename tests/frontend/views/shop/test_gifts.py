"""A gift in the shop's pages: from the checkout to the page behind the card's code."""

import pytest
from django.test import Client

from orders.links import gift_token
from orders.models.checkout import Checkout
from orders.models.order import Order
from tests.factories.orders import Market
from tests.frontend.views.shop.pages import give_address, place, put, text_of

GIFT = {
    "is_gift": "on",
    "gift_sender": "Younes",
    "payer_phone": "+33 6 12 34 56 78",
    "gift_message": "Joyeuse fête <b>",
    "hides_prices": "on",
}


def test_a_gift_is_bought_without_javascript_and_shown_without_prices(client: Client, shop: Market) -> None:
    put(client, shop)
    # Asking for the ways of delivery loses nothing that was written
    page = text_of(give_address(client, shop, show_options="1", **GIFT))
    assert 'value="Younes"' in page
    assert page.count("checked") >= 2
    assert give_address(client, shop, **GIFT)["Location"] == "/fr/checkout/review/"
    review = text_of(client.get("/fr/checkout/review/"))
    assert "Joyeuse fête &lt;b&gt;" in review
    assert "06 12 34 56 78" in review
    assert "+33 6 12 34 56 78" in review

    refused = place(client, "cash")
    assert refused.status_code == 422
    assert refused.context["form"].errors["payment_method"]
    placed = place(client, "transfer")

    order = Order.objects.get()
    assert order.hides_prices
    assert "Joyeuse fête &lt;b&gt;" in text_of(client.get(placed["Location"]))
    shown = client.get(f"/fr/gift/{gift_token(order.pk)}/")
    assert shown.headers["X-Robots-Tag"] == "noindex"
    text = text_of(shown)
    assert "Younes" in text
    assert "Joyeuse fête &lt;b&gt;" in text
    for hidden in ("100,00", "135,00", order.access_token, "Gueliz", "06 12 34 56 78"):
        assert hidden not in text
    assert client.get("/ar/gift/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"gift_sender": ""}, "gift_sender"),
        ({"gift_message": "x" * 301}, "gift_message"),
        ({"payer_phone": "12"}, "payer_phone"),
        ({"payer_phone": "", "email": ""}, "payer_phone"),
    ],
)
def test_what_is_wrong_with_a_gift_is_told_beside_its_field(
    client: Client, shop: Market, changes: dict[str, str], field: str
) -> None:
    put(client, shop)

    response = give_address(client, shop, **{**GIFT, **changes})

    assert response.status_code == 422
    assert list(response.context["gift"].errors) == [field]
    assert Checkout.objects.get().address == {}


def test_without_the_tick_nothing_of_it_counts(client: Client, shop: Market) -> None:
    put(client, shop)
    give_address(client, shop, **GIFT)

    give_address(client, shop, gift_sender="Younes")

    assert not Checkout.objects.get().is_gift
