"""The pages of the cash desk ask the database as often for twenty rows as for one."""

import pytest

from tests.factories.cash import CashWorld, cash_world
from tests.frontend.views.people import browser_of, queries_of

# Session, person and roles are three of each.
QUERIES = {
    "cash/": 10,
    "cash/differences/": 5,
    "cash/remittances/": 11,
    "open": 6,
    "remittance": 5,
    "cash/deposits/": 6,
    "deposit": 5,
}


def address(world: CashWorld, place: str) -> str:
    """Write the addresses of things out."""
    things = {
        "open": f"cash/carriers/{world.shop.carrier.pk}/",
        "remittance": f"cash/remittances/{world.counted[0].pk}/",
        "deposit": f"cash/deposits/{world.deposits[0].pk}/",
    }
    return f"/en/{things.get(place, place)}"


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 20])
def test_the_number_of_queries_is_fixed(count: int) -> None:
    world = cash_world(count)
    cashier = browser_of(world.shop.cashier)

    found = {place: queries_of(cashier, address(world, place)) for place in QUERIES}

    assert found == QUERIES
