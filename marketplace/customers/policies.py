"""Who may do what with what customers write: pure questions, answered without a database."""

from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission


def may_review(actor: Actor, owner_id: int | None, *, holds_secret: bool) -> bool:
    """The buyer judges what was bought: whoever owns the order or holds its secret link, and nobody else."""
    return holds_secret or (owner_id is not None and actor.user_id == owner_id)


def may_moderate(actor: Actor) -> bool:
    """The staff for products reads what is written before everybody does."""
    return actor.may(Permission.MANAGE_PRODUCTS)


def may_see_reviews_of(actor: Actor, organisation_id: int) -> bool:
    """A cooperative's people read what is said of it, in any state; so does the staff for products."""
    return actor.belongs_to(organisation_id) or may_moderate(actor)


def may_answer(actor: Actor, organisation_id: int) -> bool:
    """The president and whoever sells speak for the cooperative; nobody else does."""
    return actor.has_role(organisation_id, Role.PRESIDENT, Role.SALES)
