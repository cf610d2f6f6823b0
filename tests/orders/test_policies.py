"""Who may do what, asked of the whole row of people: test that ..."""

from collections.abc import Callable

import pytest

from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from orders import policies

OWNER, COOPERATIVE, OTHER, DESK = 7, 11, 12, 13


def member(organisation: int, role: Role) -> Actor:
    return Actor(user_id=20 + organisation, roles={organisation: frozenset({role.value})})


def staff(permission: Permission) -> Actor:
    return Actor(user_id=40, permissions=frozenset({permission.value}))


PEOPLE = {
    "visitor": Actor.anonymous(),
    "owner": Actor(user_id=OWNER),
    "another customer": Actor(user_id=8),
    "president": member(COOPERATIVE, Role.PRESIDENT),
    "producer": member(COOPERATIVE, Role.PRODUCTION),
    "treasurer": member(COOPERATIVE, Role.TREASURER),
    "president of another": member(OTHER, Role.PRESIDENT),
    "cashier": member(DESK, Role.CASHIER),
    "cashier of another": member(OTHER, Role.CASHIER),
    "orders": staff(Permission.MANAGE_ORDERS),
    "checkouts": staff(Permission.HANDLE_CHECKOUTS),
    "cash": staff(Permission.MANAGE_CASH),
    "users": staff(Permission.MANAGE_USERS),
    "superuser": Actor(user_id=50, is_superuser=True),
}
TABLE: dict[str, tuple[Callable[[Actor], bool], set[str]]] = {
    "use a basket of nobody": (lambda who: policies.may_use_checkout(who, None), set(PEOPLE)),
    "use the owner's basket": (
        lambda who: policies.may_use_checkout(who, OWNER),
        {"owner", "orders", "checkouts", "superuser"},
    ),
    "see the owner's order": (
        lambda who: policies.may_see_order(who, OWNER),
        {"owner", "orders", "superuser"},
    ),
    "see a guest's order": (lambda who: policies.may_see_order(who, None), {"orders", "superuser"}),
    "cancel the owner's order": (
        lambda who: policies.may_cancel_order(who, OWNER, holds_secret=False),
        {"owner", "orders", "superuser"},
    ),
    "cancel with the secret link": (
        lambda who: policies.may_cancel_order(who, None, holds_secret=True),
        set(PEOPLE),
    ),
    "see a cooperative's part": (
        lambda who: policies.may_see_sub_order(who, COOPERATIVE),
        {"president", "producer", "treasurer", "orders", "superuser"},
    ),
    "say that it is being prepared": (
        lambda who: policies.may_acknowledge(who, COOPERATIVE),
        {"president", "producer", "orders", "superuser"},
    ),
    "hold the cash of a desk": (
        lambda who: policies.may_hold_cash(who, DESK),
        {"cashier", "cash", "superuser"},
    ),
    "read the statement into the books": (policies.may_confirm_payment, {"cash", "superuser"}),
    "give money back": (policies.may_refund, {"orders", "superuser"}),
}


@pytest.mark.parametrize("act", TABLE)
def test_only_these_may(act: str) -> None:
    policy, expected = TABLE[act]

    assert {name for name, who in PEOPLE.items() if policy(who)} == expected


def test_a_machine_of_the_product_may_cancel_and_see() -> None:
    machine = Actor.of_machine("cancel-unpaid")

    assert policies.may_cancel_order(machine, OWNER, holds_secret=False)
    assert policies.may_see_order(machine, OWNER)
