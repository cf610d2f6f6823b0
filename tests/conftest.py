"""What every test may lean on: the hour, browsers without a browser, and a cache that forgets."""

import gc
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import translation
from pytest_django import DjangoDbBlocker

from tests import emptying
from tests.factories.ground import NOON


def pytest_configure() -> None:
    """Have what tests committed deleted quickly."""
    emptying.install()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In each file run first what needs an empty database, then what stands on the file's world (tests/once.py)."""
    files = [list(group) for _file, group in groupby(items, lambda item: item.path)]
    items[:] = [
        item
        for file in files
        for item in sorted(file, key=lambda item: "built" in getattr(item, "fixturenames", ()))
    ]


def pytest_collection_finish() -> None:
    """
    Let the collector of circular garbage rest: looking for it is a tenth of the tests' time.

    What is loaded stays until the end; what tests leave behind is collected file by file.
    """
    gc.collect()
    gc.freeze()
    gc.disable()


@pytest.fixture(scope="module", autouse=True)
def _garbage_collected() -> Iterator[None]:
    """Collect what the tests of a file have left behind; what outlives them is not looked at again."""
    yield
    gc.collect()
    gc.freeze()


@pytest.fixture
def noon() -> datetime:
    """The hour at which the tests live, aware."""
    return NOON


@pytest.fixture
def visitor() -> Client:
    """Somebody who has not logged in; CSRF is checked as in life."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Leave neither cache nor language from one test to the next."""
    with translation.override("fr"):
        yield
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let tests that really commit empty the append-only tables afterwards; in the test database alone."""
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            name = connection.ops.quote_name(connection.settings_dict["NAME"])
            cursor.execute(f"ALTER DATABASE {name} SET ledger.allow_rewrite = 'on'")
        connection.close()
