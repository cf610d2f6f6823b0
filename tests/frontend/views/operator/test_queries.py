"""The operator's pages ask the database as often for twenty rows as for one."""

import pytest

from marketplace.kernel.actor import Permission
from tests.frontend.views.operator.world import (
    first_statement,
    messages_written,
    operator_world,
    orders_placed,
)
from tests.frontend.views.people import queries_of, staff

# Session, person and roles are three of each.
QUERIES = {
    "settlements": 6,
    "run": 7,
    "statement": 6,
    "holds": 5,
    "orders": 5,
    "order": 11,
    "messages": 4,
}


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 20])
def test_the_number_of_queries_is_fixed(count: int) -> None:
    world = operator_world(count)
    run = world.drafted()
    orders = orders_placed(world, count)
    messages_written(count)
    for number in range(count):
        world.hold(f"h-{number}")
    browser = staff(*Permission)
    places = {
        "settlements": "settlements/",
        "run": f"settlements/{run.pk}/",
        "statement": f"statements/{first_statement(run).pk}/",
        "holds": "holds/",
        "orders": "orders/",
        "order": f"orders/{orders[0].number}/",
        "messages": "messages/",
    }

    found = {name: queries_of(browser, f"/en/operator/{place}") for name, place in places.items()}

    assert found == QUERIES
