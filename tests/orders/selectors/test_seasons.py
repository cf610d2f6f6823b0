"""seasons: test that ..."""

from datetime import datetime

import pytest
from django.utils import timezone

from marketplace.kernel.errors import NotAllowed
from orders.models.order import OrderLine, SubOrder
from orders.selectors.seasons import seasons_of
from tests.factories.ground import NOON, member_actor
from tests.factories.orders import VISITOR, Market, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db

built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def sold(shop: Market, units: int, *moment: int, state: str = "delivered") -> None:
    """An order of the first seller's goods at a moment of Morocco."""
    order = shop.order({0: units, 1: 1})
    year, month, day, hour = moment
    placed = datetime(year, month, day, hour, tzinfo=timezone.get_default_timezone())
    SubOrder.objects.filter(order=order).update(placed_at=placed, state=state)


def test_pieces_stand_in_the_month_and_season_in_which_they_were_bought(shop: Market) -> None:
    assert NOON.year == 2026 and NOON.month == 11
    sold(shop, 3, 2026, 11, 2, 9)
    sold(shop, 2, 2026, 11, 3, 9)
    sold(shop, 4, 2025, 12, 1, 0)
    # The last hour of November is November's, whatever it is called in London
    sold(shop, 5, 2025, 11, 30, 23)
    sold(shop, 6, 2024, 12, 1, 0)
    sold(shop, 9, 2024, 11, 30, 23)
    sold(shop, 7, 2026, 11, 4, 9, state="cancelled")
    sold(shop, 8, 2026, 11, 4, 9, state="returned")
    back = OrderLine.objects.filter(variant=shop.variants[0], quantity=3)
    back.update(refunded_quantity=1)

    found = seasons_of(actor=member_actor(shop.sellers[0]), organisation_id=shop.sellers[0].pk, now=NOON)

    [row] = found.products
    assert (found.months[0].isoformat(), found.months[-1].isoformat()) == ("2025-12-01", "2026-11-01")
    assert row.this == (4, *[0] * 10, 4)
    assert row.last == (6, *[0] * 10, 5)
    assert row.product_id == shop.variants[0].product_id
    with pytest.raises(NotAllowed):
        seasons_of(actor=VISITOR, organisation_id=shop.sellers[0].pk, now=NOON)
