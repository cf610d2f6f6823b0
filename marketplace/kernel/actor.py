"""Who acts: a person with roles in organisations, or a named machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Permission(StrEnum):
    """What a member of staff of the marketplace may be allowed (superusers may all)."""

    MANAGE_PRODUCTS = "manage_products"
    MANAGE_ORDERS = "manage_orders"
    MANAGE_HUB = "manage_hub"
    MANAGE_CASH = "manage_cash"
    PREPARE_SETTLEMENTS = "prepare_settlements"
    APPROVE_SETTLEMENTS = "approve_settlements"
    VERIFY_COOPERATIVES = "verify_cooperatives"
    MANAGE_USERS = "manage_users"
    MANAGE_SETTINGS = "manage_settings"


@dataclass(frozen=True, slots=True)
class Actor:
    """A frozen picture of who asks, so that policies need no database."""

    user_id: int | None = None
    machine: str = ""
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

    @property
    def is_anonymous(self) -> bool:
        """Nobody in particular."""
        return self.user_id is None and not self.machine

    @property
    def name(self) -> str:
        """How the audit log calls this actor."""
        if self.user_id is not None:
            return f"user:{self.user_id}"
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
