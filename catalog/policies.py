"""Who may do what with products; pure, so that every face and every test can ask."""

from catalog.models.described import WithMetadata
from catalog.states import AttributeKind
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission

_SELLERS = (Role.PRESIDENT, Role.SALES)


def may_see(actor: Actor, organisation_id: int) -> bool:
    """An organisation's own people and the staff for products see what is not published."""
    return actor.belongs_to(organisation_id) or actor.may(Permission.MANAGE_PRODUCTS)


def may_edit(actor: Actor, organisation_id: int) -> bool:
    """The president and whoever sells write products, variants, prices and pictures; so may the staff."""
    return actor.has_role(organisation_id, *_SELLERS) or actor.may(Permission.MANAGE_PRODUCTS)


def may_consent(actor: Actor, organisation_id: int) -> bool:
    """What only an organisation itself can agree to: the staff cannot do it in its place."""
    return actor.has_role(organisation_id, *_SELLERS)


def may_review(actor: Actor) -> bool:
    """Only the staff for products approves, sends back and verifies certificates."""
    return actor.may(Permission.MANAGE_PRODUCTS)


def may_write_collections(actor: Actor) -> bool:
    """The staff for products puts collections together."""
    return actor.may(Permission.MANAGE_PRODUCTS)


def may_write_menus(actor: Actor) -> bool:
    """Menus have their own staff."""
    return actor.may(Permission.MANAGE_MENUS)


def may_write_pages(actor: Actor) -> bool:
    """Pages have their own staff, who also see what is not published."""
    return actor.may(Permission.MANAGE_PAGES)


def may_write_page_types(actor: Actor) -> bool:
    """Types of pages and their attributes have their own staff."""
    return actor.may(Permission.MANAGE_PAGE_TYPES_AND_ATTRIBUTES)


def may_write_product_types(actor: Actor) -> bool:
    """Families and their attributes have their own staff."""
    return actor.may(Permission.MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES)


def may_write_attribute(actor: Actor, kind: str) -> bool:
    """An attribute belongs to the staff for families or to that for types of pages."""
    return may_write_page_types(actor) if kind == AttributeKind.PAGE_TYPE else may_write_product_types(actor)


def may_write_categories(actor: Actor) -> bool:
    """The staff for products keeps the tree of shelves."""
    return actor.may(Permission.MANAGE_PRODUCTS)


def may_keep_taxes(actor: Actor) -> bool:
    """The staff for taxes writes classes and rates; so may who keeps the settings of the whole shop."""
    return actor.may(Permission.MANAGE_TAXES) or actor.may(Permission.MANAGE_SETTINGS)


def may_keep_files(actor: Actor) -> bool:
    """Whoever works for the marketplace, in whatever part of it, and apps send files that texts lead to."""
    return bool(actor.machine or actor.is_superuser or actor.permissions or actor.app_id is not None)


def may_translate(actor: Actor) -> bool:
    """Translators write every text that customers read in any of our languages, and nothing else."""
    return actor.may(Permission.MANAGE_TRANSLATIONS)


def may_write_metadata(actor: Actor, model: type[WithMetadata]) -> bool:
    """Whoever looks after rows of a kind keeps texts with them."""
    return any(actor.may(permission) for permission in model.metadata_permissions)


def is_second_person(actor: Actor, first_user_id: int | None) -> bool:
    """Whoever proposed something may not be the one who approves it; machines propose nothing."""
    return actor.user_id is None or actor.user_id != first_user_id
