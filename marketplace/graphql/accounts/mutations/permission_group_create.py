"""Make a group of permissions."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.accounts.services.permission_group_save import permission_group_create
from marketplace.graphql.accounts.details import people_keys
from marketplace.graphql.accounts.frame import PermissionGroupError
from marketplace.graphql.accounts.groups import Group, permissions_given, unrestricted
from marketplace.graphql.accounts.inputs import PermissionGroupCreateInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class PermissionGroupCreate(ServiceMutation):
    """Make a group of permissions for the staff."""

    class Arguments:
        input = graphene.Argument(
            PermissionGroupCreateInput, required=True, description="Input fields to create permission group."
        )

    class Meta:
        error_type = PermissionGroupError
        permissions = ("MANAGE_STAFF",)
        errors_alias = "permission_group_errors"

    group = graphene.Field(Group, description="The group.")

    @classmethod
    def perform(cls, info: Info, *, input: Mapping[str, Any]) -> Any:
        """Make it."""
        unrestricted(input)
        group = permission_group_create(
            actor=info.context.actor,
            name=input["name"],
            permissions=permissions_given(input.get("add_permissions")),
            user_ids=people_keys(input.get("add_users"), "add_users"),
            now=info.context.now,
        )
        return cls(group=group)
