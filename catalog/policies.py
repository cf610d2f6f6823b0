"""Who may do what with products; pure, so that every face and every test can ask."""

from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission

_SELLERS = (Role.PRESIDENT, Role.SALES)


def may_see(actor: Actor, organisation_id: int) -> bool:
    """An organisation's own people and the staff for products see what is not published."""
    return actor.belongs_to(organisation_id) or actor.may(Permission.MANAGE_PRODUCTS)


def may_edit(actor: Actor, organisation_id: int) -> bool:
    """The president and whoever sells write products, variants, prices and pictures; so may the staff."""
    return actor.has_role(organisation_id, *_SELLERS) or actor.may(Permission.MANAGE_PRODUCTS)


def may_review(actor: Actor) -> bool:
    """Only the staff for products approves, sends back and verifies certificates."""
    return actor.may(Permission.MANAGE_PRODUCTS)


def is_second_person(actor: Actor, first_user_id: int | None) -> bool:
    """Whoever proposed something may not be the one who approves it; machines propose nothing."""
    return actor.user_id is None or actor.user_id != first_user_id
