"""One payee with one sale, staff, and a market."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from tests.frontend.views.operator.world import NOW, OperatorWorld, operator_world
from tests.frontend.views.people import browser_of
from tests.once import fresh, once

built = once(operator_world, at=NOW)


@pytest.fixture(autouse=True)
def _on_the_eighteenth() -> Iterator[None]:
    """The pages read the clock; it stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(built: OperatorWorld, db: None) -> OperatorWorld:
    """One of each."""
    return fresh(built)


@pytest.fixture
def preparer(world: OperatorWorld) -> Client:
    """Who prepares, signed in."""
    return browser_of(world.preparer)


@pytest.fixture
def approver(world: OperatorWorld) -> Client:
    """Who approves, signed in."""
    return browser_of(world.approver)
