"""Who may do what with reductions, budgets and gift cards."""

from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission


def may_manage_gift_cards(actor: Actor) -> bool:
    """Staff who manage gift cards or give refunds, and machines (a refund that became due)."""
    return actor.may(Permission.MANAGE_GIFT_CARD) or actor.may(Permission.MANAGE_ORDERS)


def may_manage_discounts(actor: Actor) -> bool:
    """Staff who manage discounts."""
    return actor.may(Permission.MANAGE_DISCOUNTS)


def may_manage_budgets(actor: Actor) -> bool:
    """Staff who manage discounts write down what partners agreed to."""
    return actor.may(Permission.MANAGE_DISCOUNTS)


def may_see_budget(actor: Actor, partner_id: int) -> bool:
    """Those who manage budgets, and the members of the partner that pays."""
    return may_manage_budgets(actor) or actor.belongs_to(partner_id)


def may_translate_discounts(actor: Actor) -> bool:
    """Translators write what customers read of reductions, and nothing else."""
    return actor.may(Permission.MANAGE_TRANSLATIONS)


def may_consent(actor: Actor, organisation_id: int) -> bool:
    """The president or the treasurer of a cooperative may agree that it pays for a reduction; nobody for it."""
    return actor.has_role(organisation_id, Role.PRESIDENT.value, Role.TREASURER.value)
