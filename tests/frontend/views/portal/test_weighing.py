"""What goods really weigh, typed with the number pad: test that ..."""

import pytest

from catalog.models.product import Variant
from marketplace.kernel.money import Money
from orders.models.order import OrderLine, SubOrder
from orders.models.payment import Payment
from orders.models.weighing import LineWeighing
from orders.services.checkout_place import checkout_place
from tests.factories.ground import NOON
from tests.factories.orders import VISITOR
from tests.factories.weighing import by_weight
from tests.orders.journey import told

pytestmark = pytest.mark.django_db


def test_a_weight_is_typed_seen_by_the_customer_and_taken_back(client, shop, president, stranger):
    by_weight(shop)
    order = shop.order({0: 2})
    told()
    part = SubOrder.objects.get(order=order)
    url, page = f"/fr/portal/weigh/{part.lines.get().pk}/", f"/fr/portal/orders/{part.pk}/"
    shop_page = f"/fr/order/{order.access_token}/"
    assert url in president.client.get(page).content.decode()
    assert "1\u00a0kg" in president.client.get(url).content.decode()

    for typed in ("0,5", "nichts", ""):
        assert president.client.post(url, {"weight": typed}).status_code == 422
    assert stranger.client.post(url, {"weight": "0,95"}).status_code == 404
    assert not LineWeighing.objects.exists()
    said = president.client.post(url, {"weight": "٠٫٩٥"}, follow=True).content.decode()

    assert "950\u00a0g" in said and "10,00" in said
    shown = client.get(shop_page).content.decode()
    assert "950\u00a0g" in shown
    assert Payment.objects.get(order=order).deducted_minor == 1_000
    president.client.post(url, {"undo": "1"})
    assert Payment.objects.get(order=order).deducted_minor == 0
    assert "950\u00a0g" not in client.get(shop_page).content.decode()


def test_goods_are_listed_as_sold_by_their_weight_only_in_grams_or_kilograms(shop, president):
    family = shop.variants[0].product.product_type.key
    url = f"/fr/portal/products/new/{family}/"
    sent = {"quantity": "1", "price": "80", "weighed": "1", "weight": "1200", "name": "Fromage"}

    assert 'name="weighed"' in president.client.get(url).content.decode()
    president.client.post(url, {**sent, "unit": "kg"})
    president.client.post(url, {**sent, "unit": "piece"})

    newest = Variant.objects.order_by("-pk").values_list("unit", "is_weighed")[:2]
    assert list(newest) == [("piece", False), ("kg", True)]


def test_a_product_is_weighed_from_later_on_and_no_more(client, shop, president, stranger):
    variant = shop.variants[0]
    page = f"/fr/portal/products/{variant.product_id}/"
    url, sent = f"{page}weighed/", {"variant": variant.pk, "weighed": "1"}
    before = OrderLine.objects.get(order=shop.order({0: 1}), variant=variant)
    basket, seen = shop.checkout({0: 2}), shop.order({0: 2}).total_minor
    assert url in president.client.get(page).content.decode()

    assert stranger.client.post(url, sent).status_code == 404
    for typed in ("", "x", "9" * 30, shop.variants[1].pk):
        assert president.client.post(url, {**sent, "variant": typed}).status_code == 404
    assert president.client.post(url, sent).url == page

    # What was ordered before costs what was agreed; the basket that was open is sold as it is shown now
    order = checkout_place(actor=VISITOR, checkout_id=basket.pk, expected_total=Money(seen), now=NOON)
    placed = OrderLine.objects.get(order=order, variant=variant)
    assert (before.weighed_g, placed.weighed_g) == (0, 500)
    assert 'value=""' in president.client.get(page).content.decode()
    president.client.post(url, {**sent, "weighed": ""})
    variant.refresh_from_db()
    assert not variant.is_weighed
    Variant.objects.filter(pk=variant.pk).update(unit="piece")
    assert url not in president.client.get(page).content.decode()
    president.client.post(url, sent)
    assert not Variant.objects.get(pk=variant.pk).is_weighed
