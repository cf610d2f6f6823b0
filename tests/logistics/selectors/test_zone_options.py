"""zone_options: test that ..."""

from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from logistics.models.zone import MethodListing, PostalCodeRule, ShippingZone, ZoneMethod
from logistics.selectors.zone_options import Sending, zone_options
from marketplace.channels.models import Channel
from tests.factories.catalog import ProductFactory
from tests.factories.ground import ChannelFactory
from tests.factories.logistics import DeliveryMethodFactory

pytestmark = pytest.mark.django_db
NUMBERS = count()


@pytest.fixture
def channel() -> Any:
    return ChannelFactory.create()


def offered(
    channel: Channel, *, zone: ShippingZone | None = None, price: int = 3000, **terms: Any
) -> ZoneMethod:
    """A method of a zone (Morocco by default), listed in a channel."""
    here = zone or ShippingZone.objects.create(name="Maroc", countries=["MA"])
    here.channels.add(channel)
    bounds = {name: terms.pop(name) for name in ("least_order_minor", "most_order_minor") if name in terms}
    row = ZoneMethod.objects.create(
        method=DeliveryMethodFactory.create(code=f"zone-{next(NUMBERS)}"), zone=here, **terms
    )
    MethodListing.objects.create(method=row, channel=channel, price_minor=price, currency="MAD", **bounds)
    return row


def prices(channel: Channel, **sending: Any) -> list[int]:
    given = {
        "channel_id": channel.pk,
        "country": "MA",
        "postcode": "40000",
        "goods_minor": 10_000,
        "weight_g": 1000,
        "product_ids": [],
        **sending,
    }
    with CaptureQueriesContext(connection) as statements:
        (options,) = zone_options([Sending(**given)])
    assert len(statements) == 1
    return [option.price.minor for option in options]


def test_methods_of_the_countrys_zones_are_offered_the_cheapest_first(channel: Channel) -> None:
    offered(channel, price=3000)
    offered(channel, price=1000)
    other = ChannelFactory.create(slug="other", is_default=False)

    assert prices(channel) == [1000, 3000]
    assert prices(channel, country="FR") == []
    assert prices(other) == []


def test_the_default_zone_stands_for_countries_that_no_zone_names(channel: Channel) -> None:
    offered(channel, price=3000)
    world = ShippingZone.objects.create(name="Monde", is_default=True)
    offered(channel, zone=world, price=9000)

    assert (prices(channel), prices(channel, country="FR")) == ([3000], [9000])


@pytest.mark.parametrize(
    ("_case", "terms", "sending", "is_offered"),
    [
        ("enough goods", {"least_order_minor": 10_000}, {}, True),
        ("too few goods", {"least_order_minor": 10_001}, {}, False),
        ("not too many goods", {"most_order_minor": 10_000}, {}, True),
        ("too many goods", {"most_order_minor": 9_999}, {}, False),
        ("weight does not decide", {"most_weight_g": 10}, {}, True),
        ("light enough", {"by_weight": True, "most_weight_g": 1000}, {}, True),
        ("too heavy", {"by_weight": True, "most_weight_g": 999}, {}, False),
        ("too light", {"by_weight": True, "least_weight_g": 1001}, {}, False),
        ("price does not decide", {"by_weight": True, "least_order_minor": 99_999}, {}, True),
    ],
)
def test_bounds_decide(
    channel: Channel, _case: str, terms: dict[str, Any], sending: dict[str, Any], is_offered: bool
) -> None:
    offered(channel, **terms)

    assert prices(channel, **sending) == ([3000] if is_offered else [])


@pytest.mark.parametrize(
    ("_case", "start", "end", "inclusion", "is_offered"),
    [
        ("inside an included range", "40000", "49999", "include", True),
        ("outside an included range", "10000", "19999", "include", False),
        ("inside an excluded range", "40000", "49999", "exclude", False),
        ("outside an excluded range", "10000", "19999", "exclude", True),
        ("after a start without an end", "30000", "", "include", True),
        ("before a start without an end", "50000", "", "include", False),
    ],
)
def test_postcodes_decide(
    channel: Channel, _case: str, start: str, end: str, inclusion: str, is_offered: bool
) -> None:
    row = offered(channel)
    PostalCodeRule.objects.create(method=row, start=start, end=end, inclusion=inclusion)

    assert prices(channel) == ([3000] if is_offered else [])


def test_a_parcel_with_an_excluded_product_does_not_travel_so(channel: Channel) -> None:
    row, product = offered(channel), ProductFactory.create()
    row.excluded_products.add(product)

    assert (prices(channel, product_ids=[product.pk]), prices(channel, product_ids=[0])) == ([], [3000])


def test_a_method_that_is_switched_off_is_not_offered(channel: Channel) -> None:
    row = offered(channel)
    row.method.is_active = False
    row.method.save(update_fields=["is_active"])

    assert prices(channel) == []


def test_many_parcels_are_answered_in_one_statement_and_none_in_none(channel: Channel) -> None:
    offered(channel, least_order_minor=5_000)
    values: dict[str, Any] = {
        "channel_id": channel.pk,
        "country": "MA",
        "postcode": "",
        "weight_g": 1,
        "product_ids": [],
    }
    sendings = [Sending(**values, goods_minor=goods) for goods in (4_999, 5_000, 9_000)]

    with CaptureQueriesContext(connection) as statements:
        found = zone_options(sendings)
        assert zone_options([]) == []

    assert ([len(options) for options in found], len(statements)) == ([0, 1, 1], 1)
