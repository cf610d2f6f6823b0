"""How many questions each page asks the database: always the same, however much it shows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from catalog.services.search_document import search_document_write
from logistics.models.fulfilment import Fulfilment, LotAllocation
from logistics.services.line_pick import line_pick
from logistics.services.parcel_pack import parcel_pack
from logistics.services.wave_create import wave_create
from orders.services.order_release import order_release
from tests.factories.catalog import (
    CertificateFactory,
    CollectionFactory,
    PageFactory,
    ProductFactory,
    ProductTypeFactory,
)
from tests.factories.ground import NOON, AllianceFactory, OrganisationFactory
from tests.factories.kits import fixed_kit
from tests.factories.logistics import MACHINE
from tests.factories.orders import Market, market
from tests.frontend.views.shop.pages import give_address, put

Counts = Callable[[int], Any]


def more_products(shop: Market, count: int) -> None:
    for number in range(count):
        product = ProductFactory.create(
            organisation=shop.sellers[number % len(shop.sellers)],
            product_type=ProductTypeFactory.create(key="honey"),
            listed=True,
        )
        CertificateFactory.create(organisation=product.organisation, product=product)
        search_document_write(product_ids=[product.pk])


# Address and its number of statements. Of these one reads the channel, two or three the page of products.
BUDGETS = {
    "": 10,
    "collections/shown/": 6,
    "pages/about/": 2,
    "search/": 6,
    "search/?q=produit": 6,
    "category/shelf/": 7,
    "family/honey/": 6,
    "cooperatives/": 1,
    "cooperatives/{seller}/": 9,
    "alliances/{alliance}/": 7,
    "product/{product}/": 11,
    "boxes/": 6,
    "boxes/panier/": 6,
    "basket/": 0,
    "terms/": 0,
    "ranking/": 2,
}


@pytest.fixture
def measured(
    client: Client, shop: Market, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Counts
) -> Callable[[str, int], None]:
    monkeypatch.setattr("frontend.views.shop.shelves.PAGE_SIZE", 48)
    monkeypatch.setattr("frontend.views.shop.cooperatives.PAGE_SIZE", 48)
    alliance = AllianceFactory.create(slug="alliance")
    alliance.members.set(shop.sellers)
    CollectionFactory.create(slug="shown", published_in=shop.channel, products=[shop.variants[0].product])
    PageFactory.create(slug="about", published=True)
    fixed_kit([(variant, 1) for variant in shop.variants])

    def measure(address: str, count: int) -> None:
        path = address.format(
            seller=shop.sellers[0].slug, alliance="alliance", product=shop.variants[0].product.slug
        )
        with django_assert_num_queries(count):
            assert client.get(f"/fr/{path}").status_code == 200

    return measure


@pytest.mark.parametrize(("address", "count"), BUDGETS.items())
def test_a_page_asks_the_same_number_of_questions_for_12_and_for_48_products(
    shop: Market, measured: Callable[[str, int], None], address: str, count: int
) -> None:
    more_products(shop, 9)
    measured(address, count)
    more_products(shop, 36)
    for _ in range(12):
        OrganisationFactory.create(active=True)

    measured(address, count)


@pytest.mark.parametrize("lines", [1, 20])
def test_the_basket_and_the_checkout_ask_the_same_for_1_and_for_20_lines(
    client: Client, db: None, django_assert_num_queries: Counts, lines: int
) -> None:
    shop = market(prices=tuple(1_000 + number for number in range(lines)))
    for number in range(lines):
        put(client, shop, number)

    with django_assert_num_queries(6):
        assert client.get("/fr/basket/").status_code == 200
    with django_assert_num_queries(6):
        assert client.get("/fr/checkout/").status_code == 200
    give_address(client, shop)
    with django_assert_num_queries(9):
        assert client.get("/fr/checkout/review/").status_code == 200


@pytest.mark.parametrize("parts", [1, 12])
def test_the_page_of_an_order_asks_the_same_for_1_and_for_12_cooperatives(
    client: Client, db: None, django_assert_num_queries: Counts, parts: int
) -> None:
    shop = market(prices=tuple(1_000 + number for number in range(parts)))
    order = shop.order(dict.fromkeys(range(parts), 1))
    path = f"/fr/order/{order.access_token}/"

    # The order, its parts, its lines; whether there is a parcel, a gift box; what was given back, what is missing
    with django_assert_num_queries(7):
        assert client.get(path).status_code == 200
    packed(str(order.pk))
    # The parcel and its events
    with django_assert_num_queries(11):
        assert client.get(path).status_code == 200


def packed(order_id: str) -> None:
    """Let the hub pack the parcel of an order."""
    order_release(order_id=order_id, now=NOON)
    fulfilment = Fulfilment.objects.get(reference=f"order:{order_id}")
    wave_create(actor=MACHINE, warehouse_id=fulfilment.warehouse_id, fulfilment_ids=[fulfilment.pk], now=NOON)
    for share in LotAllocation.objects.filter(line__fulfilment=fulfilment):
        line_pick(actor=MACHINE, fulfilment_id=fulfilment.pk, allocation_id=share.pk, now=NOON)
    parcel_pack(actor=MACHINE, fulfilment_id=fulfilment.pk, now=NOON)
