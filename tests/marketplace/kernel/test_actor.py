"""Who acts."""

import pytest

from marketplace.graphql.contract import saleor_enum
from marketplace.kernel.actor import OWN_PERMISSIONS, Actor, Permission


def test_every_permission_of_the_contract_is_one_of_ours_under_the_same_name():
    said = {member.name for member in saleor_enum("PermissionEnum", "Permissions.")._meta.enum}

    assert {each.name for each in Permission} == said | {each.name for each in OWN_PERMISSIONS}
    assert not said & {each.name for each in OWN_PERMISSIONS}


@pytest.mark.parametrize(
    ("actor", "name", "anonymous"),
    [
        (Actor.anonymous(), "visitor", True),
        (Actor(user_id=7), "user:7", False),
        (Actor.of_app(3, frozenset()), "app:3", False),
        (Actor.of_machine("clock"), "machine:clock", False),
    ],
)
def test_an_actor_has_a_name_for_the_books(actor, name, anonymous):
    assert (actor.name, actor.is_anonymous) == (name, anonymous)


def test_an_app_may_what_it_was_given_and_nothing_else():
    app = Actor.of_app(3, frozenset({Permission.HANDLE_PAYMENTS}))

    assert app.may(Permission.HANDLE_PAYMENTS)
    assert not app.may(Permission.MANAGE_ORDERS)
    assert not app.belongs_to(3)
