"""What the tests of the catalogue share: the market, and a store for files."""

import pytest

from tests.factories.ground import ChannelFactory


@pytest.fixture
def channel(db):
    """The default market."""
    return ChannelFactory.create()


@pytest.fixture(autouse=True)
def _files_of_its_own(settings):
    """Give each test an empty store of files: a new setting makes a new store."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }
