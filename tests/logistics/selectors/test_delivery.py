"""delivery_options and the reference data: test that ..."""

from datetime import date
from typing import Any

import pytest

from logistics.models.delivery import DeliveryMethod, DeliveryRate, TrackingRange
from logistics.selectors.delivery import carrier_cost, delivery_options
from logistics.services.delivery_methods_load import carrier_names, delivery_methods_load
from logistics.states import DeliveryKind
from marketplace.kernel.errors import InvalidInput, NotAllowed
from marketplace.kernel.money import Money
from tests.factories.ground import OrganisationFactory, staff_actor
from tests.factories.logistics import MACHINE, DeliveryMethodFactory, DeliveryRateFactory, WarehouseFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 16)


def prices(region: str = "MA-07", weight_g: int = 1000, on: date = TODAY) -> dict[str, int]:
    """Method -> centimes."""
    return {o.code: o.price.minor for o in delivery_options(region=region, weight_g=weight_g, on=on)}


def test_the_regions_own_price_comes_before_the_general_one() -> None:
    DeliveryRateFactory.create(region="", price_minor=3500)
    DeliveryRateFactory.create(region="MA-02", price_minor=2000)

    assert (prices("MA-02"), prices("MA-07")) == ({"home": 2000}, {"home": 3500})


def test_the_lightest_class_that_holds_the_parcel_counts_and_a_heavier_parcel_has_no_way() -> None:
    for up_to, price in ((5000, 3500), (15_000, 4500)):
        DeliveryRateFactory.create(up_to_weight_g=up_to, price_minor=price)

    assert [prices(weight_g=weight) for weight in (5000, 5001, 15_001)] == [
        {"home": 3500},
        {"home": 4500},
        {},
    ]


def test_the_newest_table_that_has_begun_counts_as_a_whole() -> None:
    DeliveryRateFactory.create(up_to_weight_g=30_000, price_minor=3500, from_date=date(2026, 1, 1))
    DeliveryRateFactory.create(up_to_weight_g=10_000, price_minor=3900, from_date=date(2026, 11, 1))
    DeliveryRateFactory.create(up_to_weight_g=10_000, price_minor=9900, from_date=date(2026, 12, 1))

    assert (prices(), prices(on=date(2026, 10, 31)), prices(weight_g=20_000)) == (
        {"home": 3900},
        {"home": 3500},
        {},
    )


def test_an_inactive_method_is_not_offered_and_the_order_is_the_one_people_set() -> None:
    for code, position, is_active in (("late", 2, True), ("first", 1, True), ("off", 0, False)):
        DeliveryRateFactory.create(
            method=DeliveryMethodFactory.create(code=code, position=position, is_active=is_active)
        )

    assert list(prices()) == ["first", "late"]


def test_an_option_says_what_a_customer_must_know_in_one_query(django_assert_num_queries: Any) -> None:
    method = DeliveryRateFactory.create().method

    with django_assert_num_queries(1):
        (option,) = delivery_options(region="MA-07", weight_g=1000, on=TODAY)

    assert (option.method_id, option.names, option.kind) == (method.pk, method.names, DeliveryKind.HOME)
    assert (option.price, option.min_days, option.max_days, option.takes_cash) == (Money(3500), 1, 3, True)


def test_what_the_carrier_charges_follows_the_same_table() -> None:
    method = DeliveryRateFactory.create(cost_minor=2500, up_to_weight_g=5000).method

    costs = [
        carrier_cost(method_id=method.pk, region="MA-07", weight_g=weight, on=TODAY, currency="MAD")
        for weight in (5000, 5001)
    ]
    assert costs == [Money(2500), Money(0)]


def load(**values: Any) -> list[DeliveryMethod]:
    """The reference data, with a carrier for each name."""
    carriers = {name: OrganisationFactory.create(carrier=True).pk for name in sorted(carrier_names())}
    return delivery_methods_load(
        **{
            "actor": MACHINE,
            "warehouse": WarehouseFactory.create(),
            "carriers": carriers,
            "from_date": date(2026, 1, 1),
            **values,
        }
    )


def test_the_reference_data_give_three_ways_with_sources_and_the_range_of_the_post() -> None:
    load()

    assert prices("MA-02") == {"courier": 2000, "post": 3000, "pickup-hub": 0}
    assert prices("MA-07", weight_g=12_000) == {"courier": 4500, "post": 4000, "pickup-hub": 0}
    assert not DeliveryRate.objects.filter(source="").exists()
    assert set(DeliveryRate.objects.values_list("confidence", flat=True)) == {"M", "L"}
    assert TrackingRange.objects.get().service == "LD"
    assert all(
        set(method.names) == {"ar", "fr", "zgh", "en", "es"} for method in DeliveryMethod.objects.all()
    )


def test_loading_again_changes_nothing_that_people_edited() -> None:
    load()
    DeliveryRate.objects.filter(method__code="courier").update(price_minor=1234)

    load()

    assert (DeliveryMethod.objects.count(), prices()["courier"]) == (3, 1234)


def test_a_carrier_without_organisation_and_an_actor_without_right_are_refused() -> None:
    with pytest.raises(InvalidInput, match="courier, post"):
        load(carriers={})
    with pytest.raises(NotAllowed):
        load(actor=staff_actor())
    assert DeliveryMethod.objects.count() == 0
