"""When and how a parcel comes, by the secret link: test that ..."""

import pytest
from django.test import Client
from django.utils import timezone

from logistics.delivery_code import delivery_code
from logistics.doorstep import days_to_choose
from logistics.models.doorstep import DeliveryWish
from marketplace.notifications.models import Message
from tests.factories.orders import Market
from tests.frontend.views.shop.pages import text_of
from tests.orders.journey import shipped, told


def test_a_customer_moves_the_parcel_and_is_told(client: Client, shop: Market) -> None:
    order = shop.order({0: 1})
    parcel = shipped(order, timezone.now())
    page = text_of(client.get(f"/fr/order/{order.access_token}/"))
    assert delivery_code(parcel.number) in page
    address = f"/fr/order/{order.access_token}/delivery/"
    assert client.get(address).status_code == 200

    day = days_to_choose(timezone.localdate())[1]
    answer = client.post(address, {"kind": "neighbour", "day": day.isoformat(), "words": "Fatima"})
    told()

    assert answer.status_code == 302
    assert "Fatima" in text_of(client.get(f"/fr/order/{order.access_token}/"))
    assert Message.objects.filter(template="delivery_moved").count() == 1


@pytest.mark.parametrize(
    "values", [{}, {"kind": "moon", "day": "2026-01-01"}, {"kind": "again", "day": "1999-01-01"}]
)
def test_a_wish_that_is_none_is_refused_in_words(
    client: Client, shop: Market, values: dict[str, str]
) -> None:
    order = shop.order({0: 1})
    shipped(order, timezone.now())

    assert client.post(f"/fr/order/{order.access_token}/delivery/", values).status_code == 422
    assert not DeliveryWish.objects.exists()


def test_before_the_parcel_has_left_there_is_nothing_to_move(client: Client, shop: Market) -> None:
    order = shop.order({0: 1})

    assert client.get(f"/fr/order/{order.access_token}/delivery/").status_code == 302
    assert client.get("/fr/order/guessed/delivery/").status_code == 404
