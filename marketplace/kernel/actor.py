"""Who acts: a person with roles in organisations, or a named machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Permission(StrEnum):
    """
    What a member of staff of the marketplace, or an app, may be allowed (superusers may all).

    The first are our own; the second half bears the names of the API's contract, so that whoever grants one there
    grants the same one here. Those that stand in both are one.
    """

    MANAGE_PRODUCTS = "manage_products"
    MANAGE_ORDERS = "manage_orders"
    MANAGE_HUB = "manage_hub"
    MANAGE_CASH = "manage_cash"
    PREPARE_SETTLEMENTS = "prepare_settlements"
    APPROVE_SETTLEMENTS = "approve_settlements"
    # Reads all books of any date, and changes nothing
    AUDIT_BOOKS = "audit_books"
    VERIFY_COOPERATIVES = "verify_cooperatives"
    MANAGE_USERS = "manage_users"
    MANAGE_SETTINGS = "manage_settings"

    MANAGE_STAFF = "manage_staff"
    IMPERSONATE_USER = "impersonate_user"
    MANAGE_APPS = "manage_apps"
    MANAGE_OBSERVABILITY = "manage_observability"
    MANAGE_CHECKOUTS = "manage_checkouts"
    HANDLE_CHECKOUTS = "handle_checkouts"
    HANDLE_TAXES = "handle_taxes"
    MANAGE_TAXES = "manage_taxes"
    MANAGE_CHANNELS = "manage_channels"
    MANAGE_CUSTOMER_TYPES_AND_ATTRIBUTES = "manage_customer_types_and_attributes"
    MANAGE_DISCOUNTS = "manage_discounts"
    MANAGE_GIFT_CARD = "manage_gift_card"
    MANAGE_MENUS = "manage_menus"
    MANAGE_ORDERS_IMPORT = "manage_orders_import"
    MANAGE_PAGES = "manage_pages"
    MANAGE_PAGE_TYPES_AND_ATTRIBUTES = "manage_page_types_and_attributes"
    HANDLE_PAYMENTS = "handle_payments"
    MANAGE_PLUGINS = "manage_plugins"
    MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES = "manage_product_types_and_attributes"
    MANAGE_SHIPPING = "manage_shipping"
    MANAGE_TRANSLATIONS = "manage_translations"


# What only our own pages and the superusers' admin grant: the contract has no word for it.
OWN_PERMISSIONS = frozenset(
    {
        Permission.MANAGE_HUB,
        Permission.MANAGE_CASH,
        Permission.PREPARE_SETTLEMENTS,
        Permission.APPROVE_SETTLEMENTS,
        Permission.VERIFY_COOPERATIVES,
        Permission.AUDIT_BOOKS,
    }
)


@dataclass(frozen=True, slots=True)
class Actor:
    """A frozen picture of who asks, so that policies need no database."""

    user_id: int | None = None
    machine: str = ""
    # A program of somebody else's that was given permissions of its own
    app_id: int | None = None
    is_superuser: bool = False
    permissions: frozenset[str] = frozenset()
    # organisation id -> the roles held there ("president", "treasurer", "sales", "production", "hub", ...)
    roles: Mapping[int, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def anonymous(cls) -> "Actor":
        """A visitor who is not signed in."""
        return cls()

    @classmethod
    def of_machine(cls, name: str) -> "Actor":
        """A scheduled task, a webhook or a command; it may do all that its service allows to machines."""
        return cls(machine=name)

    @classmethod
    def of_app(cls, app_id: int, permissions: frozenset[str]) -> "Actor":
        """An app that shows its token; it may do what it was given permission for, and is no person."""
        return cls(app_id=app_id, permissions=permissions)

    @property
    def is_anonymous(self) -> bool:
        """Nobody in particular."""
        return self.user_id is None and not self.machine and self.app_id is None

    @property
    def name(self) -> str:
        """How the audit log calls this actor."""
        if self.user_id is not None:
            return f"user:{self.user_id}"
        if self.app_id is not None:
            return f"app:{self.app_id}"
        return f"machine:{self.machine}" if self.machine else "visitor"

    def may(self, permission: Permission) -> bool:
        """Say whether a staff permission is held; machines and superusers hold all."""
        return bool(self.machine) or self.is_superuser or permission in self.permissions

    def belongs_to(self, organisation_id: int) -> bool:
        """Say whether the actor holds any role in an organisation."""
        return organisation_id in self.roles

    def has_role(self, organisation_id: int, *roles: str) -> bool:
        """Say whether the actor holds one of these roles in an organisation."""
        return not self.roles.get(organisation_id, frozenset()).isdisjoint(roles)
