"""Who may do what in logistics; pure, so that they are tested without a database."""

from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission


def may_run_hub(actor: Actor, hub_organisation_id: int) -> bool:
    """Staff of the marketplace's hub management, and hub workers in their own hub."""
    return actor.may(Permission.MANAGE_HUB) or actor.has_role(hub_organisation_id, Role.HUB)


def may_recall(actor: Actor, hub_organisation_id: int) -> bool:
    """Recalling reaches customers: hub management, or the hub's president."""
    return actor.may(Permission.MANAGE_HUB) or actor.has_role(hub_organisation_id, Role.PRESIDENT)


def may_set_prices(actor: Actor, hub_organisation_id: int) -> bool:
    """Prices and costs of a hub: hub management, or the hub's president."""
    return actor.may(Permission.MANAGE_HUB) or actor.has_role(hub_organisation_id, Role.PRESIDENT)


def may_write_recipes(actor: Actor) -> bool:
    """A recipe holds in every hub: hub management alone."""
    return actor.may(Permission.MANAGE_HUB)


def may_track(actor: Actor, *, hub_organisation_id: int, carrier_organisation_id: int) -> bool:
    """The hub, and the carrier's own people for the parcels that they carry."""
    return may_run_hub(actor, hub_organisation_id) or actor.belongs_to(carrier_organisation_id)


def may_drive(actor: Actor, carrier_organisation_id: int) -> bool:
    """The drivers of our own vehicles, for the parcels that they carry."""
    return actor.has_role(carrier_organisation_id, Role.DRIVER)


def may_announce(actor: Actor, organisation_id: int) -> bool:
    """Whoever makes, sells or answers for an organisation's goods, and hub management in their place."""
    makers = (Role.PRESIDENT, Role.PRODUCTION, Role.SALES)
    return actor.may(Permission.MANAGE_HUB) or actor.has_role(organisation_id, *makers)


def may_set_capacity(actor: Actor, organisation_id: int) -> bool:
    """Whoever makes, sells or answers for an organisation's goods says how much they can make; nobody from outside."""
    return actor.has_role(organisation_id, Role.PRESIDENT, Role.PRODUCTION, Role.SALES)


def may_see_receipt(actor: Actor, *, hub_organisation_id: int, owner_organisation_id: int) -> bool:
    """The hub that counted the goods, and the organisation that owns them."""
    return may_run_hub(actor, hub_organisation_id) or actor.belongs_to(owner_organisation_id)


def may_see_goods_of(actor: Actor, organisation_id: int) -> bool:
    """An organisation's own members, and hub management."""
    return actor.may(Permission.MANAGE_HUB) or actor.belongs_to(organisation_id)


def may_keep_warehouses(actor: Actor) -> bool:
    """The staff for products opens and closes warehouses, as the contract has it; so may hub management."""
    return actor.may(Permission.MANAGE_PRODUCTS) or actor.may(Permission.MANAGE_HUB)


def may_keep_shipping(actor: Actor) -> bool:
    """The staff for shipping writes zones, methods and their prices."""
    return actor.may(Permission.MANAGE_SHIPPING)


def may_state_stock(actor: Actor, hub_organisation_id: int) -> bool:
    """The staff for products says how much stands in any warehouse; hub people in their own."""
    return actor.may(Permission.MANAGE_PRODUCTS) or may_run_hub(actor, hub_organisation_id)
