"""Change a group of permissions."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.accounts.services.permission_group_save import permission_group_update
from marketplace.graphql.accounts.details import people_keys
from marketplace.graphql.accounts.frame import PermissionGroupError
from marketplace.graphql.accounts.groups import Group, group_key, permissions_given, unrestricted
from marketplace.graphql.accounts.inputs import PermissionGroupUpdateInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class PermissionGroupUpdate(ServiceMutation):
    """Change a group of permissions."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the group to update.")
        input = graphene.Argument(
            PermissionGroupUpdateInput, required=True, description="Input fields to create permission group."
        )

    class Meta:
        error_type = PermissionGroupError
        permissions = ("MANAGE_STAFF",)
        errors_alias = "permission_group_errors"

    group = graphene.Field(Group, description="The group.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: Mapping[str, Any]) -> Any:
        """Change it."""
        unrestricted(input)
        group = permission_group_update(
            actor=info.context.actor,
            group_id=group_key(id),
            name=input.get("name"),
            add_permissions=permissions_given(input.get("add_permissions")),
            remove_permissions=permissions_given(input.get("remove_permissions")),
            add_user_ids=people_keys(input.get("add_users"), "add_users"),
            remove_user_ids=people_keys(input.get("remove_users"), "remove_users"),
            now=info.context.now,
        )
        return cls(group=group)
