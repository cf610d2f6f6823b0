"""Who may do what with people; pure, so that every face and every test can ask."""

from collections.abc import Collection

from marketplace.kernel.actor import Actor, Permission


def may_manage_customers(actor: Actor) -> bool:
    """The staff who look after customers."""
    return actor.may(Permission.MANAGE_USERS)


def may_manage_staff(actor: Actor) -> bool:
    """The staff who look after the staff, in person: a program gives nobody rights."""
    return actor.user_id is not None and actor.may(Permission.MANAGE_STAFF)


def may_see_people(actor: Actor) -> bool:
    """Whoever serves customers or looks after them, or after the staff."""
    needed = (Permission.MANAGE_USERS, Permission.MANAGE_STAFF, Permission.MANAGE_ORDERS)
    return any(actor.may(each) for each in needed)


def may_see_addresses(actor: Actor, owner_id: int) -> bool:
    """A person sees their own addresses; so do the staff who look after customers."""
    return actor.user_id == owner_id or actor.may(Permission.MANAGE_USERS)


def may_give(actor: Actor, permissions: Collection[str]) -> bool:
    """Nobody gives, or takes, what they do not hold themselves."""
    return actor.is_superuser or actor.permissions >= frozenset(permissions)


def may_impersonate(actor: Actor) -> bool:
    """A program that was allowed to act for people."""
    return actor.app_id is not None and actor.may(Permission.IMPERSONATE_USER)
