"""A hub with one piece of work of each kind, and its people."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from tests.factories.ground import NOON
from tests.frontend.views.hub.world import HubWorld, hub_world
from tests.frontend.views.people import hub_worker


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    """The pages read the clock; it stands still."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world(db: None) -> HubWorld:
    """One of each."""
    return hub_world()


@pytest.fixture
def worker(world: HubWorld) -> Client:
    """Somebody of this hub, signed in."""
    return hub_worker(world.hub)
