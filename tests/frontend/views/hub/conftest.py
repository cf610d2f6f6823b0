"""A hub with one piece of work of each kind, and its people."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from tests.factories.ground import NOON
from tests.frontend.views.hub.world import HubWorld, hub_world
from tests.frontend.views.people import hub_worker
from tests.once import fresh, once

built = once(hub_world, at=NOON)


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    """The pages read the clock; it stands still."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world(built: HubWorld, db: None) -> HubWorld:
    """One of each."""
    return fresh(built)


@pytest.fixture
def worker(world: HubWorld) -> Client:
    """Somebody of this hub, signed in."""
    return hub_worker(world.hub)
