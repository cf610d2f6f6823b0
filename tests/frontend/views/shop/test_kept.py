"""The list of a customer, before and after signing in, and the buttons that fill it."""

from typing import Any

import pytest
from django.test import Client

from logistics.models.stock import Stock
from marketplace.customers.models.kept import Follow, StockAlert
from marketplace.customers.selectors.kept import wishlist_ids
from marketplace.kernel.actor import Actor
from tests.factories.ground import UserFactory
from tests.factories.orders import Market
from tests.frontend.test_pages import Outline
from tests.frontend.views.people import queries_of
from tests.frontend.views.shop.pages import text_of


@pytest.fixture
def browser(db: None) -> Client:
    client = Client()
    client.force_login(UserFactory.create())
    return client


def actor_of(browser: Client) -> Actor:
    return Actor(user_id=int(browser.session["_auth_user_id"]))


def wish(client: Client, shop: Market, index: int = 0, **form: str) -> Any:
    return client.post("/fr/kept/wish/", {"product": str(shop.variants[index].product_id), **form})


def names(client: Client) -> list[int]:
    return [key for key, _card in client.get("/fr/kept/").context["wishes"]]


def test_a_visitor_keeps_products_in_the_browser_and_takes_them_along(client: Client, shop: Market) -> None:
    wish(client, shop, 0)
    wish(client, shop, 1)
    wish(client, shop, 0, act="remove")
    before = names(client)
    user = UserFactory.create()

    client.force_login(user)
    led = client.get("/fr/account/desks/")

    assert before == [shop.variants[1].product_id]
    assert wishlist_ids(Actor(user_id=user.pk)) == before
    assert led.cookies["wishes"].value == ""


def test_the_list_of_an_account_takes_the_browsers_along_wherever_one_signed_in(
    client: Client, shop: Market
) -> None:
    wish(client, shop, 2)
    user = UserFactory.create()
    client.force_login(user)

    assert names(client) == [shop.variants[2].product_id]
    assert wishlist_ids(Actor(user_id=user.pk)) == [shop.variants[2].product_id]


@pytest.mark.parametrize("number", ["", "x", "-1", "0", "٣", "9" * 30, "1;drop", "\u202e1"])
def test_a_crafted_number_keeps_nothing(client: Client, browser: Client, shop: Market, number: str) -> None:
    answers = [each.post("/fr/kept/wish/", {"product": number}).status_code for each in (client, browser)]

    assert answers == [303, 404]
    assert names(client) == names(browser) == []


def test_a_forged_cookie_keeps_nothing(client: Client, shop: Market) -> None:
    client.cookies["wishes"] = f"{shop.variants[0].product_id}:forged:signature"

    assert names(client) == []


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_the_button_sends_nobody_elsewhere(client: Client, shop: Market, target: str) -> None:
    assert wish(client, shop, next=target)["Location"] == "/fr/kept/"


def test_the_heart_shows_what_is_kept(browser: Client, client: Client, shop: Market) -> None:
    path = f"/fr/product/{shop.variants[0].product.slug}/"
    for each in (client, browser):
        before = each.get(path).context["is_wished"]
        wish(each, shop, next=path)

        assert (before, each.get(path).context["is_wished"]) == (False, True)


def test_who_waits_for_what_is_sold_out_sees_it_and_stops_it(browser: Client, shop: Market) -> None:
    variant = shop.variants[0]
    Stock.objects.filter(variant=variant).update(quantity=0)
    path = f"/fr/product/{variant.product.slug}/"
    assert "Me prévenir de son retour" in text_of(browser.get(path))

    browser.post(f"{path}alert/", {"variant": variant.pk})
    seen = browser.get(path)
    listed = browser.get("/ar/kept/")
    browser.post("/fr/kept/alerts/stop/", {"variant": variant.pk})

    assert seen.context["awaited"] == {variant.pk}
    assert [key for key, _product in listed.context["alerts"]] == [variant.pk]
    assert Outline(text_of(listed)).faults == []
    assert not StockAlert.objects.exists()


def test_a_variant_of_another_product_is_not_waited_for(browser: Client, shop: Market) -> None:
    path = f"/fr/product/{shop.variants[0].product.slug}/alert/"

    browser.post(path, {"variant": shop.variants[1].pk})

    assert not StockAlert.objects.exists()


def test_a_cooperative_is_followed_and_no_longer(browser: Client, shop: Market) -> None:
    slug = shop.sellers[0].slug
    browser.post(f"/fr/cooperatives/{slug}/follow/", {"act": "add"})
    shown = browser.get(f"/fr/cooperatives/{slug}/").context["is_followed"]
    listed = browser.get("/fr/kept/").context["followed"]
    browser.post(f"/fr/cooperatives/{slug}/follow/", {"act": "remove"})

    assert shown is True
    assert [each for each, _name in listed] == [slug]
    assert not Follow.objects.exists()


def test_visitors_sign_in_first_and_come_back_to_the_page(
    client: Client, browser: Client, shop: Market
) -> None:
    places = {
        f"/fr/product/{shop.variants[0].product.slug}/alert/": f"/fr/product/{shop.variants[0].product.slug}/",
        f"/fr/cooperatives/{shop.sellers[0].slug}/follow/": f"/fr/cooperatives/{shop.sellers[0].slug}/",
    }
    for path, page in places.items():
        assert client.post(path).status_code == 302
        assert client.post(path)["Location"].startswith("/fr/account/sign-in/")
        assert browser.get(path)["Location"] == page
    assert client.post("/fr/kept/alerts/stop/").status_code == 302


def test_the_order_is_bought_again_from_its_page(client: Client, shop: Market) -> None:
    order = shop.order({0: 2, 1: 1})
    Stock.objects.filter(variant=shop.variants[1]).update(quantity=0, reserved=0)

    sent = client.post(f"/fr/order/{order.access_token}/again/")
    page = text_of(client.get(sent["Location"]))

    assert sent.status_code == 303
    assert shop.variants[1].product.name("fr") in page
    assert "Vos achats sont dans votre panier" in page
    assert client.post("/fr/order/nobody/again/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(browser: Client, shop: Market, count: int) -> None:
    for index in range(count):
        wish(browser, shop, index)
        browser.post(f"/fr/cooperatives/{shop.sellers[index].slug}/follow/", {"act": "add"})
        variant = shop.variants[index]
        browser.post(f"/fr/product/{variant.product.slug}/alert/", {"variant": variant.pk})

    assert queries_of(browser, "/fr/kept/") == 10
