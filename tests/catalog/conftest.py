"""What the tests of the catalogue share: the hour, the market, and a folder for files."""

import pytest

from tests.factories.ground import NOON, ChannelFactory


@pytest.fixture
def noon():
    """The hour at which the tests live."""
    return NOON


@pytest.fixture
def channel(db):
    """The default market."""
    return ChannelFactory()


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
