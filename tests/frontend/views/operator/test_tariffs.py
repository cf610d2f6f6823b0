"""The pages of delivery prices: test that ..."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from logistics.models.delivery import DeliveryRate
from logistics.models.delivery_tariff import TariffChange
from logistics.models.fulfilment import Fulfilment
from logistics.models.parcel import Parcel
from marketplace.kernel.actor import Permission
from orders.services.order_release import order_release
from tests.factories.logistics import DeliveryRateFactory
from tests.factories.orders import Market, market
from tests.frontend.views.people import browser_of, customer, queries_of, staff
from tests.once import fresh, once

pytestmark = pytest.mark.django_db
PAGE = "/fr/operator/tariffs/"


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def given(shop: Market, **values: str) -> dict[str, str]:
    """20 MAD up to 5 kg and 50 MAD up to 30 kg, to Marrakech, from tomorrow on."""
    usual = {
        "method": str(shop.method.pk),
        "place": "MA-MAR",
        "from_date": (timezone.localdate() + timedelta(days=1)).isoformat(),
        "bands-TOTAL_FORMS": "8",
        "bands-INITIAL_FORMS": "0",
        "bands-0-weight": "5",
        "bands-0-price": "20",
        "bands-0-cost": "15",
        "bands-1-weight": "30",
        "bands-1-price": "50",
    }
    return {**usual, **values}


def parcel(shop: Market, weight_g: int) -> None:
    """A parcel that went to Marrakech."""
    order = shop.order({0: 1})
    order_release(order_id=order.pk, now=timezone.now())
    number = str(Parcel.objects.count())
    Parcel.objects.create(
        fulfilment=Fulfilment.objects.get(reference=f"order:{order.pk}"),
        number=number,
        tracking_number=number,
        carrier=shop.carrier,
        weight_g=weight_g,
        expected_weight_g=weight_g,
        packed_by="test",
        packed_at=timezone.now(),
    )


def text(response: Any) -> str:
    return str(response.content.decode()).replace("\u00a0", " ")


def test_strangers_open_none_of_it(shop: Market) -> None:
    for browser in (customer(), staff(Permission.MANAGE_ORDERS), browser_of(shop.cashier)):
        assert browser.get(PAGE).status_code == 403
        assert browser.post(f"{PAGE}new/", {**given(shop), "save": "1"}).status_code == 403
        assert browser.post(f"{PAGE}1/withdraw/").status_code == 403
    assert Client().get(PAGE).status_code == 302
    assert DeliveryRate.objects.count() == 1


def test_the_effect_on_the_parcels_of_ninety_days_is_shown_and_nothing_saved(shop: Market) -> None:
    for weight in (1_000, 5_000, 5_001, 40_000):
        parcel(shop, weight)

    response = staff(Permission.MANAGE_SHIPPING).post(f"{PAGE}new/", {**given(shop), "preview": "1"})

    effect = response.context["effect"]
    # Four parcels; the one of 40 kg went by no table at all
    assert (effect.parcels, effect.concerned, effect.unserved) == (4, 3, 0)
    assert (effect.price_before.minor, effect.price_after.minor) == (10_500, 9_000)
    assert (effect.cost_before.minor, effect.cost_after.minor) == (7_500, 3_000)
    assert 'name="save"' in text(response)
    assert DeliveryRate.objects.count() == 1


def test_parcels_that_would_not_be_taken_any_more_are_counted(shop: Market) -> None:
    parcel(shop, 20_000)
    lighter = given(shop, **{"bands-1-weight": "", "bands-1-price": ""})

    response = staff(Permission.MANAGE_SHIPPING).post(f"{PAGE}new/", {**lighter, "preview": "1"})

    assert response.context["effect"].unserved == 1
    assert "1 de ces colis" in text(response)


def test_a_table_is_saved_shown_and_taken_back(shop: Market) -> None:
    browser = staff(Permission.MANAGE_SHIPPING)

    assert browser.post(f"{PAGE}new/", {**given(shop), "save": "1"}).status_code == 302
    change = TariffChange.objects.get()
    page = text(browser.get(PAGE))
    assert "Marrakech" in page
    assert f"{PAGE}{change.pk}/withdraw/" in page

    browser.post(f"{PAGE}{change.pk}/withdraw/")
    assert DeliveryRate.objects.count() == 1


def test_changing_a_table_begins_with_its_figures(shop: Market) -> None:
    page = text(staff(Permission.MANAGE_SHIPPING).get(f"{PAGE}new/?method={shop.method.pk}&place="))

    assert 'value="35,00"' in page
    assert 'value="30"' in page


@pytest.mark.parametrize(
    ("field", "value"), [("bands-0-price", ""), ("bands-0-weight", "x"), ("from_date", "2020-01-01")]
)
def test_what_is_wrong_is_told_and_nothing_is_saved(shop: Market, field: str, value: str) -> None:
    response = staff(Permission.MANAGE_SHIPPING).post(
        f"{PAGE}new/", {**given(shop, **{field: value}), "save": "1"}
    )

    assert response.status_code == 422
    assert DeliveryRate.objects.count() == 1


@pytest.mark.parametrize("count", [1, 12])
def test_the_number_of_queries_is_fixed(shop: Market, count: int) -> None:
    for number in range(count):
        DeliveryRateFactory.create(method=shop.method, region="MA-07", up_to_weight_g=number + 1)
    browser = staff(Permission.MANAGE_SHIPPING)

    # Session, person and roles; the tables, and the last changes
    assert queries_of(browser, PAGE) == 3 + 2
    assert queries_of(browser, f"{PAGE}new/") == 3 + 2
