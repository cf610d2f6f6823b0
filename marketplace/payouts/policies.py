"""Who may do what with money that leaves."""

from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from marketplace.payouts.models.hold import Hold
from marketplace.payouts.models.settlement import SettlementRun


def may_prepare(actor: Actor) -> bool:
    """The machine on the calendar's date, or staff who prepare settlements."""
    return actor.may(Permission.PREPARE_SETTLEMENTS)


def may_approve(actor: Actor, run: SettlementRun, payable_minor: int, *, chose_mandates: bool) -> bool:
    """
    A person who may approve; never a machine, not even a superuser alone.

    From the limit of the terms on it is another person than the one who prepared; and always another than whoever
    chose that money leaves in cash (`chose_mandates`).
    """
    return (
        actor.user_id is not None
        and not chose_mandates
        and actor.may(Permission.APPROVE_SETTLEMENTS)
        and (actor.user_id != run.prepared_by_id or payable_minor < run.second_person_from_minor)
    )


def may_move_money(actor: Actor) -> bool:
    """A person who prepares or approves settlements: locks, sends and reads answers of the bank."""
    return actor.user_id is not None and (
        actor.may(Permission.PREPARE_SETTLEMENTS) or actor.may(Permission.APPROVE_SETTLEMENTS)
    )


def may_book_answers(actor: Actor) -> bool:
    """Who may note what the bank did: whoever moves money, keeps the cash, or matches the bank's statement."""
    return may_move_money(actor) or actor.may(Permission.MANAGE_CASH)


def may_see_settlements(actor: Actor) -> bool:
    """Staff who prepare or approve, and machines."""
    return actor.may(Permission.PREPARE_SETTLEMENTS) or actor.may(Permission.APPROVE_SETTLEMENTS)


def may_see_earnings(actor: Actor, organisation_id: int) -> bool:
    """Every member of the organisation, whatever the role, and who handles settlements."""
    return actor.belongs_to(organisation_id) or may_see_settlements(actor)


def may_keep_members(actor: Actor, organisation_id: int) -> bool:
    """The cooperative's own president and treasurer: not its other roles, not staff, not even a superuser."""
    return actor.has_role(organisation_id, Role.PRESIDENT.value, Role.TREASURER.value)


def may_appeal(actor: Actor, organisation_id: int) -> bool:
    """The president and the treasurer of the organisation whose money is held."""
    return actor.has_role(organisation_id, Role.PRESIDENT.value, Role.TREASURER.value)


def may_answer_appeal(actor: Actor, hold: Hold) -> bool:
    """A person who handles settlements and did not place the hold."""
    return actor.user_id is not None and may_see_settlements(actor) and actor.user_id != hold.placed_by_id


def may_hold(actor: Actor) -> bool:
    """Staff who prepare settlements, and machines (a dispute that was opened)."""
    return actor.may(Permission.PREPARE_SETTLEMENTS)
