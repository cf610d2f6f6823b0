"""The page of a product: test that ..."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from logistics.models.lot import LotStock
from marketplace.cooperatives.models.organisation import Organisation
from tests.factories.ground import AllianceFactory
from tests.factories.logistics import quarantined_lot, released_lot
from tests.factories.orders import Market
from tests.factories.pooled import listed_in_common


def test_a_common_product_tells_whose_goods_it_is_in_one_statement_more(
    client: Client, shop: Market, django_assert_num_queries: Callable[[int], Any]
) -> None:
    path = f"/fr/product/{shop.variants[0].product.slug}/"
    with CaptureQueriesContext(connection) as alone:
        assert client.get(path).context["makers"] == []
    alliance = AllianceFactory.create(seller=shop.sellers[0])
    listed_in_common(shop, alliance)
    stock = LotStock.objects.get(lot__variant=shop.variants[0]).quantity
    first, second, third = shop.sellers
    released_lot(shop.variants[0], stock * 2, organisation_id=second.pk)
    released_lot(shop.variants[0], 1, organisation_id=third.pk)
    # Nobody is led to a page that is closed; what may not be sold is nobody's part
    Organisation.objects.filter(pk=third.pk).update(state="suspended")
    quarantined_lot(shop.variants[0], 500, organisation_id=third.pk)

    with django_assert_num_queries(len(alone) + 1):
        response = client.get(path)

    parts = [(maker.slug, maker.percent, maker.is_on_show) for maker, _name in response.context["makers"]]
    assert [slug for slug, *_rest in parts] == [second.slug, first.slug, third.slug]
    assert sum(percent for _slug, percent, _shown in parts) == 100
    assert [shown for *_rest, shown in parts] == [True, True, False]
    page = response.content.decode().split('id="makers"')[1].split("</section>")[0]
    assert (f"/cooperatives/{second.slug}/" in page, f"/cooperatives/{third.slug}/" in page) == (True, False)
    # Sold out: it is nobody's
    LotStock.objects.update(allocated=0, quantity=0)
    assert client.get(path).context["makers"] == []
