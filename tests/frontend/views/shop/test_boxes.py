"""Gift boxes in the shop, without JavaScript: test that ..."""

from django.test import Client

from orders.models.checkout import CheckoutLine
from orders.models.order import Order
from tests.factories.kits import carton, chosen_kit, fixed_kit
from tests.factories.orders import Market
from tests.frontend.views.shop.pages import form_of, give_address, place, text_of


def test_a_ready_made_box_is_put_in_ordered_and_shown_with_its_contents(client: Client, shop: Market) -> None:
    first, _second, third = shop.variants
    carton()
    fixed_kit([(first, 1), (third, 2)], price=12_000, packaging="coffret")
    assert "Panier de fête" in text_of(client.get("/fr/boxes/"))
    page = client.get("/ar/boxes/panier/")
    assert "سلة العيد" in text_of(page)
    sent = {**form_of(page, "/ar/boxes/panier/"), "quantity": "2", "act": "add"}

    response = client.post("/ar/boxes/panier/", sent)

    assert (response.status_code, response["Location"]) == (303, "/ar/basket/")
    basket = client.get("/fr/basket/")
    assert basket.context["basket"].goods.minor == 24_000
    assert "2 × <bdi>Panier de fête" in text_of(basket)
    give_address(client, shop)
    order = Order.objects.get(access_token=place(client)["Location"].split("/")[3])
    shown = text_of(client.get(f"/fr/order/{order.access_token}/"))
    assert "Panier de fête" in shown
    assert "2 × Produit" in shown


def test_a_box_is_filled_worked_out_and_taken_out_again(client: Client, shop: Market) -> None:
    first, _second, third = shop.variants
    chosen_kit([first, third])
    path = "/fr/boxes/a-remplir/"
    chosen = {f"variant-{first.pk}": "1", f"variant-{third.pk}": "2", "quantity": "1"}

    summed = client.post(path, {**chosen, "act": "sum"})
    assert (summed.status_code, summed.context["pieces"]) == (200, 3)
    assert (summed.context["full"].minor, summed.context["price"].minor) == (15_000, 13_500)
    assert not CheckoutLine.objects.exists()

    client.post(path, {**chosen, "act": "add"})
    basket = client.get("/fr/basket/")
    assert basket.context["basket"].goods.minor == 13_500
    form = form_of(basket, "/fr/basket/box/")
    assert client.post("/fr/basket/box/", form).status_code == 303
    assert not CheckoutLine.objects.exists()
    # Pressed again, or nonsense: nothing to take out
    assert client.post("/fr/basket/box/", form).status_code == 404
    assert client.post("/fr/basket/box/", {"box": "x"}).status_code == 404


def test_too_little_and_too_much_are_told_on_the_page_and_nothing_is_lost(
    client: Client, shop: Market
) -> None:
    first, _second, third = shop.variants
    chosen_kit([first, third])
    path = "/fr/boxes/a-remplir/"
    for pieces in ("1", "5", "-1", "x"):
        response = client.post(path, {f"variant-{first.pk}": pieces, "quantity": "1", "act": "add"})
        assert response.status_code == 422
        assert f'value="{pieces}"' in text_of(response)
    assert not CheckoutLine.objects.exists()
    assert client.get("/fr/boxes/unknown/").status_code == 404
    assert client.post("/fr/basket/box/", {"box": "x"}).status_code == 404


def test_without_boxes_the_shelf_says_so(client: Client, shop: Market) -> None:
    assert "Aucun coffret" in text_of(client.get("/fr/boxes/"))
