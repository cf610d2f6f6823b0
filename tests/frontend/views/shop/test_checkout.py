"""From the basket to the order: addresses, delivery, review, and a button that may be pressed twice."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalog.models.offer import Price
from catalog.models.product import Product
from catalog.states import ProductState
from logistics.models.stock import Reservation
from logistics.services.stock_reserve import stock_reserve
from marketplace.channels.models import Channel
from orders.gateways.base import HostedPage, ProcessorUnreachable
from orders.models.checkout import Checkout
from orders.models.order import Order
from orders.states import PaymentMethod, PaymentState
from tests.factories.ground import NOON, AddressFactory, UserFactory
from tests.factories.logistics import DeliveryMethodFactory, stock_of
from tests.factories.orders import ADDRESS, Market
from tests.frontend.views.shop.pages import bought, form_of, give_address, place, put, text_of

REVIEW = "/fr/checkout/review/"


def test_a_visitor_without_javascript_buys_to_the_order_page(client: Client, shop: Market) -> None:
    put(client, shop, 0, 2)
    put(client, shop, 2, 1)
    page = client.post("/fr/checkout/", {**ADDRESS, "show_options": "1"})
    assert page.status_code == 200
    assert [option.method_id for option in page.context["options"]] == [shop.method.pk]
    assert page.context["form"].initial["recipient"] == "Amina Client"
    assert give_address(client, shop)["Location"] == REVIEW

    response = place(client)

    order = Order.objects.get()
    assert response.status_code == 303
    assert response["Location"] == f"/fr/order/{order.access_token}/"
    assert client.get(response["Location"]).status_code == 200
    # 2 x 100 + 25, delivery 35
    assert order.total_minor == 26_000
    assert order.email == "amina@example.com"
    assert order.payment_method == PaymentMethod.CASH
    assert stock_of(shop.variants[0]) == (50, 2)
    assert response.cookies["basket"].value == ""


@pytest.mark.parametrize("pay", ["cash", "transfer"])
def test_pressing_the_button_twice_leads_to_the_same_order(client: Client, shop: Market, pay: str) -> None:
    put(client, shop)
    give_address(client, shop)
    form = {**form_of(client.get(REVIEW), REVIEW), "payment_method": pay}
    other_window = Client()
    other_window.cookies["basket"] = client.cookies["basket"].value

    first = client.post(REVIEW, form)
    again = client.post(REVIEW, form)
    elsewhere = other_window.post(REVIEW, form)

    assert Order.objects.count() == 1
    assert first["Location"] == again["Location"] == elsewhere["Location"]


def test_a_basket_that_became_an_order_leads_to_it(client: Client, shop: Market) -> None:
    put(client, shop)
    give_address(client, shop)
    kept = client.cookies["basket"].value
    place(client)
    client.cookies["basket"] = kept
    order = Order.objects.get()

    assert client.get("/fr/checkout/")["Location"] == f"/fr/order/{order.access_token}/"
    client.cookies["basket"] = kept
    assert client.get(REVIEW)["Location"] == f"/fr/order/{order.access_token}/"
    client.cookies["basket"] = kept
    assert f'href="/fr/order/{order.access_token}/"' in text_of(client.get("/fr/basket/"))


def test_after_an_order_the_next_product_opens_a_new_basket(client: Client, shop: Market) -> None:
    bought(client, shop)

    put(client, shop, 2)

    assert Checkout.objects.filter(completed_at=None).count() == 1
    assert [line.variant_id for line in client.get("/fr/basket/").context["basket"].lines] == [
        shop.variants[2].pk
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", ""),
        ("phone", "0123"),
        ("phone", "0912345678"),
        ("phone", "06MARHABA1"),
        ("phone", "+21261234567890123"),
        ("postcode", "123"),
        ("postcode", "ABCDE"),
        ("postcode", "123456"),
        ("province", ""),
        ("province", "MA-XXX"),
        ("recipient", ""),
        ("recipient", "   "),
        ("recipient", "x" * 101),
        ("city", ""),
        ("street", ""),
        ("email", "not an address"),
        ("landmark", "x" * 201),
        ("note", "x" * 501),
    ],
)
def test_what_is_wrong_with_an_address_is_told_beside_its_field(
    client: Client, shop: Market, field: str, value: str
) -> None:
    put(client, shop)

    response = give_address(client, shop, **{field: value})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert f'id="id_{field}_error"' in text_of(response)
    assert response.context["form"]["quarter"].value() == "Gueliz"
    checkout = Checkout.objects.get()
    assert checkout.address == {}
    assert checkout.reserved_until is None
    assert Reservation.objects.count() == 0


def test_several_mistakes_are_told_at_once(client: Client, shop: Market) -> None:
    put(client, shop)

    response = give_address(client, shop, phone="1", city="", postcode="1")

    assert set(response.context["form"].errors) == {"phone", "city", "postcode"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("06 12 34 56 78", "+212612345678"),
        ("+212 6 12-34-56-78", "+212612345678"),
        ("٠٦١٢٣٤٥٦٧٨", "+212612345678"),
        ("+33 6 12 34 56 78", "+33612345678"),
    ],
)
def test_a_phone_is_understood_as_people_write_it(
    client: Client, shop: Market, typed: str, kept: str
) -> None:
    put(client, shop)

    give_address(client, shop, phone=typed)

    assert Checkout.objects.get().phone == kept


@pytest.mark.parametrize("method", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_way_of_delivery_must_be_chosen(client: Client, shop: Market, method: str) -> None:
    put(client, shop)

    response = give_address(client, shop, delivery_method=method)

    assert response.status_code == 422
    assert response.context["form"].non_field_errors()
    assert Reservation.objects.count() == 0


def test_a_way_that_does_not_reach_the_place_is_refused_on_the_way(client: Client, shop: Market) -> None:
    put(client, shop)
    elsewhere = DeliveryMethodFactory.create(code="other")

    give_address(client, shop, delivery_method=str(elsewhere.pk))
    response = client.get(REVIEW)

    assert response.status_code == 303
    assert response["Location"] == "/fr/checkout/"


def test_characters_that_make_a_label_lie_are_dropped(client: Client, shop: Market) -> None:
    put(client, shop)

    give_address(client, shop, recipient="Amina \u202eClient", note="a\u202eb")

    checkout = Checkout.objects.get()
    assert "\u202e" not in checkout.address["recipient"]
    assert "\u202e" not in checkout.note


def test_the_goods_are_held_while_the_customer_reviews_and_the_page_says_how_long(
    client: Client, shop: Market
) -> None:
    put(client, shop, 0, 2)

    give_address(client, shop)
    response = client.get(REVIEW)

    until = response.context["held_until"]
    assert stock_of(shop.variants[0]) == (50, 2)
    assert timedelta(minutes=29) < until - timezone.now() <= timedelta(minutes=30)


def test_when_the_goods_are_held_no_more_the_page_says_so_and_the_order_can_still_be_placed(
    client: Client, shop: Market
) -> None:
    put(client, shop)
    give_address(client, shop)
    Checkout.objects.update(reserved_until=timezone.now() - timedelta(minutes=1))

    assert client.get(REVIEW).context["held_until"] is None
    assert place(client).status_code == 303
    assert Order.objects.count() == 1


def test_a_price_that_changes_during_the_checkout_leads_back_to_the_basket(
    client: Client, shop: Market
) -> None:
    put(client, shop)
    give_address(client, shop)
    form = {**form_of(client.get(REVIEW), REVIEW), "payment_method": "cash"}
    Price.objects.filter(variant=shop.variants[0]).update(amount_minor=12_000)

    response = client.post(REVIEW, form)

    assert response["Location"] == "/fr/basket/"
    assert [problem.kind for problem in client.get("/fr/basket/").context["basket"].problems] == [
        "price_changed"
    ]
    assert Order.objects.count() == 0


def test_a_product_withdrawn_during_the_checkout_leads_back_to_the_basket(
    client: Client, shop: Market
) -> None:
    put(client, shop)
    give_address(client, shop)
    form = {**form_of(client.get(REVIEW), REVIEW), "payment_method": "cash"}
    Product.objects.filter(pk=shop.variants[0].product_id).update(state=ProductState.PAUSED)

    response = client.post(REVIEW, form)

    assert response["Location"] == "/fr/basket/"
    assert Order.objects.count() == 0


def test_what_sold_out_between_the_pages_leads_back_to_the_basket(client: Client, shop: Market) -> None:
    put(client, shop, 0, 10)
    stock_reserve(key_quantities={"a": (shop.variants[0].pk, 45)}, expires_at=None, now=NOON)

    response = client.get("/fr/checkout/")

    assert response["Location"] == "/fr/basket/"


def test_a_sum_other_than_the_one_shown_places_nothing(client: Client, shop: Market) -> None:
    put(client, shop)
    give_address(client, shop)

    response = place(client, seen_total="100")

    assert response["Location"] == "/fr/basket/"
    assert Order.objects.count() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"payment_method": ""},
        {"payment_method": "shells"},
        {"seen_total": "x"},
        {"seen_total": "-1"},
        {"seen_fee": ""},
    ],
)
def test_a_crafted_last_form_places_nothing(client: Client, shop: Market, changes: dict[str, str]) -> None:
    put(client, shop)
    give_address(client, shop)

    response = (
        place(client, **{"pay": "cash"} | {k: v for k, v in changes.items() if k != "payment_method"})
        if ("payment_method" not in changes)
        else place(client, pay=changes["payment_method"])
    )

    assert response.status_code == 422
    assert Order.objects.count() == 0


@pytest.mark.parametrize("key", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_another_basket_than_the_one_shown_is_not_ordered(client: Client, shop: Market, key: str) -> None:
    put(client, shop)
    give_address(client, shop)

    response = place(client, checkout=key)

    assert response["Location"] == "/fr/basket/"
    assert Order.objects.count() == 0


def test_the_fee_of_paying_at_the_door_is_shown_and_asked(client: Client, shop: Market) -> None:
    Channel.objects.update(cash_fee_minor=1_500)
    put(client, shop)
    give_address(client, shop)
    context = client.get(REVIEW).context
    assert (context["before_fee"].minor, context["cash_total"].minor) == (13_500, 15_000)

    place(client)

    assert Order.objects.get().total_minor == 15_000


def test_a_fee_that_rose_after_it_was_shown_places_nothing(client: Client, shop: Market) -> None:
    put(client, shop)
    give_address(client, shop)
    form = {**form_of(client.get(REVIEW), REVIEW), "payment_method": "cash"}
    Channel.objects.update(cash_fee_minor=1_500)

    response = client.post(REVIEW, form)

    assert response["Location"] == "/fr/basket/"
    assert Order.objects.count() == 0


def test_above_the_cap_cash_is_closed_and_says_why(client: Client, shop: Market) -> None:
    Channel.objects.update(cash_cap_minor=10_000)
    put(client, shop)
    give_address(client, shop)
    response = client.get(REVIEW)
    assert response.context["basket"].may_pay_cash is False
    assert response.context["chosen"] == PaymentMethod.CARD

    refused = place(client, "cash")

    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["payment_method"]
    assert Order.objects.count() == 0


def test_a_carrier_that_takes_no_cash_closes_that_way_to_pay(client: Client, shop: Market) -> None:
    type(shop.method)._default_manager.update(takes_cash=False)
    put(client, shop)
    give_address(client, shop)

    assert client.get(REVIEW).context["basket"].may_pay_cash is False
    assert place(client, "cash").status_code == 422
    assert Order.objects.count() == 0


class OpenGateway:
    """A card processor whose page opens at once."""

    def open_page(self, **given: object) -> HostedPage:
        return HostedPage("cs_1", f"https://pay.example/{given['order_reference']}")


class SilentGateway:
    """A card processor that does not answer."""

    def open_page(self, **_given: object) -> HostedPage:
        raise ProcessorUnreachable("…")


def test_a_card_leads_to_the_processors_page(
    client: Client, shop: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frontend.views.shop.checkout.card_gateway", OpenGateway)
    put(client, shop)
    give_address(client, shop)

    response = place(client, "card")

    order = Order.objects.get()
    assert response["Location"] == f"https://pay.example/{order.pk}"
    assert order.payment.state == PaymentState.PENDING
    assert response.cookies["basket"].value == ""


def test_a_processor_that_is_silent_leaves_the_order_with_a_button_to_pay_later(
    client: Client, shop: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frontend.views.shop.checkout.card_gateway", SilentGateway)
    put(client, shop)
    give_address(client, shop)

    response = place(client, "card")

    order = Order.objects.get()
    assert response["Location"] == f"/fr/order/{order.access_token}/"
    assert client.get(response["Location"]).context["is_payable"] is True


def test_the_checkout_of_an_empty_basket_leads_to_the_basket(client: Client, shop: Market) -> None:
    for path in ("/fr/checkout/", REVIEW):
        assert client.get(path)["Location"] == "/fr/basket/"
        assert client.post(path, {**ADDRESS})["Location"] == "/fr/basket/"


def test_who_is_signed_in_finds_the_own_address_filled_in_and_owns_the_order(
    client: Client, shop: Market
) -> None:
    user = UserFactory.create()
    AddressFactory.create(user=user, recipient="Amina Chez-Elle", is_default=True)
    put(client, shop)
    client.force_login(user)

    form = client.get("/fr/checkout/").context["form"]
    give_address(client, shop)
    place(client)

    assert form.initial["recipient"] == "Amina Chez-Elle"
    assert form.initial["phone"] == "06 00 00 00 01"
    assert Order.objects.get().user_id == user.pk


def test_a_correction_of_the_address_keeps_what_was_said(client: Client, shop: Market) -> None:
    put(client, shop)
    give_address(client, shop, note="Sonner deux fois")

    response = client.get("/fr/checkout/")

    assert response.context["form"].initial["phone"] == "06 12 34 56 78"
    assert response.context["form"].initial["note"] == "Sonner deux fois"
    assert response.context["chosen"] == str(shop.method.pk)
