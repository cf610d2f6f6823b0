"""Who may do what with organisations; pure, so that every face and every test can ask."""

from marketplace.cooperatives.states import Role, VerificationState
from marketplace.kernel.actor import Actor, Permission

# Steps that the organisation's own president takes; all others are the staff's.
OWN_STEPS = frozenset({VerificationState.PROFILE, VerificationState.SUBMITTED, VerificationState.CLOSED})


def may_see(actor: Actor, organisation_id: int) -> bool:
    """An organisation's own people and the staff who verify see its papers."""
    return actor.belongs_to(organisation_id) or actor.may(Permission.VERIFY_COOPERATIVES)


def may_manage(actor: Actor, organisation_id: int) -> bool:
    """The president writes the profile and the papers; so may the staff who verify."""
    return actor.has_role(organisation_id, Role.PRESIDENT) or actor.may(Permission.VERIFY_COOPERATIVES)


def may_verify(actor: Actor, organisation_id: int) -> bool:
    """The staff who verify, but nobody verifies the organisation that they belong to."""
    return actor.may(Permission.VERIFY_COOPERATIVES) and not actor.belongs_to(organisation_id)


def may_move(actor: Actor, organisation_id: int, after: VerificationState) -> bool:
    """The president applies, hands in and closes; everything else is verification."""
    if after in OWN_STEPS and actor.has_role(organisation_id, Role.PRESIDENT):
        return True
    return may_verify(actor, organisation_id)


def may_change_account(actor: Actor, organisation_id: int) -> bool:
    """President and treasurer say where an organisation is paid; so may the staff who verify."""
    return actor.has_role(organisation_id, Role.PRESIDENT, Role.TREASURER) or actor.may(
        Permission.VERIFY_COOPERATIVES
    )


def may_grant(actor: Actor, organisation_id: int) -> bool:
    """The president, and the staff for people, give and take roles."""
    return actor.has_role(organisation_id, Role.PRESIDENT) or actor.may(Permission.MANAGE_USERS)


def may_invite(actor: Actor, organisation_id: int) -> bool:
    """The president asks people; the staff who verify ask the first president."""
    return may_grant(actor, organisation_id) or actor.may(Permission.VERIFY_COOPERATIVES)


def may_sign(actor: Actor, organisation_id: int) -> bool:
    """The president signs; nobody signs for an organisation from outside."""
    return actor.has_role(organisation_id, Role.PRESIDENT)


def may_lend(actor: Actor, organisation_id: int) -> bool:
    """The president says who may act for the organisation; nobody says so from outside."""
    return actor.has_role(organisation_id, Role.PRESIDENT)


def may_close(actor: Actor, organisation_id: int) -> bool:
    """The president and whoever sells say when a cooperative is closed; nobody says so from outside."""
    return actor.has_role(organisation_id, Role.PRESIDENT, Role.SALES)


def may_ally(actor: Actor, organisation_id: int) -> bool:
    """The president proposes, answers, votes and leaves for a cooperative; nobody does so from outside."""
    return actor.has_role(organisation_id, Role.PRESIDENT)


def is_second_person(actor: Actor, first_user_id: int | None) -> bool:
    """Whoever submitted something may not be the one who accepts it; machines submit nothing."""
    return actor.user_id is None or actor.user_id != first_user_id
