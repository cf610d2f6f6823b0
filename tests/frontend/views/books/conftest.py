"""A market whose bank has spoken, and the people who read the books."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from marketplace.kernel.actor import Permission
from tests.factories.ground import NOON
from tests.factories.orders import Market, market
from tests.frontend.views.people import browser_of, staff
from tests.once import fresh, once

built = once(market, at=NOON)


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    """The pages read the clock; it stands still."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def shop(built: Market, db: None) -> Market:
    """Three sellers, a hub with a cash desk, a carrier."""
    return fresh(built)


@pytest.fixture
def accountant(shop: Market) -> Client:
    """Who is in charge of cash, signed in."""
    return browser_of(shop.accountant)


@pytest.fixture
def auditor(db: None) -> Client:
    """Who reads all books and changes nothing, signed in."""
    return staff(Permission.AUDIT_BOOKS)
