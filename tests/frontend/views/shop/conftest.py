"""A small open market for the shop's pages."""

import pytest

from tests.factories.orders import Market, market
from tests.once import fresh, once

built = once(market)


@pytest.fixture
def shop(built: Market, db: None) -> Market:
    return fresh(built)
