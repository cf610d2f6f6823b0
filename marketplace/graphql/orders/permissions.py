"""Permissions as the contract tells them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import graphene

from marketplace.accounts.models import PermissionGroup
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.guards import require_staff
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import answers, declared, late
from marketplace.kernel.actor import OWN_PERMISSIONS
from marketplace.kernel.actor import Permission as May

PermissionEnum = saleor_enum("PermissionEnum", "What the staff and apps may be allowed.")


@declared
class Permission(graphene.ObjectType):
    """Represents a permission object in a friendly form."""

    code = graphene.Field(PermissionEnum, required=True, description="Internal code for permission.")
    name = graphene.String(required=True, description="What it allows, in words.")


class UserPermission(graphene.ObjectType):
    """Represents user's permissions."""

    code = graphene.Field(PermissionEnum, required=True, description="Internal code for permission.")
    name = graphene.String(required=True, description="What it allows, in words.")
    source_permission_groups = graphene.List(
        graphene.NonNull(late("Group")),
        user_id=graphene.ID(required=True, description="ID of user whose groups should be returned."),
        description="The person's groups that give this permission.",
    )


@dataclass(frozen=True, slots=True)
class PermissionRow:
    """A permission, and the groups that give it."""

    code: str
    name: str
    source_permission_groups: tuple[PermissionGroup, ...] = ()


def permission_rows(
    permissions: Iterable[str], groups: Sequence[PermissionGroup] = ()
) -> list[PermissionRow]:
    """Return permissions in the contract's order; those that it has no word for are told on our own pages."""
    held = set(permissions)
    return [
        PermissionRow(
            each.name, words_of(each), tuple(group for group in groups if each in group.permissions)
        )
        for each in May
        if each.value in held and each not in OWN_PERMISSIONS
    ]


def words_of(permission: May) -> str:
    """Return what a permission allows, as its own name says it."""
    return permission.value.replace("_", " ").capitalize() + "."


@answers("Shop.permissions")
def _all_permissions(parents: Sequence[object], info: Info) -> list[list[PermissionRow]]:
    """Return all that people and apps may be allowed, to the staff."""
    require_staff(info)
    return [permission_rows(each.value for each in May) for _shop in parents]
