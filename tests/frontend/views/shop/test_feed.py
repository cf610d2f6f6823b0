"""What is new, for feed readers."""

import re

import defusedxml.ElementTree as ElementTree
import pytest
from django.test import Client

from catalog.models.product import Product
from tests.factories.orders import Market
from tests.frontend.views.shop.pages import text_of


def test_the_newest_products_are_told_in_the_language_of_the_address(client: Client, shop: Market) -> None:
    product = shop.variants[0].product
    Product.objects.filter(pk=product.pk).update(names={"ar": "عسل <b> & تمر", "fr": "Miel"})

    answer = client.get("/ar/feed.xml")
    tree = ElementTree.fromstring(answer.content)

    items = {item.findtext("link"): item for item in tree.iter("item")}
    item = items[f"http://testserver/ar/product/{product.slug}/"]
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert tree.findtext("channel/language") == "ar"
    assert len(items) == 3
    assert item.findtext("title") == "عسل <b> & تمر"
    assert "100" in (item.findtext("description") or "")
    assert "/fr/feed.xml" in text_of(client.get("/fr/"))


@pytest.mark.django_db
def test_an_empty_shop_has_an_empty_feed(client: Client) -> None:
    from tests.factories.ground import ChannelFactory

    ChannelFactory.create()
    answer = client.get("/fr/feed.xml")

    assert (answer.status_code, re.findall("<item>", text_of(answer))) == (200, [])
