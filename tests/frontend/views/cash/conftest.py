"""A market whose carrier holds cash, and the people who count it."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from tests.factories.cash import CashWorld, cash_world
from tests.factories.ground import NOON
from tests.frontend.views.people import browser_of
from tests.once import fresh, once

built = once(cash_world, at=NOON)


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    """The pages read the clock; it stands still."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world(built: CashWorld, db: None) -> CashWorld:
    """One collection, one remittance in each state, one deposit, one difference."""
    return fresh(built)


@pytest.fixture
def cashier(world: CashWorld) -> Client:
    """The cashier of the desk, signed in."""
    return browser_of(world.shop.cashier)


@pytest.fixture
def accountant(world: CashWorld) -> Client:
    """Staff in charge of cash, signed in."""
    return browser_of(world.shop.accountant)
