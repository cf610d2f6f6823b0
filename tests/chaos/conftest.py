"""One house for the whole folder: it is the processes that are new after each death, not the data."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from tests.chaos.house import House, opened
from tests.chaos.witness import jobs
from tests.factories.orders import Market, market
from tests.factories.payouts import SettlementTermFactory


@pytest.fixture(scope="session")
def _opened_house(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    here = connections["default"].settings_dict
    template = here["NAME"]
    path: Path = tmp_path_factory.mktemp("house")
    url = f"postgresql://{here['USER']}:{here['PASSWORD']}@{here['HOST']}:{here['PORT'] or 5432}/{template}"
    with django_db_blocker.unblock():
        connections.close_all()
        with opened(path, template=template, server_url=url) as house:
            yield house


@pytest.fixture
def house(
    transactional_db: None, _opened_house: House, django_db_blocker: DjangoDbBlocker
) -> Iterator[House]:
    """The house, with Django's connections of this process leading into it; everybody is up."""
    jobs.register()
    settings = connections["default"].settings_dict
    template = settings["NAME"]
    with django_db_blocker.unblock():
        connections.close_all()
        settings["NAME"] = _opened_house.database
        try:
            yield _opened_house
        finally:
            connections.close_all()
            settings["NAME"] = template


@pytest.fixture
def shop(house: House) -> Market:
    """Three sellers with 500 units each, and the calendar of settlements; made once, like the house."""
    if house.market is None:
        SettlementTermFactory.create()
        house.market = market(stock=500)
    return house.market
