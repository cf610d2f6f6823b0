"""Who may ask, and who may answer."""

from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission


def may_ask(actor: Actor) -> bool:
    """Hub management, and whoever works in a hub."""
    return actor.may(Permission.MANAGE_HUB) or any(Role.HUB in roles for roles in actor.roles.values())


def may_answer(actor: Actor, organisation_id: int) -> bool:
    """Whoever makes, sells or answers for an organisation's goods."""
    return actor.has_role(organisation_id, Role.PRESIDENT, Role.PRODUCTION, Role.SALES)


def may_record(actor: Actor) -> bool:
    """Whoever accompanies cooperatives, or keeps the settings, lends the portal its voices."""
    return actor.may(Permission.VERIFY_COOPERATIVES) or actor.may(Permission.MANAGE_SETTINGS)
