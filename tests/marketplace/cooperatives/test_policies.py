import pytest

from marketplace.cooperatives.policies import (
    may_change_account,
    may_grant,
    may_manage,
    may_move,
    may_see,
    may_verify,
)
from marketplace.cooperatives.states import VerificationState
from marketplace.kernel.actor import Actor, Permission

MINE = 1
ACTORS = {
    "visitor": Actor.anonymous(),
    "stranger": Actor(user_id=2, roles={2: frozenset({"president"})}),
    "producer": Actor(user_id=3, roles={MINE: frozenset({"production"})}),
    "treasurer": Actor(user_id=4, roles={MINE: frozenset({"treasurer"})}),
    "president": Actor(user_id=5, roles={MINE: frozenset({"president"})}),
    "verifier": Actor(user_id=6, permissions=frozenset({Permission.VERIFY_COOPERATIVES})),
    "verifier who belongs": Actor(
        user_id=7, permissions=frozenset({Permission.VERIFY_COOPERATIVES}), roles={MINE: frozenset({"sales"})}
    ),
    "people": Actor(user_id=8, permissions=frozenset({Permission.MANAGE_USERS})),
}


@pytest.mark.parametrize(
    ("who", "see", "manage", "verify", "account", "grant"),
    [
        ("visitor", False, False, False, False, False),
        ("stranger", False, False, False, False, False),
        ("producer", True, False, False, False, False),
        ("treasurer", True, False, False, True, False),
        ("president", True, True, False, True, True),
        ("verifier", True, True, True, True, False),
        ("verifier who belongs", True, True, False, True, False),
        ("people", False, False, False, False, True),
    ],
)
def test_each_actor_may_what_its_role_says(who, see, manage, verify, account, grant):
    actor = ACTORS[who]

    assert (
        may_see(actor, MINE),
        may_manage(actor, MINE),
        may_verify(actor, MINE),
        may_change_account(actor, MINE),
        may_grant(actor, MINE),
    ) == (see, manage, verify, account, grant)


@pytest.mark.parametrize(
    ("who", "steps"),
    [
        ("president", {"profile", "submitted", "closed"}),
        ("treasurer", set()),
        ("stranger", set()),
        ("verifier", set(VerificationState.values)),
        ("verifier who belongs", set()),
    ],
)
def test_each_step_belongs_to_somebody(who, steps):
    assert {state.value for state in VerificationState if may_move(ACTORS[who], MINE, state)} == steps
