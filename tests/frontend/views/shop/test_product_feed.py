"""The catalogue for programs that compare shops: test that ..."""

from datetime import timedelta
from xml.etree.ElementTree import Element

import defusedxml.ElementTree as ElementTree
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models.offer import Price
from catalog.models.preorder import Preorder
from catalog.models.product import Product, Variant
from catalog.selectors import product_feed
from logistics.models.stock import Stock
from tests.factories.catalog import ProductFactory
from tests.factories.ground import NOON
from tests.factories.orders import Market

URL = "/ar/feeds/default-channel.xml"
G = "{http://base.google.com/ns/1.0}"


def items(client: Client) -> dict[str, Element]:
    answer = client.get(URL)
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    tree = ElementTree.fromstring(b"".join(answer))
    return {item.findtext(f"{G}id") or "": item for item in tree.iter("item")}


def test_each_size_is_told_with_price_measure_and_what_is_left(client: Client, shop: Market) -> None:
    first, second, third = shop.variants
    Product.objects.filter(pk=first.product_id).update(
        names={"ar": "عسل <b> & \x01تمر\ufffe", "fr": "Miel"}, descriptions={}
    )
    Variant.objects.filter(pk=first.pk).update(gtin="6111234567890")
    Price.objects.filter(variant=first).update(reduced_minor=9_050, reduction={"funder": "cooperative"})
    Stock.objects.filter(variant=second).update(quantity=0, reserved=0)
    today = timezone.localdate()
    Preorder.objects.create(
        variant=third,
        most=2,
        until_date=today,
        arrives_date=today + timedelta(days=9),
        set_by="x",
        set_at=NOON,
    )

    found = items(client)
    item = found[first.sku]

    assert set(found) == {each.sku for each in shop.variants}
    assert (item.findtext("title") or "").startswith("عسل <b> & تمر")
    assert (item.findtext("description") or "").startswith("عسل")
    assert item.findtext("link") == f"http://testserver/ar/product/{first.product.slug}/"
    told = {
        name: item.findtext(f"{G}{name}") for name in ("price", "sale_price", "gtin", "unit_pricing_measure")
    }
    assert told == {
        "price": "100.00 MAD", "sale_price": "90.50 MAD", "gtin": "6111234567890", "unit_pricing_measure": "500 g",
    }  # fmt: skip
    assert item.findtext(f"{G}unit_pricing_base_measure") == "1 kg"
    assert item.findtext(f"{G}brand") == first.product.organisation.name("ar")
    assert [found[each.sku].findtext(f"{G}availability") for each in shop.variants] == [
        "in_stock", "out_of_stock", "preorder",
    ]  # fmt: skip
    assert (found[third.sku].findtext(f"{G}availability_date") or "").startswith(
        str(today + timedelta(days=9))
    )
    assert found[second.sku].findtext(f"{G}identifier_exists") == "no"


def test_who_has_read_it_need_not_read_it_again_until_something_changes(client: Client, shop: Market) -> None:
    etag = client.get(URL)["ETag"]

    same = client.get(URL, headers={"If-None-Match": etag})
    Price.objects.filter(variant=shop.variants[0]).update(amount_minor=11_000)
    dearer = client.get(URL, headers={"If-None-Match": etag})
    Stock.objects.filter(variant=shop.variants[0]).update(quantity=0, reserved=0)
    gone = client.get(URL, headers={"If-None-Match": dearer["ETag"]})

    assert (same.status_code, dearer.status_code, gone.status_code) == (304, 200, 200)
    assert client.get("/fr/feeds/default-channel.xml")["ETag"] != gone["ETag"]
    assert client.get("/fr/feeds/nowhere.xml").status_code == 404


def test_a_page_asks_the_same_however_much_it_holds(
    client: Client, shop: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    def counted(size: int) -> int:
        monkeypatch.setattr(product_feed.feed_pages, "__kwdefaults__", {"size": size})
        with CaptureQueriesContext(connection) as asked:
            assert len(items(client)) == len(Variant.objects.filter(product__listings__is_visible=True))
        return len(asked)

    whole, by_one = counted(200), counted(1)
    for _number in range(2):
        ProductFactory.create(listed=True)
    assert counted(200) == whole
    # Each page: products, offers, pictures, numbers and stock; the last one is empty
    assert by_one == whole + 2 * 5
