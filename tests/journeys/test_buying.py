"""A customer buys: in Arabic on a phone with cash, in French on a desktop by card, and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from orders.models.order import Order
from orders.states import PaymentMethod, PaymentState, SubOrderState
from tests.journeys.conftest import Site
from tests.journeys.goods import Shelves, stocked_shelves

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shelves(site: Site) -> Shelves:
    return stocked_shelves()


def fill_basket(site: Site, page: Page, language: str, shelves: Shelves) -> None:
    """Put one piece of each product into the basket, as a visitor does."""
    for slug in shelves.slugs():
        page.goto(f"{site.url}/{language}/product/{slug}/")
        page.locator(".product__buy form button.button--primary").click()
        page.wait_for_url("**/basket/")


def fill_address(page: Page, *, name: str, city: str, province: str) -> None:
    page.fill("[name=recipient]", name)
    page.fill("[name=phone]", "06 12 34 56 78")
    page.fill("[name=city]", city)
    page.fill("[name=street]", "12, rue des Oliviers")
    page.fill("[name=landmark]", "près de la pharmacie")
    page.select_option("[name=province]", province)


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def test_in_arabic_on_a_phone_a_basket_from_three_cooperatives_is_ordered_and_paid_at_the_door(
    site: Site, shelves: Shelves
) -> None:
    page = site.open(phone=True, language="ar")
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)

    page.goto(f"{site.url}/ar/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    site.photograph(page, "buying-home.ar.phone")
    page.locator('.families a[href="/ar/family/dates/"]').click()
    page.locator(".product-card a").first.click()
    site.photograph(page, "buying-product.ar.phone")
    fill_basket(site, page, "ar", shelves)
    expect(page.locator("#basket section.panel")).to_have_count(3)
    page.locator(".line form button[name=change][value='1']").first.click()
    expect(page.locator("#basket-link .count")).to_have_text("4")
    site.photograph(page, "buying-basket.ar.phone")
    page.locator('a[href="/ar/checkout/"]').click()

    fill_address(page, name="أمينة الإدريسي", city="وجدة", province="MA-OUJ")
    page.locator("[name=delivery_method]").first.check()
    site.photograph(page, "buying-address.ar.phone")
    assert not is_too_wide(page)
    page.locator("button.button--big").click()

    page.wait_for_url("**/checkout/review/")
    page.locator("[value=cash]").check()
    site.photograph(page, "buying-review.ar.phone")
    assert not is_too_wide(page)
    page.locator("button.button--big").click()

    page.wait_for_url("**/order/*/")
    site.photograph(page, "buying-order.ar.phone")
    order = Order.objects.get()
    # 2 x 60 + 180 + 95, delivery 35, paying at the door 10
    assert order.total_minor == 44_000
    assert order.payment_method == PaymentMethod.CASH
    assert order.address["recipient"] == "أمينة الإدريسي"
    assert order.phone == "+212612345678"
    assert page.url == f"{site.url}/ar/order/{order.access_token}/"
    assert set(order.sub_orders.values_list("organisation_id", flat=True)) == {
        seller.pk for seller in shelves.sellers
    }
    assert faults == []


def test_in_french_on_a_desktop_the_order_is_paid_by_card(site: Site, shelves: Shelves) -> None:
    page = site.open(language="fr")
    fill_basket(site, page, "fr", shelves)
    site.photograph(page, "buying-basket.fr.desktop")
    page.goto(f"{site.url}/fr/checkout/")
    fill_address(page, name="Amina El Idrissi", city="Rabat", province="MA-RAB")
    page.locator("[name=delivery_method]").first.check()
    page.locator("button.button--big").click()
    page.wait_for_url("**/checkout/review/")
    page.locator("[value=card]").check()
    site.photograph(page, "buying-review.fr.desktop")
    page.locator("button.button--big").click()

    page.wait_for_url("**/pay/**")
    page.fill("[name=card_number]", "4242 4242 4242 4242")
    page.fill("[name=expiry]", "12/34")
    page.fill("[name=cvc]", "123")
    page.fill("[name=email]", "amina@example.com")
    page.fill("[name=name]", "Amina El Idrissi")
    site.photograph(page, "buying-card.fr.desktop")
    page.locator("button[type=submit]").first.click()

    page.wait_for_url(f"{site.url}/fr/order/*/")
    site.photograph(page, "buying-order.fr.desktop")
    order = Order.objects.get()
    # 60 + 180 + 95 and delivery 35; no fee by card
    assert order.total_minor == 37_000
    assert order.payment.state == PaymentState.AUTHORISED
    assert set(order.sub_orders.values_list("state", flat=True)) == {SubOrderState.RELEASED}
    expect(page.locator(".alert--success")).to_be_visible()


def test_a_declined_card_leaves_the_order_unpaid_and_another_card_pays_it(
    site: Site, shelves: Shelves
) -> None:
    page = site.open(language="fr")
    fill_basket(site, page, "fr", shelves)
    page.goto(f"{site.url}/fr/checkout/")
    fill_address(page, name="Amina El Idrissi", city="Rabat", province="MA-RAB")
    page.locator("[name=delivery_method]").first.check()
    page.locator("button.button--big").click()
    page.wait_for_url("**/checkout/review/")
    page.locator("[value=card]").check()
    page.locator("button.button--big").click()
    page.wait_for_url("**/pay/**")
    order = Order.objects.get()
    page.goto(f"{site.url}/fr/order/{order.access_token}/")
    assert order.payment.state == PaymentState.PENDING

    page.locator(f'form[action="/fr/order/{order.access_token}/pay/"] button').click()
    page.wait_for_url("**/pay/**")
    for number in ("4000 0000 0000 0002", "4242 4242 4242 4242"):
        page.fill("[name=card_number]", number)
        page.fill("[name=expiry]", "12/34")
        page.fill("[name=cvc]", "123")
        page.fill("[name=email]", "amina@example.com")
        page.fill("[name=name]", "Amina El Idrissi")
        page.locator("button[type=submit]").first.click()
        page.wait_for_load_state()

    page.wait_for_url(f"{site.url}/fr/order/*/")
    order.payment.refresh_from_db()
    assert order.payment.state == PaymentState.AUTHORISED
    assert Order.objects.count() == 1


def test_without_javascript_everything_works_to_the_order(site: Site, shelves: Shelves) -> None:
    page = site.open(language="fr", javascript=False)
    fill_basket(site, page, "fr", shelves)
    page.locator(".line form button[name=change][value='1']").first.click()
    page.wait_for_url("**/basket/")
    page.goto(f"{site.url}/fr/checkout/")
    fill_address(page, name="Amina El Idrissi", city="Rabat", province="MA-RAB")
    page.locator("[name=show_options]").click()
    page.locator("[name=delivery_method]").first.check()
    assert page.input_value("[name=recipient]") == "Amina El Idrissi"
    page.locator("button.button--big").click()
    page.wait_for_url("**/checkout/review/")
    page.locator("[value=transfer]").check()
    page.locator("button.button--big").click()

    page.wait_for_url("**/order/*/")
    order = Order.objects.get()
    assert order.total_minor == 43_000
    expect(page.locator("body")).to_contain_text(f"CM{order.number}")
