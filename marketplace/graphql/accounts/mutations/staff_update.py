"""Change one of the staff."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.accounts.services.staff_save import staff_update
from marketplace.graphql.accounts.details import details_given, group_keys
from marketplace.graphql.accounts.frame import StaffError, person_key
from marketplace.graphql.accounts.inputs import StaffUpdateInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User


class StaffUpdate(ServiceMutation):
    """Change one of the staff, and the groups that they are in."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a staff user to update.")
        input = graphene.Argument(
            StaffUpdateInput, required=True, description="Fields required to update a staff user."
        )

    class Meta:
        error_type = StaffError
        permissions = ("MANAGE_STAFF",)
        errors_alias = "staff_errors"

    user = graphene.Field(User, description="The person after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: Mapping[str, Any]) -> Any:
        """Change them."""
        user = staff_update(
            actor=info.context.actor,
            user_id=person_key(id),
            details=details_given(input),
            add_group_ids=group_keys(input.get("add_groups"), "add_groups"),
            remove_group_ids=group_keys(input.get("remove_groups"), "remove_groups"),
            now=info.context.now,
        )
        return cls(user=user)
