"""
Every root field of the schema, asked by people of a cooperative who hold one role and by a hub's worker.

Beside `test_authorisation.py`: what these meet is what a customer meets, but where `authorisation/roles.py` says
otherwise. Every field is asked in one world; what an ask or its preparation writes is rolled back.
"""

from collections.abc import Mapping

import pytest
from django.db import transaction

from marketplace.kernel.actor import Actor
from tests.factories.ground import UserFactory, member_actor
from tests.marketplace.graphql.authorisation.roles import OTHERWISE, PEOPLE
from tests.marketplace.graphql.authorisation.rows import Person
from tests.marketplace.graphql.authorisation.world import World, world_made
from tests.marketplace.graphql.test_authorisation import TABLE, met

pytestmark = pytest.mark.django_db


def people(world: World) -> Mapping[str, Actor]:
    """Return the people of the table, each with one role."""
    own = world.market.sellers[0]
    return {
        "treasurer": member_actor(own, "treasurer"),
        "production": member_actor(own, "production"),
        "sales": member_actor(own, "sales"),
        "hub": member_actor(world.market.hub, "hub"),
    }


def all_in_one(asking: Mapping[str, Actor]) -> Actor:
    """Return somebody who holds all of these roles: whatever is refused to them is refused to each."""
    held: dict[int, frozenset[str]] = {}
    for actor in asking.values():
        for organisation_id, roles in actor.roles.items():
            held[organisation_id] = held.get(organisation_id, frozenset()) | roles
    return Actor(user_id=UserFactory.create().pk, roles=held)


def test_each_role_meets_at_every_root_field_what_the_table_says_and_writes_nothing_where_refused() -> None:
    world = world_made()
    asking = people(world)
    everything = all_in_one(asking)
    assert tuple(asking) == PEOPLE
    # What a customer may, everybody who has signed in may
    guarded = {name: row for name, row in TABLE.items() if row.outcome(Person.CUSTOMER) != "passes"}
    found: dict[str, str] = {}
    wrote: dict[str, list[str]] = {}

    for name, row in sorted(guarded.items()):
        # A savepoint without a block of its own: preparing may deliver messages, each in a transaction
        before = transaction.savepoint()
        given = dict(row.arguments(world))

        def outcome(actor: Actor) -> str:
            with transaction.atomic():
                met_with, _said, written = met(name, row, given, actor)  # noqa: B023 (asked within this turn)
                transaction.set_rollback(True)
            if met_with != "passes" and written:
                wrote[name] = written  # noqa: B023
            return met_with

        if outcome(everything) != row.outcome(Person.CUSTOMER):
            found[name] = " ".join(outcome(actor) for actor in asking.values())
        transaction.savepoint_rollback(before)

    assert found == OTHERWISE
    assert wrote == {}
