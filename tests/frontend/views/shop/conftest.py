"""A small open market for the shop's pages."""

import pytest

from tests.factories.orders import Market, market


@pytest.fixture
def shop(db: None) -> Market:
    return market()
