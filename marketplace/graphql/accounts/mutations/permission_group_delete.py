"""Delete a group of permissions."""

from typing import Any

import graphene

from marketplace.accounts.services.permission_group_save import permission_group_delete
from marketplace.graphql.accounts.frame import PermissionGroupError
from marketplace.graphql.accounts.groups import Group, group_key
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class PermissionGroupDelete(ServiceMutation):
    """Delete a group of permissions; its members lose what only it gave them."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the group to delete.")

    class Meta:
        error_type = PermissionGroupError
        permissions = ("MANAGE_STAFF",)
        errors_alias = "permission_group_errors"

    group = graphene.Field(Group, description="The group.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """Delete it."""
        group = permission_group_delete(
            actor=info.context.actor, group_id=group_key(id), now=info.context.now
        )
        return cls(group=group)
