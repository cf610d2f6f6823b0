"""
A piece of world that is built once for all tests of a file, and that every test finds untouched.

Building a market or a hub with a piece of work of each kind takes far longer than most tests of it. `once(build)`
makes the fixture of the file: what is built stands in a transaction that is undone at the file's end, and each test
runs in a savepoint of its own. `fresh(built)` hands a test its own copy of the objects, so that none sees what another
did. Tests that really commit (`transaction=True`) cannot stand in another's transaction: they build their own.
"""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from copy import deepcopy
from datetime import datetime
from typing import TypeVar

import pytest
import time_machine
from django.db import transaction
from django.utils import translation
from pytest_django import DjangoDbBlocker

World = TypeVar("World")


def once(build: Callable[[], World], *, at: datetime | None = None) -> Callable[..., Iterator[World]]:
    """Return a fixture of a file that builds a world, at an hour where the clock must stand still."""

    @pytest.fixture(scope="module")
    def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
        clock = time_machine.travel(at, tick=False) if at else nullcontext()
        with django_db_blocker.unblock():
            around = transaction.atomic()
            around.__enter__()
            try:
                with clock, translation.override("fr"):
                    world = build()
            except BaseException as error:
                around.__exit__(type(error), error, error.__traceback__)
                raise
        yield world
        with django_db_blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)

    return built


def fresh(world: World) -> World:
    """Return a copy of what was built, for one test."""
    return deepcopy(world)
