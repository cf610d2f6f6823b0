"""Groups of permissions, and the permissions of people."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene
from django.utils.translation import gettext as _

from marketplace.accounts.models import PermissionGroup
from marketplace.accounts.models import User as Person
from marketplace.accounts.policies import may_give, may_manage_staff
from marketplace.accounts.selectors import members_of_groups
from marketplace.accounts.services.staff_save import StaffRefused
from marketplace.channels.models import Channel as ChannelModel
from marketplace.channels.selectors import channels_listed
from marketplace.graphql.guards import require_permission
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import connection_of
from marketplace.graphql.kit.ids import Node, id_field, key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import declared, late
from marketplace.graphql.orders.permissions import Permission, PermissionRow, permission_rows
from marketplace.graphql.shop.channels import Channel
from marketplace.kernel.actor import Permission as May
from marketplace.kernel.errors import NotFound


@declared
class Group(graphene.ObjectType):
    """Represents permission group data."""

    class Meta:
        interfaces = (Node,)

    id = id_field("Group", description="The ID of the group.")
    name = graphene.String(required=True, description="The name of the group.")
    users = graphene.List(graphene.NonNull(late("User")), description="Its members. Requires MANAGE_STAFF.")
    permissions = graphene.List(graphene.NonNull(Permission), description="List of group permissions.")
    user_can_manage = graphene.Boolean(required=True, description="Whether who asks may change the group.")
    accessible_channels = graphene.List(
        graphene.NonNull(Channel), description="Channels that its members see: all."
    )
    restricted_access_to_channels = graphene.Boolean(
        required=True, description="Whether its members see some channels only: never."
    )

    @staticmethod
    @batched
    def resolve_users(parents: Sequence[PermissionGroup], info: Info) -> list[list[Person]]:
        """Return the members."""
        require_permission(info, May.MANAGE_STAFF)
        return [rows or [] for rows in info.context.load(members_of_groups, [each.pk for each in parents])]

    @staticmethod
    def resolve_permissions(root: PermissionGroup, _info: Info) -> list[PermissionRow]:
        """Return what its members may."""
        return permission_rows(root.permissions)

    @staticmethod
    def resolve_user_can_manage(root: PermissionGroup, info: Info) -> bool:
        """Say whether who asks may change it."""
        actor = info.context.actor
        return may_manage_staff(actor) and may_give(actor, root.permissions)

    @staticmethod
    def resolve_accessible_channels(_root: PermissionGroup, _info: Info) -> list[ChannelModel]:
        """Return all channels."""
        return channels_listed()

    @staticmethod
    def resolve_restricted_access_to_channels(_root: PermissionGroup, _info: Info) -> bool:
        """Say no: groups are not bound to channels."""
        return False


GroupConnection = connection_of("Group", lambda: Group)


def permissions_given(given: Sequence[Any] | None) -> list[str]:
    """Return our names of the contract's permissions."""
    return [May[getattr(each, "value", each)].value for each in given or ()]


def unrestricted(given: Mapping[str, Any]) -> None:
    """
    Pass for a group whose members see all channels.

    :raises StaffRefused: for another: nothing here would keep its members out of the other channels
    """
    if given.get("restricted_access_to_channels"):
        raise StaffRefused(
            _("Groups are not bound to channels here."),
            code="OUT_OF_SCOPE_CHANNEL",
            field="restricted_access_to_channels",
        )


def group_key(given: str) -> int:
    """
    Return the key of the group that a client means.

    :raises ApiError: if what was given is no ID
    :raises NotFound: if it can name no group
    """
    key = key_of(given, "Group")
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {given}", field="id")
    return key
