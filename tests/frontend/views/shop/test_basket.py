"""The basket: putting in, changing, taking out and back, and what it says when the world has changed."""

import re

import pytest
from django.test import Client

from catalog.models.offer import Price
from catalog.models.product import Product
from catalog.states import ProductState
from frontend.basket_cookie import SALT
from logistics.services.stock_reserve import stock_reserve
from orders.models.checkout import Checkout, CheckoutLine
from orders.services.checkout_edit import checkout_attach
from tests.factories.ground import NOON, member_actor
from tests.factories.orders import Market
from tests.frontend.views.shop.pages import basket_of_cookie, form_of, put, text_of

LINE = "/fr/basket/line/"


def quantities() -> list[int]:
    return list(CheckoutLine.objects.order_by("position").values_list("quantity", flat=True))


def test_products_of_several_cooperatives_stand_grouped_with_their_sums(client: Client, shop: Market) -> None:
    put(client, shop, 0, 2)
    response = put(client, shop, 1)

    assert response.status_code == 303
    assert response["Location"] == "/fr/basket/"
    basket = client.get("/fr/basket/").context["basket"]
    assert [(group.organisation_id, group.total.minor) for group in basket.groups] == [
        (shop.sellers[0].pk, 20_000),
        (shop.sellers[1].pk, 15_000),
    ]
    assert basket.items.minor == 35_000


def test_the_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites(client: Client, shop: Market) -> None:
    put(client, shop, 0, 3)

    cookie = client.cookies["basket"]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie.value.split(":")[1] == "3"
    assert '<bdi class="count">3</bdi>' in text_of(client.get("/fr/"))


@pytest.mark.parametrize("value", ["", "nonsense", "00000000-0000-0000-0000-000000000000:1:forged"])
def test_a_forged_cookie_means_an_empty_basket(client: Client, shop: Market, value: str) -> None:
    put(client, shop)
    client.cookies["basket"] = value

    response = client.get("/fr/basket/")

    assert response.status_code == 200
    assert response.context["basket"] is None
    assert 'class="count"' not in text_of(response)


def test_the_number_of_another_basket_is_of_no_use_without_the_signature(
    client: Client, shop: Market
) -> None:
    put(client, shop)
    stranger = Client()
    stranger.cookies["basket"] = f"{basket_of_cookie(client)}:1"

    assert stranger.get("/fr/basket/").context["basket"] is None
    assert SALT == "frontend.basket"


@pytest.mark.parametrize("quantity", ["0", "-1", "1000000000", "text", "", "1.5", "٣x"])
def test_a_quantity_that_makes_no_sense_is_told_beside_it(
    client: Client, shop: Market, quantity: str
) -> None:
    response = put(client, shop, 0, quantity)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["quantity"]
    assert "999" in response.context["form"].errors["quantity"][0]
    assert Checkout.objects.count() == 0
    assert "basket" not in client.cookies


def test_more_than_one_basket_may_hold_is_told_beside_the_quantity(client: Client, shop: Market) -> None:
    put(client, shop, 0, 999)

    response = put(client, shop, 0, 1)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["quantity"]
    assert quantities() == [999]


@pytest.mark.parametrize(
    ("fields", "after"),
    [
        ({"quantity": "3"}, [3]),
        ({"quantity": "2", "change": "1"}, [3]),
        ({"quantity": "2", "change": "-1"}, [1]),
        ({"quantity": "1", "change": "-1"}, [1]),
        ({"quantity": "0"}, []),
        ({"quantity": "2", "remove": "1"}, []),
        ({"quantity": "-1"}, [2]),
        ({"quantity": "1000000000"}, [2]),
        ({"quantity": "many"}, [2]),
        ({"quantity": "2", "change": "7"}, [2]),
    ],
)
def test_a_line_changes_by_typing_by_steps_and_by_taking_out(
    client: Client, shop: Market, fields: dict[str, str], after: list[int]
) -> None:
    put(client, shop, 0, 2)

    response = client.post(LINE, {"variant": shop.variants[0].pk, **fields}, follow=True)

    assert response.status_code == 200
    assert quantities() == after


def test_what_was_taken_out_comes_back_with_one_button(client: Client, shop: Market) -> None:
    put(client, shop, 0, 2)
    response = client.post(
        LINE, {"variant": shop.variants[0].pk, "quantity": "2", "remove": "1"}, follow=True
    )
    assert quantities() == []
    assert shop.variants[0].product.name("fr") in text_of(response)

    client.post("/fr/basket/restore/", form_of(response, "/fr/basket/restore/"))

    assert quantities() == [2]


@pytest.mark.parametrize(
    "query",
    [
        "removed=x&quantity=1",
        "removed=1&quantity=0",
        "removed=-1&quantity=1",
        "removed=9999999999999999999&quantity=1",
    ],
)
def test_a_crafted_undo_is_no_undo(client: Client, shop: Market, query: str) -> None:
    put(client, shop)

    response = client.get(f"/fr/basket/?{query}")

    assert response.status_code == 200
    assert "undo" not in response.context


def test_a_changed_price_is_shown_before_and_after_and_must_be_accepted(client: Client, shop: Market) -> None:
    put(client, shop, 0, 2)
    Price.objects.filter(variant=shop.variants[0]).update(amount_minor=11_000)

    response = client.get("/fr/basket/")

    page = text_of(response).replace("\xa0", " ")
    assert "100,00 DH" in page
    assert "110,00 DH" in page
    assert 'href="/fr/checkout/"' not in page
    client.post("/fr/basket/prices/", form_of(response, "/fr/basket/prices/"))
    assert CheckoutLine.objects.get().seen_price_minor == 11_000
    assert 'href="/fr/checkout/"' in text_of(client.get("/fr/basket/"))


def test_accepting_an_old_price_does_not_accept_the_next_one(client: Client, shop: Market) -> None:
    put(client, shop)
    Price.objects.filter(variant=shop.variants[0]).update(amount_minor=11_000)
    form = form_of(client.get("/fr/basket/"), "/fr/basket/prices/")
    Price.objects.filter(variant=shop.variants[0]).update(amount_minor=12_000)

    client.post("/fr/basket/prices/", form)

    assert client.get("/fr/basket/").context["has_new_prices"] is True


@pytest.mark.parametrize("value", ["-1", "x", "9" * 40, "٣"])
def test_a_crafted_price_is_not_accepted(client: Client, shop: Market, value: str) -> None:
    put(client, shop)

    client.post("/fr/basket/prices/", {f"price-{shop.variants[0].pk}": value, "price-x": "1"})

    assert CheckoutLine.objects.get().seen_price_minor == 10_000


def test_what_is_sold_out_meanwhile_is_said_with_what_is_left(client: Client, shop: Market) -> None:
    put(client, shop, 0, 10)
    put(client, shop, 1, 1)
    stock_reserve(
        key_quantities={"a": (shop.variants[0].pk, 45), "b": (shop.variants[1].pk, 50)},
        expires_at=None,
        now=NOON,
    )

    response = client.get("/fr/basket/")

    problems = response.context["basket"].problems
    assert [(problem.kind, problem.left) for problem in problems] == [("less_left", 5), ("out_of_stock", 0)]
    assert response.context["is_blocked"] is True
    assert 'href="/fr/checkout/"' not in text_of(response)


def test_a_withdrawn_product_can_only_be_taken_out(client: Client, shop: Market) -> None:
    put(client, shop, 0, 2)
    Product.objects.filter(pk=shop.variants[0].product_id).update(state=ProductState.PAUSED)
    response = client.get("/fr/basket/")
    assert [problem.kind for problem in response.context["basket"].problems] == ["gone"]

    client.post(LINE, {"variant": shop.variants[0].pk, "quantity": "3"})
    assert quantities() == [2]
    client.post(LINE, {"variant": shop.variants[0].pk, "quantity": "2", "remove": "1"})
    assert quantities() == []


def test_a_product_that_lost_its_price_does_not_break_the_basket(client: Client, shop: Market) -> None:
    put(client, shop, 0, 2)
    Price.objects.filter(variant=shop.variants[0]).delete()

    response = client.get("/fr/basket/")

    assert response.status_code == 200
    assert response.context["basket"].items.minor == 20_000
    assert [problem.kind for problem in response.context["basket"].problems] == ["gone"]


def test_the_basket_of_a_person_is_closed_to_whoever_else_holds_its_cookie(
    client: Client, shop: Market
) -> None:
    put(client, shop)
    owner = member_actor(shop.sellers[0])
    checkout_attach(actor=owner, checkout_id=basket_of_cookie(client), now=NOON)

    response = client.get("/fr/basket/")

    assert response.context["basket"] is None
    assert response.cookies["basket"].value == ""


def test_a_form_without_its_secret_changes_nothing(visitor: Client, shop: Market) -> None:
    response = put(visitor, shop)

    assert response.status_code == 403
    assert Checkout.objects.count() == 0


def test_the_buttons_of_the_basket_are_no_links(client: Client, shop: Market) -> None:
    for address in ("line/", "restore/", "prices/"):
        assert client.get(f"/fr/basket/{address}").status_code == 405


def test_a_basket_that_is_gone_is_told(client: Client, shop: Market) -> None:
    put(client, shop)
    Checkout.objects.all().delete()

    response = client.post(LINE, {"variant": shop.variants[0].pk, "quantity": "3"}, follow=True)

    assert response.status_code == 200
    assert re.search(r'class="alert alert--danger"', text_of(response))
