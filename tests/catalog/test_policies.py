import pytest

from catalog.policies import is_second_person, may_edit, may_review, may_see
from marketplace.kernel.actor import Actor, Permission

MINE = 1
VISITOR = Actor.anonymous()
CUSTOMER = Actor(user_id=1)
STRANGER = Actor(user_id=2, roles={2: frozenset({"president"})})
PRODUCER = Actor(user_id=3, roles={MINE: frozenset({"production"})})
SALES = Actor(user_id=4, roles={MINE: frozenset({"sales"})})
PRESIDENT = Actor(user_id=5, roles={MINE: frozenset({"president"})})
STAFF = Actor(user_id=6, permissions=frozenset({Permission.MANAGE_PRODUCTS}))
OTHER_STAFF = Actor(user_id=7, permissions=frozenset({Permission.MANAGE_CASH}))
MACHINE = Actor.of_machine("demo")


@pytest.mark.parametrize(
    ("_case", "actor", "see", "edit", "review"),
    [
        ("visitor", VISITOR, False, False, False),
        ("customer", CUSTOMER, False, False, False),
        ("member of another cooperative", STRANGER, False, False, False),
        ("producer", PRODUCER, True, False, False),
        ("sales", SALES, True, True, False),
        ("president", PRESIDENT, True, True, False),
        ("staff for products", STAFF, True, True, True),
        ("staff for cash", OTHER_STAFF, False, False, False),
        ("machine", MACHINE, True, True, True),
    ],
)
def test_each_actor_may_what_its_role_says(_case, actor, see, edit, review):
    assert (may_see(actor, MINE), may_edit(actor, MINE), may_review(actor)) == (see, edit, review)


def test_the_proposer_is_not_a_second_person():
    assert not is_second_person(STAFF, 6)
    assert is_second_person(STAFF, 5)
    assert is_second_person(STAFF, None)
    assert is_second_person(MACHINE, None)
